"""Which cases are counted (mix) told apart from how fast they are done (speed).

A mean is the sum over causes of their share times their own mean. Between two ends the change is
split evenly: mix is the change of the shares at the mean of both ends' means, speed the change of
the means at the mean of both ends' shares; both add up to the difference. Source: E. M. Kitagawa,
J. Am. Stat. Assoc. 50 (1955). A cause with cases at one end alone has the same mean at both, so
that all it does is mix. Intervals by the jackknife over replications.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import student_quantile
from telesim.experiment.explain.shapley import Values95

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Stratum:
    """One cause, or sort of order: its share in per cent and its mean at both ends.

    ``mix`` is told against the mean of all cases at both ends, so that causes whose share rises
    count only by how much slower or faster than the others they are.
    """

    name: str
    share_before: float
    share_after: float
    mean_before: float
    mean_after: float
    mix: float
    speed: float


@dataclass(frozen=True)
class Mix:
    """How much of a difference of means comes of the mix of cases, and how much of their speed."""

    mix: Values95
    speed: Values95
    strata: tuple[Stratum, ...]


@dataclass(frozen=True)
class Sums:
    """Cases and sums of their values, replications by strata."""

    names: tuple[str, ...]
    counts: Values
    totals: Values

    def without(self, number: int) -> Sums:
        """The same without one replication."""
        counts, totals = (np.delete(one, number, 0) for one in (self.counts, self.totals))
        return Sums(self.names, counts, totals)

    def by(self, names: tuple[str, ...]) -> Sums:
        """The same in another order of strata, of which some may be new."""
        found = [np.zeros((self.counts.shape[0], len(names))) for _ in range(2)]
        for column, name in enumerate(self.names):
            found[0][:, names.index(name)] = self.counts[:, column]
            found[1][:, names.index(name)] = self.totals[:, column]
        return Sums(names, *found)


def mix_and_speed(before: Sums, after: Sums) -> Mix | None:
    """Split the difference of means; None when one end has no case.

    A stratum that one end does not know has no case there.
    """
    if not before.counts.sum() or not after.counts.sum():
        return None
    names = tuple(dict.fromkeys((*before.names, *after.names)))
    before, after = before.by(names), after.by(names)
    mix, speed, strata = _split(before, after)
    n = before.counts.shape[0]
    left_out = [
        _split(before.without(k), after.without(k))[:2]
        for k in range(n)
        if n > 1 and before.without(k).counts.sum() and after.without(k).counts.sum()
    ]
    return Mix(
        _jackknife(mix, [one[0] for one in left_out], n),
        _jackknife(speed, [one[1] for one in left_out], n),
        tuple(strata),
    )


def _split(before: Sums, after: Sums) -> tuple[float, float, list[Stratum]]:
    shares, means, overall = [], [], []
    for end in (before, after):
        counts, totals = end.counts.sum(axis=0), end.totals.sum(axis=0)
        shares.append(counts / counts.sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            means.append(totals / counts)
        overall.append(float(totals.sum() / counts.sum()))
    first = np.where(np.isnan(means[0]), means[1], means[0])
    second = np.where(np.isnan(means[1]), means[0], means[1])
    there = (shares[0] > 0) | (shares[1] > 0)
    first, second = np.where(there, first, 0.0), np.where(there, second, 0.0)
    level = (overall[0] + overall[1]) / 2
    mix = (shares[1] - shares[0]) * ((first + second) / 2 - level)
    speed = (second - first) * (shares[0] + shares[1]) / 2
    strata = [
        Stratum(
            before.names[k], 100 * float(shares[0][k]), 100 * float(shares[1][k]),
            float(means[0][k]), float(means[1][k]), float(mix[k]), float(speed[k]),
        )
        for k in np.flatnonzero(there).tolist()
    ]  # fmt: skip
    return math.fsum(mix), math.fsum(speed), strata


def _jackknife(value: float, left_out: list[float], n: int) -> Values95:
    if n < 2 or len(left_out) < n:
        return Values95(value, math.nan, math.nan)
    spread = np.array(left_out)
    deviation = math.sqrt((n - 1) / n * float(((spread - spread.mean()) ** 2).sum()))
    half = student_quantile(n) * deviation
    return Values95(value, value - half, value + half)
