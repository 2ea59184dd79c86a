"""What a design of a study answers: its targets' verdicts and the KPIs it was asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.experiment.asked import Asked
from telesim.experiment.estimate import combine
from telesim.experiment.evidence import Evidence
from telesim.experiment.study import joined
from telesim.experiment.verdicts import Verdict, judge

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.store import Store
    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Figure:
    """One KPI without a limit; numbers are None where they cannot be said."""

    asked: Asked
    unit: str
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    cases: int
    open: int


@dataclass(frozen=True)
class Answers:
    """Verdicts on the targets, the whole and by county, then the KPIs asked for."""

    verdicts: tuple[Verdict, ...]
    figures: tuple[Figure, ...]


def answers_of(
    scenario: Scenario, store: Store, numbers: Sequence[int], asked: Sequence[Asked]
) -> Answers:
    """Read a design's replications back, and judge them.

    Raises:
        FileNotFoundError: a replication is missing or damaged.
    """
    table = joined(store, "replications", numbers)
    estimates = combine(table)
    verdicts = tuple(one for one in judge(scenario, estimates, table) if one.level != "month")
    return Answers(verdicts, tuple(_figures(estimates, table, asked)))


def _figures(estimates: pd.DataFrame, table: pd.DataFrame, asked: Sequence[Asked]) -> list[Figure]:
    if not asked:
        return []
    evidence = Evidence(estimates, table)
    unit_of = dict(zip(estimates["kpi"], estimates["unit"], strict=True))
    found = []
    for one in asked:
        mean, low, high, n, _ = evidence.estimate(*one.key)
        cases, still_open = evidence.cases(*one.key)
        found.append(
            Figure(
                one,
                unit_of.get(one.kpi, ""),
                _told(mean),
                _told(low),
                _told(high),
                n,
                cases,
                still_open,
            )
        )
    return found


def _told(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
