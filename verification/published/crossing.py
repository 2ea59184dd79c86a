"""Where a figure that rises with another passes a level, between which two points for certain."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from verification.published.figures import Figure


@dataclass(frozen=True)
class Crossing:
    """Where the means pass the level; NaN where they do not."""

    estimate: float
    #: The last point below which every interval lies below the level.
    surely_after: float
    #: The first point from which on every interval lies above it.
    surely_before: float

    def words(self) -> str:
        """Such as ``96 %, between 94 and 98 %``; points are per cent."""
        if math.isnan(self.estimate):
            return "not in the range"
        after = "the least tried" if math.isnan(self.surely_after) else f"{self.surely_after:.1f}"
        before = (
            "the most tried" if math.isnan(self.surely_before) else f"{self.surely_before:.1f} %"
        )
        return f"{self.estimate:.1f} %, between {after} and {before}"


def crossing(points: Sequence[tuple[float, Figure]], level: float) -> Crossing:
    """Of points in rising order; straight between the two means around the level."""
    estimate = math.nan
    for (x, low), (later, high) in itertools.pairwise(points):
        if low.mean < level <= high.mean:
            estimate = x + (later - x) * (level - low.mean) / (high.mean - low.mean)
            break
    after = before = math.nan
    for x, figure in points:
        if not figure.high < level:
            break
        after = x
    for x, figure in reversed(points):
        if not figure.low > level:
            break
        before = x
    return Crossing(estimate, after, before)


def at(points: Sequence[tuple[float, Figure]], x: float) -> float:
    """The mean at a place between two points, by a straight line; NaN outside."""
    for (left, low), (right, high) in itertools.pairwise(points):
        if left <= x <= right:
            return low.mean + (high.mean - low.mean) * (x - left) / (right - left)
    return math.nan
