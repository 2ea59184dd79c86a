"""Visits by crews whose trade the fault is not, and the time that they cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, shares
from telesim.units import HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("cause",), ("team",))
NAMES = ("wrong_skill_visits", "wrong_skill_visit_share", "wrong_skill_hours")


@FAMILIES.register("diagnosis")
def diagnosis(record: Record) -> Iterator[Measured]:
    """Visits to faults begun in the window and ended, by the fault's place and cause."""
    faults, visits = record.faults, record.visits
    fault_of = np.full(record.cases + 1, -1, dtype=np.int64)
    fault_of[faults.case] = np.arange(len(faults))
    to_fault = fault_of[visits.case] >= 0
    inside = record.in_window(visits.dispatched_ms)
    chosen = np.flatnonzero(inside & to_fault & (visits.ending > 0))
    wrong = _wrong(record)[chosen]
    hours = wrong * (visits.travel_ms[chosen] + visits.site_ms[chosen]) / HOUR_MS
    dimensions = {
        **take(record.fault_dimensions, fault_of[visits.case[chosen]]),
        "month": record.months(visits.dispatched_ms[chosen]),
        "team": record.crews.dimensions(visits.crew[chosen])["team"],
    }
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("wrong_skill_visits", grouping, wrong)
            yield from shares("wrong_skill_visit_share", grouping, wrong)
            yield from amounts(
                "wrong_skill_hours", grouping.wheres, grouping.sums(hours), grouping.counts(wrong)
            )


def _wrong(record: Record) -> NDArray[np.bool_]:
    """Which visits a crew of another trade makes: all until one of them sees that it is."""
    visits = record.visits
    until_ms = np.full(record.cases + 1, -1, dtype=np.int64)
    until_ms[record.log.case[record.rows.of(Kind.MISJUDGED)]] = NEVER
    seen = visits.ending == Kind.WRONG_SKILL
    until_ms[visits.case[seen]] = visits.dispatched_ms[seen]
    return visits.dispatched_ms <= until_ms[visits.case]
