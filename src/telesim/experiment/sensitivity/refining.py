"""Curves that are known more closely where their verdicts turn.

Between two values a curve is a straight line, and a queue's answer is anything but straight where
crews just keep up. Wherever a span of a crossing meets the gap between two values, the middle of
the gap is simulated too, until that moves no crossing by more than a tenth of its span.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from telesim.experiment.point_answers import Answers
from telesim.experiment.sensitivity.curves import Curve, curve
from telesim.experiment.sensitivity.ranges import Factor

if TYPE_CHECKING:
    from telesim.experiment.sensitivity.turning import Crossing

#: How often gaps are halved at most; each time takes the chord's error down to a quarter.
ROUNDS = 5
#: Of its span, by which a crossing may still move. *Assumed*.
_STILL = 0.1
#: Values that one round adds at most; a curve that is undecided all over is not made finer.
MOST_ADDED = 6

#: Answers at some values of a number; simulates what is missing.
Asking = Callable[[Factor, Sequence[float]], Sequence[Answers]]


def refined(factor: Factor, values: Sequence[float], no_effect: float | None, ask: Asking) -> Curve:
    """The curve over some values, made finer around its crossings."""
    known = dict(zip(values, ask(factor, values), strict=True))
    found = _curve(factor, known, no_effect)
    for _ in range(ROUNDS):
        more = [value for value in _middles(found) if value not in known]
        if not more or len(more) > MOST_ADDED:
            break
        known.update(zip(more, ask(factor, more), strict=True))
        before, found = found, _curve(factor, known, no_effect)
        if _stands_still(before, found):
            break
    return found


def _stands_still(before: Curve, now: Curve) -> bool:
    """Whether halving the gaps has moved no crossing by much."""
    for one, other in zip(before.targets, now.targets, strict=True):
        if len(one.crossings) != len(other.crossings):
            return False
        for was, found in zip(one.crossings, other.crossings, strict=True):
            low, high = _span(found, now)
            if was.value is None or found.value is None:
                if was.value is not found.value:
                    return False
            elif abs(was.value - found.value) > _STILL * (high - low):
                return False
    return True


def _curve(factor: Factor, known: dict[float, Answers], no_effect: float | None) -> Curve:
    values = sorted(known)
    return curve(factor, values, no_effect, [known[value] for value in values])


def _middles(found: Curve) -> list[float]:
    """The middles of all gaps in which some target's mean may cross its limit."""
    spans = [
        _span(one, found)
        for target in found.targets
        for one in target.crossings
        if one.value is not None
    ]
    middles = []
    for low, high in itertools.pairwise(found.values):
        if any(start < high and end > low for start, end in spans):
            middle = (low + high) / 2
            if found.factor.is_whole:
                middle = float(int(middle))
            middles.append(float(f"{middle:.10g}"))
    return middles


def _span(one: Crossing, found: Curve) -> tuple[float, float]:
    low = found.values[0] if one.low is None else one.low
    high = found.values[-1] if one.high is None else one.high
    return low, high
