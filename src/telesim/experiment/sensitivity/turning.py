"""Where a verdict turns: the value of one number at which a curve of means crosses its limit.

The interval of the crossing is the set of values at which the mean could lie at the limit, that
is where the curve's 95 % band holds it: a test turned round, which covers the true crossing as
often as the band covers the true mean there. Between the points of the curve, mean and band are
straight lines.
Source: test inversion as in E. C. Fieller, J. R. Stat. Soc. B 16 (1954).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Steps of the fine grid between two points of a curve, on which bands are compared with limits.
_STEPS = 500


@dataclass(frozen=True)
class Crossing:
    """A value at which the mean crosses the limit, and the span in which it may do so."""

    #: None where the band holds the limit but the mean does not cross it.
    value: float | None
    #: None: the span goes on beyond the low end of the range.
    low: float | None
    #: None: it goes on beyond the high end.
    high: float | None


def crossings(
    values: Sequence[float],
    means: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    limit: float,
) -> list[Crossing]:
    """All crossings of a limit, in rising order; empty where the limit lies outside the band.

    A span in which the mean crosses more than once is told with each of its crossings.

    Args:
        values: where the curve is known, rising.
        means, lows, highs: of the answer there, in the limit's unit.
    """
    x = np.asarray(values, dtype=float)
    if len(x) < 2 or not np.isfinite([means, lows, highs]).all():
        return []
    fine = np.unique(
        np.concatenate([np.linspace(a, b, _STEPS + 1) for a, b in itertools.pairwise(x)])
    )
    low, high = (np.interp(fine, x, y) - limit for y in (lows, highs))
    holds = (low <= 0) & (high >= 0)
    exact = _roots(x, np.asarray(means, dtype=float) - limit)
    found = []
    for first, last in _runs(holds):
        start = None if first == 0 else _edge(fine, low, high, first, -1)
        end = None if last == len(fine) - 1 else _edge(fine, low, high, last, 1)
        a, b = fine[first], fine[last]
        step = fine[min(first + 1, len(fine) - 1)] - a
        inside = [root for root in exact if a - step <= root <= b + step]
        found += [Crossing(root, start, end) for root in inside] or [Crossing(None, start, end)]
    told = [one.value for one in found]
    # A band narrower than the fine grid's step can miss the limit at all of its points.
    found += [Crossing(root, root, root) for root in exact if root not in told]
    return sorted(found, key=lambda one: -math.inf if one.value is None else one.value)


def _roots(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[float]:
    """Where straight lines between points change their sign."""
    found = []
    for a, b, p, q in zip(x[:-1], x[1:], y[:-1], y[1:], strict=True):
        if (p < 0) != (q < 0) and p != q:
            found.append(float(a - p * (b - a) / (q - p)))
    return found


def _runs(holds: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index of each stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], holds.astype(int), [0]))))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _edge(
    x: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], at: int, way: int
) -> float:
    """Where the band lets go of the limit between a grid point and the next one outwards."""
    other = at + way
    side = low if low[other] > 0 else high
    share = side[at] / (side[at] - side[other]) if side[at] != side[other] else 0.0
    return float(x[at] + share * (x[other] - x[at]))
