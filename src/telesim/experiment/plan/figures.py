"""Figures of one design for each requirement: mean, probability, and what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import combine, student_quantile, wilson_interval
from telesim.experiment.plan.requirements import Requirement
from telesim.experiment.verdicts import Answer, Verdict, judge

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.plan.response import Simulated
    from telesim.experiment.plan.space import Design
    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Figure:
    """What replications say of one requirement; None where it cannot be said.

    Of a requirement on each county the mean is that of the worst one, and a replication keeps it
    when all do.
    """

    name: str
    label: str
    unit: str
    limit: float
    at_most: bool
    chance: float | None
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    cases: int
    open: int
    #: Share of the judged replications that keep the limit, with Wilson's interval.
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    #: Replications judged.
    judged: int
    verdict: Answer

    def as_json(self) -> dict[str, Any]:
        """One object with plain values."""
        return {
            "requirement": self.name,
            "unit": self.unit,
            "limit": self.limit,
            "direction": "at_most" if self.at_most else "at_least",
            "chance": self.chance,
            "mean": self.mean,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "n": self.n,
            "cases": self.cases,
            "open": self.open,
            "probability": self.probability,
            "probability_low": self.probability_low,
            "probability_high": self.probability_high,
            "verdict": self.verdict,
        }


def figures(simulated: Simulated, design: Design, upto: int) -> tuple[Figure, ...]:
    """The figures of replications 1 to ``upto`` of a design, one for each requirement."""
    table = simulated.table(design, upto)
    estimates = combine(table)
    question = simulated.question
    [evidence] = simulated.evidence([design], upto)
    found = []
    for need, values in zip(question.requirements, evidence.values, strict=True):
        verdict = _verdict(question.scenario, need, estimates, table)
        found.append(_figure(need, verdict, keeps(values, need)))
    return tuple(found)


def keeps(values: NDArray[Any], need: Requirement) -> NDArray[np.bool_]:
    """Whether each replication with a case keeps a requirement."""
    if need.chance is not None:
        return values.astype(bool)
    judged = values[:, np.isfinite(values).any(axis=0)]
    return np.asarray(~(judged > 0).any(axis=0))


def _verdict(
    scenario: Scenario, need: Requirement, estimates: pd.DataFrame, table: pd.DataFrame
) -> Verdict:
    asked = scenario.model_copy(update={"targets": {need.label: need.target}})
    found = judge(asked, estimates, table)
    counties = [one for one in found if one.level == "county"]
    if not counties:
        return found[0]
    rank = {"missed": 0, "undecided": 1, "met": 2}
    sign = -1.0 if need.at_most else 1.0
    return min(counties, key=lambda one: (rank[one.verdict], sign * (one.mean or 0.0)))


def _figure(need: Requirement, verdict: Verdict, kept: NDArray[np.bool_]) -> Figure:
    judged, hits = len(kept), int(kept.sum())
    enough = judged >= 2
    low, high = wilson_interval(hits, judged) if enough else (None, None)
    said: Answer = verdict.verdict
    if need.chance is not None:
        said = "undecided"
        if low is not None and low >= need.chance:
            said = "undecided" if verdict.rests_on_open else "met"
        elif high is not None and high < need.chance:
            said = "missed"
    return Figure(
        name=need.name,
        label=need.label,
        unit=need.unit,
        limit=need.limit,
        at_most=need.at_most,
        chance=need.chance,
        mean=verdict.mean,
        ci_low=verdict.ci_low,
        ci_high=verdict.ci_high,
        n=verdict.n,
        cases=verdict.cases,
        open=verdict.open,
        probability=hits / judged if enough else None,
        probability_low=low,
        probability_high=high,
        judged=judged,
        verdict=said,
    )


def worst_mean(beyond: NDArray[np.float64], need: Requirement) -> float:
    """The mean of the worst part, in the KPI's unit; NaN without a case."""
    worst = worst_part(beyond)
    return math.nan if worst is None else _in_unit(float(np.nanmean(beyond[worst])), need)


def worst_part(beyond: NDArray[np.float64]) -> int | None:
    """Number of the part that lies furthest beyond the limit; None without a case."""
    means = {
        number: float(part[np.isfinite(part)].mean())
        for number, part in enumerate(beyond)
        if np.isfinite(part).any()
    }
    return max(means, key=lambda number: means[number], default=None)


def part_interval(part: NDArray[np.float64], need: Requirement) -> tuple[float, float] | None:
    """The 95 % interval of a part's mean, in the KPI's unit; None from fewer than 2 values."""
    usable = part[np.isfinite(part)]
    if len(usable) < 2:
        return None
    half = student_quantile(len(usable)) * float(usable.std(ddof=1)) / math.sqrt(len(usable))
    ends = (_in_unit(float(usable.mean()) + sign * half, need) for sign in (-1, 1))
    low, high = sorted(ends)
    return low, high


def _in_unit(beyond: float, need: Requirement) -> float:
    sign = 1.0 if need.at_most else -1.0
    return need.limit + sign * (abs(need.limit) or 1.0) * beyond
