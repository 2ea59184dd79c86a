"""What one more crew of each kind would change: paired with the plan on common fresh draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment.estimate import student_quantile
from telesim.experiment.plan.costs import Cost
from telesim.experiment.plan.figures import keeps
from telesim.experiment.plan.question import Question
from telesim.experiment.plan.space import Design

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from telesim.experiment.plan.response import Simulated


@dataclass(frozen=True)
class Shadow:
    """One more crew of a row, or of each of many, and what it does for one requirement."""

    #: Row of ``crews.csv`` (or what many have in common), its skills and where it is based.
    crew: str
    skills: str
    base: str
    #: What it costs a year, cents.
    cents: int
    requirement: str
    unit: str
    #: Change of the mean (of the worst county or month of the plan), with its interval.
    change: float | None
    ci_low: float | None
    ci_high: float | None
    #: Share of replications that keep the requirement: of the plan, and with the crew.
    kept: float | None
    kept_with: float | None
    n: int

    def as_json(self) -> dict[str, Any]:
        """One object with plain values."""
        per = None if self.change is None or not self.cents else self.change / self.cents * 100_000
        return {
            "crew": self.crew,
            "skills": self.skills,
            "base": self.base,
            "cost": self.cents / 100,
            "requirement": self.requirement,
            "unit": self.unit,
            "change": self.change,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "change_per_1000": per,
            "probability": self.kept,
            "probability_with": self.kept_with,
            "n": self.n,
        }


def with_one_more(question: Question) -> Question:
    """The question with one crew more than each value that has none, at the end of each row."""
    choices = []
    for choice in question.choices:
        if not choice.rows:
            choices.append(choice)
            continue
        values, costs = [*choice.values], [*choice.costs]
        for crews, cost in zip(choice.values, choice.costs, strict=True):
            if int(crews) + 1 not in values:
                values.append(int(crews) + 1)
                costs.append(Cost(cost.cents + choice.step, cost.source))
        choices.append(replace(choice, values=tuple(values), costs=tuple(costs)))
    return replace(question, choices=tuple(choices))


def shadows(fresh: Simulated, plan: Design, upto: int) -> tuple[Shadow, ...]:
    """For every row of crews that varies, and every requirement.

    ``fresh`` must be of a question :func:`with_one_more`.
    """
    question = fresh.question
    steps = {}
    for number, choice in enumerate(question.choices):
        if choice.rows:
            crews = int(choice.values[plan[number]]) + 1
            steps[number] = fresh_design(plan, number, choice.values.index(crews))
    found: list[Shadow] = []
    if not steps:
        return ()
    evidence = fresh.evidence([plan, *steps.values()], upto)
    for (number, step), after in zip(steps.items(), evidence[1:], strict=True):
        choice = question.choices[number]
        rows = [one for one in question.scenario.crews if one.id in choice.rows]
        teams = (question.scenario.teams[crew.team] for crew in rows)
        skills = ", ".join(dict.fromkeys(skill for team in teams for skill in team.skills))
        cents = choice.costs[step[number]].cents - choice.costs[plan[number]].cents
        told: set[str] = set()
        for index, need in enumerate(question.requirements):
            if need.label in told:  # a mean and a probability of one limit
                continue
            told.add(need.label)
            kept = keeps(evidence[0].values[index], need)
            kept_with = keeps(after.values[index], need)
            change, low, high, n = _difference(
                fresh.beyond(plan, upto, index), fresh.beyond(step, upto, index)
            )
            scale = (abs(need.limit) or 1.0) * (1 if need.at_most else -1)
            ends = (
                sorted((low * scale, high * scale))
                if low is not None and high is not None
                else None
            )
            found.append(
                Shadow(
                    crew=choice.name,
                    skills=skills,
                    base=rows[0].base if len(rows) == 1 else f"each of {len(rows)} rows",
                    cents=cents,
                    requirement=need.label,
                    unit=need.unit,
                    change=None if change is None else change * scale,
                    ci_low=None if ends is None else ends[0],
                    ci_high=None if ends is None else ends[1],
                    kept=float(kept.mean()) if len(kept) else None,
                    kept_with=float(kept_with.mean()) if len(kept_with) else None,
                    n=n,
                )
            )
    return tuple(found)


def fresh_design(plan: Design, axis: int, value: int) -> Design:
    """The plan with another value of one choice."""
    return (*plan[:axis], value, *plan[axis + 1 :])


def _difference(
    before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[float | None, float | None, float | None, int]:
    """Mean change of the plan's worst part, its interval, and the replications that tell it."""
    usable = np.isfinite(before) & np.isfinite(after)
    told = [number for number in range(len(before)) if usable[number].any()]
    if not told:
        return None, None, None, 0
    worst = max(told, key=lambda number: float(np.nanmean(before[number])))
    change = (after - before)[worst][usable[worst]]
    n = len(change)
    if n < 2:
        return float(change.mean()), None, None, n
    half = student_quantile(n) * float(change.std(ddof=1)) / np.sqrt(n)
    middle = float(change.mean())
    return middle, middle - half, middle + half, n
