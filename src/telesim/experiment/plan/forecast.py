"""Where a search would start, and about how long it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telesim.experiment.forecast import forecast
from telesim.experiment.plan.planning import expected_replications, starting_design
from telesim.experiment.plan.question import Question
from telesim.experiment.plan.start import Group, groups_of
from telesim.experiment.replicate import at_once


@dataclass(frozen=True, slots=True)
class PlanForecast:
    """The start of a search and its size."""

    question: Question
    groups: tuple[Group, ...]
    start: tuple[int, ...]
    replications: int
    workers: int
    seconds_per_replication: float

    @property
    def seconds(self) -> float:
        """Wall time, roughly."""
        return self.replications * self.seconds_per_replication / self.workers

    def as_json(self) -> dict[str, Any]:
        """One object with plain values."""
        question = self.question
        return {
            "scenario": question.scenario.name,
            "designs": question.space.size,
            "start": question.words(self.start),
            "replications": self.replications,
            "workers": self.workers,
            "seconds_per_replication": round(self.seconds_per_replication, 2),
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """The forecast in words."""
        question = self.question
        space = question.space
        cheapest = sum(min(axis.costs) for axis in space.axes) + question.fixed_cents
        dearest = sum(max(axis.costs) for axis in space.axes) + question.fixed_cents
        code = question.scenario.currency.code
        vary = "; ".join(
            f"{one.name} {one.value_words(0)} to {one.value_words(len(one.values) - 1)}"
            if one.rows
            else f"{one.name} {' or '.join(one.value_words(k) for k in range(len(one.values)))}"
            for one in question.choices
        )
        return [
            f"{question.scenario.name}: {space.size:,} designs ({vary})",
            f"Cost of these: {cheapest / 100:,.0f} to {dearest / 100:,.0f} {code} a year",
            "Must be kept: " + ", ".join(need.name for need in question.requirements),
            *(
                f"Offered work in {group.busiest}: {group.words}, {group.load:.1f} crews' worth; "
                f"{group.crews} by Erlang's formula"
                for group in self.groups
            ),
            f"Start of the search: {question.words(self.start)}",
            f"Time: about {self.seconds / 60:.1f} min for {self.replications:,} replications on "
            f"{self.workers} worker{'s' * (self.workers != 1)} (a guess: the search takes more "
            "where designs lie near their limits)",
        ]


def forecast_plan(
    question: Question, replications: int, seed: int | None, workers: int | None
) -> PlanForecast:
    """Where a search would start, and the time by a short pilot of the scenario as it stands."""
    pilot = forecast(question.scenario, 1, seed, 1)
    return PlanForecast(
        question,
        tuple(groups_of(question.scenario)),
        starting_design(question),
        expected_replications(question, replications),
        at_once(workers),
        pilot.seconds_per_replication,
    )
