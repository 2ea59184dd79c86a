"""Curves of targets over one number: mean, interval and verdict at each value, and crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telesim.experiment.point_answers import Answers
from telesim.experiment.sensitivity.assumed import NO_EFFECT, PACE
from telesim.experiment.sensitivity.ranges import Factor
from telesim.experiment.sensitivity.turning import Crossing, crossings
from telesim.experiment.verdicts import Verdict
from telesim.policies.pay.equal import EqualPay
from telesim.scenario import Scenario


@dataclass(frozen=True)
class TargetCurve:
    """One target over the values of one number."""

    name: str
    #: At each value, in their order.
    verdicts: tuple[Verdict, ...]
    crossings: tuple[Crossing, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """The verdicts that come up, in the order of the values."""
        return tuple(dict.fromkeys(one.verdict for one in self.verdicts))


@dataclass(frozen=True)
class Curve:
    """All targets over one number."""

    factor: Factor
    #: Rising.
    values: tuple[float, ...]
    #: The value at which the assumed effect is none, if it is known; one of ``values``.
    no_effect: float | None
    targets: tuple[TargetCurve, ...]


def values_over(
    factor: Factor, number: int, scenario: Scenario
) -> tuple[tuple[float, ...], float | None]:
    """Values from end to end, no effect included, and which of them is no effect.

    No effect of pay is the pace under equal pay, also where the range leaves it out; of anything
    else it is zero, where the range holds it.
    """
    found = {factor.number(float(share)) for share in np.linspace(0, 1, number)}
    none: float | None = None
    if factor.path == PACE and not isinstance(scenario.policies.pay, EqualPay):
        none = float(f"{NO_EFFECT:.10g}")
        # A file writes 0.8197 for 1 / 1.22, and means it.
        near = [value for value in found if abs(value - none) < 1e-4]
        none = near[0] if near else none
    elif factor.low <= 0 <= factor.high:
        none = 0.0
    if none is not None:
        found.add(none)
    return tuple(sorted(found)), none


def curve(
    factor: Factor, values: Sequence[float], no_effect: float | None, answers: Sequence[Answers]
) -> Curve:
    """The curve of every target that all points have."""
    by_name = [{one.name: one for one in each.verdicts if one.level == "whole"} for each in answers]
    targets = []
    for name in by_name[0]:
        its = tuple(each[name] for each in by_name if name in each)
        if len(its) < len(by_name):
            continue
        targets.append(TargetCurve(name, its, tuple(_crossings(values, its))))
    return Curve(factor, tuple(values), no_effect, tuple(targets))


def _crossings(values: Sequence[float], verdicts: Sequence[Verdict]) -> list[Crossing]:
    told = [
        (value, one.mean, one.ci_low, one.ci_high)
        for value, one in zip(values, verdicts, strict=True)
        if one.mean is not None and one.ci_low is not None and one.ci_high is not None
    ]
    if len(told) < 2:
        return []
    x, mean, low, high = zip(*told, strict=True)
    return crossings(x, mean, low, high, verdicts[0].limit)
