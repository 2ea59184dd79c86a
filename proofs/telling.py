"""From sums of made-up replications to the tables, intervals and verdicts of telesim itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import combine
from telesim.experiment.verdicts import Verdict, judge
from telesim.kpi.catalogue import KPIS, where_key
from telesim.kpi.statistics import Measured, amounts, ratios
from telesim.scenario import Scenario, load
from telesim.scenario.targets import Target

if TYPE_CHECKING:
    import pandas as pd

Columns = NDArray[np.float64]
SCENARIO = Path(__file__).parent / "scenarios" / "roster.yaml"


def place(experiment: int) -> dict[str, str]:
    """The place that an experiment has for itself, so that one table holds them all."""
    return {"county": f"experiment {experiment + 1}"}


def names(experiments: int) -> tuple[str, ...]:
    """Where the figures of each experiment stand."""
    return tuple(where_key(place(n)) for n in range(experiments))


def table(kpi: str, replications: Iterable[Iterable[Measured]]) -> pd.DataFrame:
    """Replications as ``telesim.kpi.measure`` tells them, one after the other."""
    import pandas as pd

    rows = [
        {"replication": number, "unit": KPIS[kpi].unit, **one._asdict()}
        for number, figures in enumerate(replications, start=1)
        for one in figures
    ]
    return pd.DataFrame(rows)


def ratio_table(kpi: str, tops: Columns, bottoms: Columns) -> pd.DataFrame:
    """A KPI that divides: sums and numbers of cases by experiment (rows) and replication."""
    wheres = names(len(tops))
    return table(
        kpi,
        (
            ratios(kpi, wheres, top, bottom, bottom)
            for top, bottom in zip(tops.T, bottoms.T, strict=True)
        ),
    )


def plain_table(kpi: str, values: Columns) -> pd.DataFrame:
    """A KPI that is a figure as it stands, by experiment (rows) and replication."""
    wheres, one = names(len(values)), np.ones(len(values))
    return table(kpi, (amounts(kpi, wheres, column, one) for column in values.T))


def covered(replications: pd.DataFrame, exact: float | Columns) -> int:
    """In how many experiments the interval holds the exact value; each may have its own."""
    estimates = combine(replications)
    inside = (estimates["ci_low"] <= exact) & (exact <= estimates["ci_high"])
    return int(inside.sum())


def verdicts(
    replications: pd.DataFrame, direction: Literal["at_most", "at_least"], *limits: float
) -> list[list[Verdict]]:
    """For each limit, what telesim says on a target with it in each experiment of a table."""
    [kpi] = set(replications["kpi"])
    estimates, found = combine(replications), []
    for limit in limits:
        written = {"kpi": kpi, direction: f"{limit!r} {KPIS[kpi].unit}"}
        targets = {
            f"aim-{n}": Target.model_validate({**written, "where": place(n)})
            for n in range(len(estimates))
        }
        scenario = _town().model_copy(update={"targets": targets})
        found.append(judge(scenario, estimates, replications))
    return found


def says(found: list[Verdict], word: str) -> int:
    """How many of the verdicts are this one."""
    return sum(verdict.verdict == word for verdict in found)


@cache
def _town() -> Scenario:
    """Any town will do: its targets are replaced, and it is not simulated."""
    return load(SCENARIO)
