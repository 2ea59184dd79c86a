"""Results that are filed already, side by side: can they be set against each other, and how."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from telesim.kpi.catalogue import KPIS, where_key

if TYPE_CHECKING:
    from telesim.experiment.result import Result
    from telesim.experiment.verdicts import Verdict

_PAIRING = "telesim.experiment.compare.pairing"
_SAMPLES = "telesim.experiment.compare.samples"
_NAMED = 5
#: Figures set against each other beside those of the targets, where every result tells them.
FIGURES = (
    "time_to_restore_mean", "supply_time_mean", "waiting_list_mean", "held_orders_mean",
    "open_faults_mean", "repeat_share", "crew_utilisation", "overtime_hours", "line_hours_lost",
    "cost_total", "revenue_lost_waiting",
)  # fmt: skip


class BesideError(ValueError):
    """Results that cannot be set side by side; says in what they differ and what to do."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One figure of a later result less that of the first."""

    #: The target's name, or the KPI's.
    name: str
    kpi: str
    where: dict[str, str]
    unit: str
    higher_is_better: bool | None
    #: Number of the result, from 1; the first is 0.
    result: int
    first: float
    other: float
    difference: float
    #: The 95 % interval; NaN where it cannot be said.
    ci_low: float
    ci_high: float
    #: Replications in which both have a value.
    n: int
    paired: bool

    @property
    def said(self) -> str:
        """better, worse, higher, lower, or not sure: what the interval says against zero."""
        if math.isnan(self.ci_low) or self.ci_low <= 0 <= self.ci_high:
            same = self.ci_low == self.ci_high == 0
            return "the same" if same else "not sure"
        rises = self.ci_low > 0
        if self.higher_is_better is None:
            return "higher" if rises else "lower"
        return "better" if rises == self.higher_is_better else "worse"


def check_beside(results: Sequence[Result]) -> None:
    """Refuse results that answer different questions.

    Raises:
        BesideError: other targets, or other KPIs.
    """
    first = results[0]
    wrong = []
    for result in results[1:]:
        names = f"{first.name} ({first.folder}) and {result.name} ({result.folder})"
        targets = [{(v.name, v.kpi, where_key(_plain_where(v))) for v in _wholes(r)}
                   for r in (first, result)]  # fmt: skip
        if targets[0] != targets[1]:
            only = sorted({name for name, _, _ in targets[0] ^ targets[1]})
            wrong.append(f"{names} have different targets: {_some(only)}")
        kpis = [set(r.estimates["kpi"]) for r in (first, result)]
        if kpis[0] != kpis[1]:
            wrong.append(f"{names} tell different KPIs: {_some(sorted(kpis[0] ^ kpis[1]))}")
    if wrong:
        raise BesideError(
            f"{'; '.join(wrong)}. Results stand side by side when the same version ran scenarios "
            "with the same targets: run both again, or make a report of each"
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _wholes(result: Result) -> list[Verdict]:
    return [verdict for verdict in result.verdicts if verdict.level == "whole"]


def _plain_where(verdict: Verdict) -> dict[str, str]:
    """Without the worst month, which is that of the run."""
    return {word: name for word, name in verdict.where.items() if word != "month"}


def common_draws(results: Sequence[Result]) -> bool:
    """Whether the same replications had the same draws: one seed, one start and the same spans."""
    first = results[0]
    return all(
        (one.seed, one.scenario.start, one.scenario.warm_up, one.scenario.window)
        == (first.seed, first.scenario.start, first.scenario.warm_up, first.scenario.window)
        for one in results[1:]
    )


def can_pair() -> bool:
    """Whether the module that makes intervals of differences is there."""
    return find_spec("telesim.experiment.compare") is not None


def gaps(results: Sequence[Result]) -> tuple[Gap, ...]:
    """Figures of the targets, then FIGURES, of each later result less those of the first.

    On common draws the intervals are those of paired differences, over the replications that both
    have, else Welch's.
    """
    pairing, samples = import_module(_PAIRING), import_module(_SAMPLES)
    paired = common_draws(results)
    numbers = range(1, min(result.replication_count for result in results) + 1)
    tables = [
        samples.Samples(
            one.replications[one.replications["replication"] <= numbers[-1]] if paired
            else one.replications,
            numbers if paired else range(1, one.replication_count + 1),
        )
        for one in results
    ]  # fmt: skip
    asked = _asked(results)
    found = []
    for name, kpi, where in asked:
        key = (kpi, where_key(where))
        for number in range(1, len(results)):
            if not (tables[0].has(key) and tables[number].has(key)):
                continue
            difference = pairing.paired if paired else pairing.unpaired
            told: Any = difference(tables[0].of(key), tables[number].of(key))
            found.append(
                Gap(name, kpi, where, _unit(results[0], kpi), KPIS[kpi].higher_is_better, number,
                    told.a, told.b, told.difference, told.ci_low, told.ci_high, told.n, paired)
            )  # fmt: skip
    return tuple(found)


def _unit(result: Result, kpi: str) -> str:
    rows = result.estimates
    return str(rows.loc[rows["kpi"] == kpi, "unit"].iloc[0])


def _asked(results: Sequence[Result]) -> list[tuple[str, str, dict[str, str]]]:
    asked = [(v.name, v.kpi, _plain_where(v)) for v in _wholes(results[0])]
    known = {(kpi, where_key(where)) for _, kpi, where in asked}
    told = set.intersection(*(set(result.estimates["kpi"]) for result in results))
    asked += [
        (kpi.replace("_", " "), kpi, {})
        for kpi in FIGURES
        if kpi in told and (kpi, where_key({})) not in known
    ]
    return asked
