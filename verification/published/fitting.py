"""The number of technicians with which a falling mean comes nearest to a published one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from verification.published.figures import Figure


@dataclass(frozen=True)
class Step:
    """A number that was tried, and the mean that came of it."""

    crews: int
    mean: Figure


@dataclass(frozen=True)
class Fit:
    """What the search tried, in the order of the crews, and what it chose."""

    target: float
    steps: tuple[Step, ...]
    chosen: Step
    #: Whether the chosen mean is within the tolerance of the target, or no whole number is nearer.
    reached: bool

    @property
    def allowed(self) -> tuple[float, float]:
        """Fewest and most crews whose interval would hold the target, to a first order.

        The half-width of the chosen interval over the slope between the two nearest steps.
        """
        others = [step for step in self.steps if step.crews != self.chosen.crews]
        if not others:
            return math.nan, math.nan
        near = min(others, key=lambda step: abs(step.crews - self.chosen.crews))
        slope = (near.mean.mean - self.chosen.mean.mean) / (near.crews - self.chosen.crews)
        if slope >= 0:
            return math.nan, math.nan
        middle = self.chosen.crews + (self.target - self.chosen.mean.mean) / slope
        half = (self.chosen.mean.high - self.chosen.mean.low) / 2 / -slope
        return middle - half, middle + half


def fit(
    mean_with: Callable[[int], Figure],
    target: float,
    first: int,
    most: int,
    tolerance: float,
) -> Fit:
    """Search for the crews whose mean is nearest to ``target``; the mean falls with the crews.

    From ``first`` on in steps of an eighth until the target lies between two steps, then by
    where a straight line through their inverse means would meet it, halved when that is slow.
    Where even ``most`` crews have a larger mean, there is no fit and the search says so.
    """
    tried: dict[int, Figure] = {}

    def look(crews: int) -> float:
        if crews not in tried:
            tried[crews] = mean_with(crews)
        return tried[crews].mean

    few = many = first
    while look(few) <= target and few > 1:
        many, few = few, max(1, few - max(1, few // 8))
    while look(many) > target and many < most:
        few, many = many, min(most, many + max(1, many // 8))
    width = many - few
    while many - few > 1 and look(many) < target < look(few):
        if min(abs(mean.mean - target) for mean in tried.values()) <= tolerance:
            break
        between = _between(few, many, look(few), look(many), target)
        if many - few > width / 2:
            between = (few + many) // 2
        width = many - few
        if look(between) > target:
            few = between
        else:
            many = between
    best = min(tried, key=lambda crews: (abs(tried[crews].mean - target), crews))
    bracketed = many - few == 1 and look(many) <= target <= look(few)
    reached = bracketed or abs(look(best) - target) <= tolerance
    steps = tuple(Step(crews, tried[crews]) for crews in sorted(tried))
    return Fit(target, steps, Step(best, tried[best]), reached)


def _between(few: int, many: int, slow: float, fast: float, target: float) -> int:
    """Where a line through the inverse means meets the target's; strictly between the two."""
    share = (1 / target - 1 / slow) / (1 / fast - 1 / slow)
    return min(many - 1, max(few + 1, round(few + share * (many - few))))
