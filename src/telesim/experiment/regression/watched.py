"""Which KPIs a baseline watches, and by how much each may differ.

*Judged* are those that a target or a tolerance names: each must be shown to be the same. All other
totals are *looked at*: they are told when they moved, and nothing is asked of them otherwise.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.experiment.regression.samples import Row
from telesim.kpi.catalogue import CURRENCY, KPIS, where_key
from telesim.scenario.targets import parse_limit
from telesim.scenario.tolerances import ALL

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.scenario.targets import Target
    from telesim.scenario.tolerances import Tolerance

#: Share of the baseline's mean by which a KPI may differ when the scenario does not say: 5 %,
#: assumed.
DEFAULT_RELATIVE = 0.05


@dataclass(frozen=True, slots=True)
class Allowance:
    """By how much a KPI may differ from its baseline."""

    #: In the KPI's unit.
    within: float = 0.0
    #: Share of the baseline's mean.
    relative: float = 0.0
    #: Who says so: ``tolerances.repair``, ``targets.cable-72h``, or ``default``.
    said_by: str = "default"
    #: Whether a target or a tolerance names the KPI.
    judged: bool = False

    def of(self, mean: float) -> float:
        """The tolerance around a baseline's mean, in the KPI's unit; the wider of both counts."""
        share = 0.0 if math.isnan(mean) else self.relative * abs(mean)
        return max(self.within, share)


def allowances(scenario: Scenario, told: Iterable[Row]) -> dict[Row, Allowance]:
    """What to watch of a scenario: targets, then tolerances, then the other totals.

    Args:
        scenario: with its targets and tolerances.
        told: all rows that its replications tell, in their order.
    """
    general = Allowance(relative=DEFAULT_RELATIVE)
    judge_all = False
    own: dict[Row, Allowance] = {}
    for name, one in scenario.tolerances.items():
        said_by = f"tolerances.{name}"
        relative = one.relative or 0.0
        if one.kpi == ALL:
            general, judge_all = Allowance(relative=relative, said_by=said_by), True
            continue
        within = _quantity(scenario, one.kpi, one.within)
        for row in _rows(scenario, one):
            own[row] = Allowance(within, relative, said_by, judged=True)
    found: dict[Row, Allowance] = {}
    for name, target in scenario.targets.items():
        for row in _rows(scenario, target):
            allowed = own.get(row)
            if allowed is None and target.margin is not None:
                margin = _quantity(scenario, target.kpi, target.margin)
                allowed = Allowance(margin, 0.0, f"targets.{name}", judged=True)
            if allowed is None:
                allowed = Allowance(general.within, general.relative, general.said_by, judged=True)
            found.setdefault(row, allowed)
    for row, allowed in own.items():
        found.setdefault(row, allowed)
    looked_at = Allowance(general.within, general.relative, general.said_by, judge_all)
    for row in told:
        if not json.loads(row.where):
            found.setdefault(row, looked_at)
    return found


def _quantity(scenario: Scenario, kpi: str, written: str | None) -> float:
    """A written difference as a number in the KPI's unit; 0 for none."""
    unit = KPIS[kpi].unit
    unit = scenario.currency.code if unit == CURRENCY else unit
    return 0.0 if written is None else abs(float(parse_limit(written, unit)))


def _rows(scenario: Scenario, one: Target | Tolerance) -> list[Row]:
    """The row that a target or tolerance names, then those of its counties."""
    clock = {} if one.clock == "elapsed" else {"clock": one.clock}
    whole = {**one.where, **clock}
    places = [whole]
    if one.for_each == "county":
        area = one.where.get("area")
        having = {e.county for e in scenario.exchanges if area is None or e.area == area}
        places += [{**whole, "county": name} for name in scenario.counties if name in having]
    return [Row(one.kpi, where_key(place)) for place in places]
