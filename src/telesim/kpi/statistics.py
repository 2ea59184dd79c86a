"""Means, shares, quantiles, maxima and amounts of the cases of each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.grouping import Grouping

NAN = float("nan")
PER_CENT = 100.0


class Measured(NamedTuple):
    """One figure of one replication.

    ``value`` is not-a-number where there is nothing to measure. Where ``numerator`` and
    ``denominator`` stand, ``value`` is their quotient and replications combine as a ratio
    estimator; elsewhere both are not-a-number. ``n`` counts the cases behind the figure, and
    ``open`` those of them that had not ended when the run did: their times are lower bounds.
    """

    kpi: str
    where: str
    value: float
    n: int
    numerator: float = NAN
    denominator: float = NAN
    open: int = 0


def with_open(
    figures: Iterable[Measured],
    grouping: Grouping,
    ended: NDArray[np.bool_],
    weights: NDArray[Any] | None = None,
) -> Iterator[Measured]:
    """Figures of the groups, each with the number of its cases that have not ended.

    A case counts ``weights`` times, as in its figure.
    """
    each = ~ended if weights is None else ~ended * weights
    opens = dict(zip(grouping.wheres, grouping.sums(each).tolist(), strict=True))
    for one in figures:
        yield one._replace(open=int(opens[one.where]))


def ratios(
    kpi: str,
    wheres: tuple[str, ...],
    numerators: NDArray[Any],
    denominators: NDArray[Any],
    counts: NDArray[Any],
) -> Iterator[Measured]:
    """Quotients of two sums; not-a-number where the denominator is zero."""
    for where, top, bottom, n in zip(wheres, numerators, denominators, counts, strict=True):
        value = float(top) / float(bottom) if bottom else NAN
        yield Measured(kpi, where, value, int(n), float(top), float(bottom))


def means(
    kpi: str, grouping: Grouping, values: NDArray[Any], weights: NDArray[Any] | None = None
) -> Iterator[Measured]:
    """Mean of a value over the cases of each group, each counted ``weights`` times."""
    if weights is None:
        bottom = grouping.counts().astype(np.float64)
        top = grouping.sums(values)
    else:
        bottom = grouping.sums(weights)
        top = grouping.sums(values * weights)
    return ratios(kpi, grouping.wheres, top, bottom, bottom)


def shares(
    kpi: str,
    grouping: Grouping,
    hits: NDArray[np.bool_],
    weights: NDArray[Any] | None = None,
) -> Iterator[Measured]:
    """Share of the cases of each group for which ``hits`` is true, in per cent."""
    return means(kpi, grouping, hits * PER_CENT, weights)


def counts(
    kpi: str, grouping: Grouping, chosen: NDArray[np.bool_] | None = None
) -> Iterator[Measured]:
    """Number of cases of each group; an empty group has 0."""
    for where, n in zip(grouping.wheres, grouping.counts(chosen), strict=True):
        yield Measured(kpi, where, float(n), int(n))


def amounts(
    kpi: str,
    wheres: tuple[str, ...],
    values: NDArray[Any],
    counts: NDArray[Any],
) -> Iterator[Measured]:
    """Figures as they stand."""
    for where, value, n in zip(wheres, values, counts, strict=True):
        yield Measured(kpi, where, float(value), int(n))


@dataclass(frozen=True)
class Ranked:
    """Values sorted within each group, for quantiles and maxima.

    ``ends[g]`` is the position after the last value of group g; ``cumulative`` is the running
    sum of the weights over all groups.
    """

    wheres: tuple[str, ...]
    values: NDArray[np.float64]
    cumulative: NDArray[np.int64]
    ends: NDArray[np.int64]

    @classmethod
    def of(
        cls, grouping: Grouping, values: NDArray[Any], weights: NDArray[Any] | None = None
    ) -> Ranked:
        """Sort once, then ask for any quantile."""
        inside = np.flatnonzero(grouping.codes >= 0)
        order = inside[np.lexsort((values[inside], grouping.codes[inside]))]
        each = np.ones(order.size, dtype=np.int64) if weights is None else weights[order]
        return cls(
            wheres=grouping.wheres,
            values=np.asarray(values, dtype=np.float64)[order],
            cumulative=np.cumsum(each, dtype=np.int64),
            ends=np.cumsum(grouping.counts()),
        )

    def _totals(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        up_to = np.concatenate([[0], self.cumulative])[self.ends]
        before = np.concatenate([[0], up_to[:-1]])
        return before, up_to - before

    def quantiles(self, kpi: str, share: float) -> Iterator[Measured]:
        """The least value that at least this share of the cases does not pass."""
        before, totals = self._totals()
        # The epsilon keeps 0.95 * 20 from being 19.000000000000004 and so the 20th case.
        rank = np.maximum(np.ceil(share * totals - 1e-9).astype(np.int64), 1)
        at = np.searchsorted(self.cumulative, before + rank, side="left")
        for where, position, n in zip(self.wheres, at, totals, strict=True):
            yield Measured(kpi, where, float(self.values[position]) if n else NAN, int(n))

    def maxima(self, kpi: str) -> Iterator[Measured]:
        """The largest value of each group."""
        _, totals = self._totals()
        for where, end, n in zip(self.wheres, self.ends, totals, strict=True):
            yield Measured(kpi, where, float(self.values[end - 1]) if n else NAN, int(n))
