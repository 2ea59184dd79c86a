"""One figure in two scenarios: its difference, replication by replication on common draws.

A figure that divides (a mean per fault, a share of orders) is the ratio of two sums, as in
:func:`telesim.experiment.estimate.combine`. Each replication's part in its error is then
w (v - mean) / (mean of w), and the difference of two such figures has the difference of their
parts for its error: Student's interval over these is the paired t interval with the delta method,
and the plain one for a figure that does not divide. Where draws are not common, the parts of the
two scenarios are independent, and Welch's interval stands instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import CONFIDENCE, PER_CENT, ROUNDING, wilson_interval

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A figure in the replications of one scenario, one element each, in order of their numbers.

    ``weights`` are the denominators of a figure that divides, else ones; ``values`` are NaN where
    a replication has no case. ``is_share`` is true of a share of cases in per cent.
    """

    values: Column
    weights: Column
    is_share: bool = False

    def only(self, chosen: NDArray[np.bool_]) -> Sample:
        """The same in some of the replications."""
        return Sample(self.values[chosen], self.weights[chosen], self.is_share)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Replications with a value."""
        return np.isfinite(self.values)

    @property
    def mean(self) -> float:
        """Of the usable replications, by their weights; NaN without any."""
        usable = self.usable
        total = float(self.weights[usable].sum())
        if not usable.any() or total <= 0:
            return math.nan
        return float((self.values[usable] * self.weights[usable]).sum() / total)

    @property
    def parts(self) -> Column:
        """What each usable replication contributes to the error of the mean; they sum to 0."""
        usable = self.usable
        values, weights = self.values[usable], self.weights[usable]
        return weights * (values - self.mean) / weights.mean() if values.size else values

    def bounds(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Wilson's interval of a share, each case taken for an independent one; per cent."""
        usable = self.usable
        cases = round(float(self.weights[usable].sum()))
        if not cases:
            return math.nan, math.nan
        share = round(self.mean / PER_CENT * cases)
        low, high = wilson_interval(share, cases, confidence)
        return PER_CENT * low, PER_CENT * high


@dataclass(frozen=True, slots=True)
class Difference:
    """B less A of one figure; NaN where it cannot be said."""

    a: float
    b: float
    difference: float
    ci_low: float
    ci_high: float
    #: Standard deviation of a replication's part in the difference.
    deviation: float
    #: Replications in which both have a value (unpaired: the smaller number of the two).
    n: int
    #: Of those, how many have B higher, lower and equal; unpaired: None.
    higher: int | None
    lower: int | None
    equal: int | None


def student(freedom: float, confidence: float = CONFIDENCE) -> float:
    """t of the two-sided interval with so many degrees of freedom, whole or not."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def paired(a: Sample, b: Sample, confidence: float = CONFIDENCE) -> Difference:
    """The difference on common draws, from the replications that have a value in both.

    The interval is NaN below two of them. A share that no replication moved from 0 or 100 % has
    the interval of unpaired scores instead (R. G. Newcombe, Statistics in Medicine 17 (1998) 873,
    method 10): ten years without a late fault do not prove that none will ever be late.
    """
    both = a.usable & b.usable
    a, b = a.only(both), b.only(both)
    n = int(both.sum())
    difference = b.mean - a.mean
    low = high = deviation = math.nan
    if n >= 2:
        deviation = float(np.std(b.parts - a.parts, ddof=1))
        half = student(n - 1, confidence) * deviation / math.sqrt(n)
        low, high = difference - half, difference + half
        if a.is_share and b.is_share and deviation <= ROUNDING and _at_an_end(a, b):
            low, high = _by_scores(a, b, confidence)
    gap = b.values - a.values
    above, below = int((gap > 0).sum()), int((gap < 0).sum())
    return Difference(
        a.mean, b.mean, difference, low, high, deviation, n, above, below, n - above - below
    )


def _at_an_end(a: Sample, b: Sample) -> bool:
    return all(min(x.mean, PER_CENT - x.mean) <= ROUNDING for x in (a, b))


def _by_scores(a: Sample, b: Sample, confidence: float) -> tuple[float, float]:
    (a_low, a_high), (b_low, b_high) = a.bounds(confidence), b.bounds(confidence)
    difference = b.mean - a.mean
    below = math.hypot(b.mean - b_low, a_high - a.mean)
    above = math.hypot(b_high - b.mean, a.mean - a_low)
    return max(difference - below, -PER_CENT), min(difference + above, PER_CENT)


def unpaired(a: Sample, b: Sample, confidence: float = CONFIDENCE) -> Difference:
    """The difference of independent runs: Welch's interval, with Satterthwaite's freedom."""
    a, b = a.only(a.usable), b.only(b.usable)
    n = min(a.values.size, b.values.size)
    difference = b.mean - a.mean
    low = high = deviation = math.nan
    if n >= 2:
        squares = [float(np.var(x.parts, ddof=1)) / x.values.size for x in (a, b)]
        error = math.sqrt(sum(squares))
        deviation = error * math.sqrt(n)
        parts = sum(one**2 / (x.values.size - 1) for one, x in zip(squares, (a, b), strict=True))
        freedom = sum(squares) ** 2 / parts if parts > 0 else math.inf
        half = student(freedom, confidence) * error if error > 0 else 0.0
        low, high = difference - half, difference + half
    return Difference(a.mean, b.mean, difference, low, high, deviation, n, None, None, None)


def paired_proportions(
    a: NDArray[np.bool_], b: NDArray[np.bool_]
) -> tuple[float, float, float] | None:
    """How much more often B keeps a limit than A in the same replications, with its interval.

    None below two replications. Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 2635,
    method 10 (scores, with the correlation corrected for continuity).
    """
    n = a.size
    if n < 2:
        return None
    both, only_a = int((a & b).sum()), int((a & ~b).sum())
    only_b, neither = int((~a & b).sum()), int((~a & ~b).sum())
    share_a, share_b = (both + only_a) / n, (both + only_b) / n
    low_a, high_a = wilson_interval(both + only_a, n)
    low_b, high_b = wilson_interval(both + only_b, n)
    product = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    link = 0.0
    if product:
        cross = float(both * neither - only_a * only_b)
        link = (max(cross - n / 2, 0.0) if cross > 0 else cross) / math.sqrt(product)
    down, up = share_b - low_b, high_b - share_b
    down_a, up_a = share_a - low_a, high_a - share_a
    below = math.sqrt(max(0.0, down**2 - 2 * link * down * up_a + up_a**2))
    above = math.sqrt(max(0.0, up**2 - 2 * link * up * down_a + down_a**2))
    gap = share_b - share_a
    return gap, max(gap - below, -1.0), min(gap + above, 1.0)
