"""What service costs: every design that was looked at, and those that no cheaper one matches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from telesim.experiment.plan.figures import keeps, worst_mean
from telesim.experiment.plan.requirements import Requirement

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.plan.choosing import Chosen
    from telesim.experiment.plan.response import Simulated


def designs_table(simulated: Simulated, chosen: Chosen) -> pd.DataFrame:
    """Every design that was looked at, cheapest first, with the figures of the search's draws.

    Columns: ``plan`` in words, one for each choice, ``cost`` (a year, of all crews whose cost is
    known and of what is chosen), ``answer`` (kept, failed, open), ``replications``, for each
    requirement ``LABEL mean`` (of the worst county or month) and ``LABEL kept`` (share of the
    replications), and ``limit used``: the mean nearest to or furthest beyond its limit, in per
    cent of it (more than 100 = beyond).
    """
    import pandas as pd

    question = simulated.question
    space, rows = question.space, []
    for design in sorted(chosen.answers, key=lambda one: (space.cost(one), one)):
        row: dict[str, Any] = {"plan": question.words(design)}
        for choice, number in zip(question.choices, design, strict=True):
            row[choice.path] = choice.value_words(number)
        row["cost"] = (question.fixed_cents + space.cost(design)) / 100
        row["answer"] = chosen.answers[design]
        row["replications"] = chosen.seen[design]
        row.update(_service(simulated, design, chosen.seen[design]))
        rows.append(row)
    return pd.DataFrame(rows)


def _service(simulated: Simulated, design: Any, upto: int) -> Mapping[str, float]:
    found: dict[str, float] = {}
    used = []
    [evidence] = simulated.evidence([design], upto)
    for number, (need, values) in enumerate(
        zip(simulated.question.requirements, evidence.values, strict=True)
    ):
        beyond = simulated.beyond(design, upto, number)
        mean = worst_mean(beyond, need)
        kept = keeps(values, need)
        found[f"{need.label} mean"] = mean
        found[f"{need.label} kept"] = float(kept.mean()) if len(kept) else math.nan
        used.append(limit_used(mean, need))
    told = [one for one in used if not math.isnan(one)]
    return {**found, "limit used": max(told, default=math.nan)}


def limit_used(mean: float, need: Requirement) -> float:
    """How much of its limit a mean uses up, in per cent; more than 100 is beyond the limit."""
    if math.isnan(mean):
        return math.nan
    over, under = (mean, need.limit) if need.at_most else (need.limit, mean)
    if under == 0:
        return math.inf if over > 0 else 100.0
    return 100 * over / under


def frontier(designs: pd.DataFrame) -> pd.DataFrame:
    """The designs that no design of the same or lower cost matches in ``limit used``."""
    told = designs.dropna(subset=["limit used"])
    told = told.sort_values(["cost", "limit used"], kind="stable")
    best = told["limit used"].cummin()
    before = best.shift(fill_value=math.inf)
    return told[told["limit used"] < before].reset_index(drop=True)
