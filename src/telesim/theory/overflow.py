"""Calls that overflow from a full group: how many, how rough, and how many a final group loses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from telesim.theory.checks import non_negative, positive, refuse, share, whole
from telesim.theory.erlang_b import erlang_b, erlang_b_fractional
from telesim.theory.roots import bisect, grow_until, smallest_whole

# A peakedness this near to 1 is that of Poisson calls.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Traffic:
    """Mean and variance (erlangs) of the calls a stream would hold on a group without end.

    Raises ValueError for a negative mean or variance.
    """

    mean: float
    variance: float

    def __post_init__(self) -> None:
        non_negative("mean", self.mean)
        non_negative("variance", self.variance)

    @property
    def peakedness(self) -> float:
        """Variance over mean: 1 for Poisson calls, more for what overflows; 1 without calls."""
        return self.variance / self.mean if self.mean > 0 else 1.0

    @classmethod
    def together(cls, streams: Iterable[Traffic]) -> Traffic:
        """Independent streams joined: means and variances add."""
        listed = list(streams)
        return cls(fsum(one.mean for one in listed), fsum(one.variance for one in listed))


def overflow_traffic(offered_erlangs: float, trunks: int) -> Traffic:
    """What overflows from a group of `trunks` offered Poisson calls.

    Raises ValueError for a negative load or number of trunks.
    Source: Kosten 1937; the variance by Riordan, in Wilkinson 1956.
    """
    lost = offered_erlangs * erlang_b(offered_erlangs, trunks)
    room = trunks + 1 - offered_erlangs + lost
    return Traffic(lost, lost * (1 - lost + offered_erlangs / room))


@dataclass(frozen=True)
class EquivalentRandom:
    """The one group of (fractional) trunks whose overflow has a stream's mean and variance.

    An approximation: the final group is treated as the continuation of that group.
    Raises ValueError for a load of 0 or less or a negative number of trunks.
    Source: Wilkinson 1956, with both equations solved, not Rapp's short cut.
    """

    offered_erlangs: float
    trunks: float

    def __post_init__(self) -> None:
        positive("offered_erlangs", self.offered_erlangs)
        non_negative("trunks", self.trunks)

    @classmethod
    def of(cls, stream: Traffic) -> EquivalentRandom:
        """The equivalent group of a stream.

        Raises ValueError without calls, or when they are smoother than Poisson calls.
        """
        mean = positive("mean", stream.mean)
        if stream.peakedness < 1 - _ROUNDING:
            raise refuse("variance", stream.variance, f"at least the mean, {mean!r} erlangs")
        if stream.peakedness < 1 + _ROUNDING:
            return cls(mean, 0.0)
        peakedness = stream.peakedness

        def trunks(load: float) -> float:
            return max(0.0, load * (mean + peakedness) / (mean + peakedness - 1) - mean - 1)

        def excess(load: float) -> float:
            return load * erlang_b_fractional(load, trunks(load)) - mean

        least = (mean + 1) * (mean + peakedness - 1) / (mean + peakedness)
        load = bisect(excess, least, grow_until(lambda high: excess(high) < 0, 2 * least))
        return cls(load, trunks(load))

    def lost_erlangs(self, final_trunks: int) -> float:
        """Load that a final group of this many trunks cannot carry either."""
        whole("final_trunks", final_trunks, 0)
        total = self.trunks + final_trunks
        return self.offered_erlangs * erlang_b_fractional(self.offered_erlangs, total)


def final_group_loss(stream: Traffic, final_trunks: int) -> float:
    """Share of a stream's calls that a final group loses (Wilkinson's approximation).

    Raises ValueError as `EquivalentRandom.of`; 0 without calls.
    """
    if stream.mean == 0:
        return 0.0
    return EquivalentRandom.of(stream).lost_erlangs(final_trunks) / stream.mean


def smallest_final_group(stream: Traffic, loss: float) -> int:
    """Fewest final trunks that lose at most this share of the stream (Wilkinson's approximation).

    Raises ValueError as `EquivalentRandom.of`, or for a share outside 0 to 1; 0 without calls.
    """
    target = share("loss", loss)
    if stream.mean == 0:
        return 0
    group = EquivalentRandom.of(stream)
    return smallest_whole(lambda trunks: group.lost_erlangs(trunks) <= target * stream.mean, 0)
