"""The answer to a planner's question, as frames for a notebook and one JSON object."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.plan.choosing import Chosen
from telesim.experiment.plan.figures import Figure
from telesim.experiment.plan.question import Question
from telesim.experiment.plan.shadow import Shadow
from telesim.experiment.plan.space import Design
from telesim.experiment.plan.start import Group

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Plan:
    """The plan that was found, what it costs and does, and what stands beside it."""

    question: Question
    #: Folder with ``plan.json``, ``designs.csv``, ``frontier.csv``, ``shadow.csv`` and the chart.
    folder: Path
    design: Design
    start: Design
    groups: tuple[Group, ...]
    chosen: Chosen
    #: Of the plan, with fresh draws.
    figures: tuple[Figure, ...]
    #: Replications of these.
    fresh: int
    #: Mean wages, overtime and expansions of the plan in a window, where the scenario has wages.
    money: dict[str, float]
    shadows: tuple[Shadow, ...]
    #: Every design looked at, cheapest first: see :func:`.frontier.designs_table`.
    designs: pd.DataFrame
    frontier: pd.DataFrame
    #: Replications that the answer rests on, and those of them simulated now.
    used: int
    computed: int
    seed: int
    #: What was assumed, a sentence each.
    assumed: tuple[str, ...] = field(default=())

    @property
    def words(self) -> str:
        """The plan in words: ``field 4, technician 1, gang 1``."""
        return self.question.words(self.design)

    @property
    def cost(self) -> float:
        """Cost a year, in the scenario's currency."""
        return self.cost_of(self.design)

    @property
    def currency(self) -> str:
        """Currency and price year: ``CNY of 2000``."""
        money = self.question.scenario.currency
        return f"{money.code} of {money.price_year}"

    def cost_of(self, design: Design) -> float:
        """Yearly cost of a design, with the crews that do not vary."""
        return (self.question.fixed_cents + self.question.space.cost(design)) / 100

    @property
    def verdict(self) -> str:
        """Of the fresh draws: missed when a requirement is, undecided when one is, else met."""
        found = {figure.verdict for figure in self.figures}
        return next((word for word in ("missed", "undecided") if word in found), "met")

    @property
    def targets(self) -> pd.DataFrame:
        """One row per requirement: limit, mean and probability with intervals, verdict."""
        import pandas as pd

        return pd.DataFrame([figure.as_json() for figure in self.figures])

    @property
    def shadow_prices(self) -> pd.DataFrame:
        """One row per row of crews and requirement: what one more crew costs and changes."""
        import pandas as pd

        return pd.DataFrame([shadow.as_json() for shadow in self.shadows])

    @property
    def runners_up(self) -> pd.DataFrame:
        """Designs beside the plan: its equals first, then the next dearer ones that keep all."""
        others = self.designs[self.designs["plan"] != self.words]
        return others[others["answer"] == "kept"].head(5)

    @property
    def cheaper(self) -> pd.DataFrame:
        """Designs that cost less and do not keep all, dearest first: what was saved too much."""
        others = self.designs[self.designs["cost"] < self.cost]
        return others.iloc[::-1].head(5)

    def as_json(self) -> dict[str, Any]:
        """The object that ``telesim plan --json`` prints; what cannot be said is None."""
        question = self.question
        return {
            "scenario": question.scenario.name,
            "seed": self.seed,
            "month": question.month,
            "currency": question.scenario.currency.code,
            "price_year": question.scenario.currency.price_year,
            "plan": {
                choice.path: choice.values[number]
                for choice, number in zip(question.choices, self.design, strict=True)
            },
            "cost_a_year": self.cost,
            "verdict": self.verdict,
            "replications": self.fresh,
            "requirements": [figure.as_json() for figure in self.figures],
            "start": {
                choice.path: choice.values[number]
                for choice, number in zip(question.choices, self.start, strict=True)
            },
            "exhaustive": self.chosen.exhaustive,
            "budget_spent": self.chosen.stopped,
            "selected_among_equals": self.chosen.selected,
            "equals": [question.words(one) for one in self.chosen.ties],
            "struck_off": [question.words(one) for one in self.chosen.struck],
            "designs": _records(self.designs),
            "frontier": _records(self.frontier),
            "shadow_prices": [shadow.as_json() for shadow in self.shadows],
            "replications_used": self.used,
            "assumed": list(self.assumed),
            "results": str(self.folder),
        }

    def __repr__(self) -> str:
        return (
            f"<Plan for {self.question.scenario.name}: {self.words}, {self.cost:,.0f} "
            f"{self.currency} a year, requirements {self.verdict}; {self.folder}>"
        )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
