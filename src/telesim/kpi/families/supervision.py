"""Inspection of closed repairs: looks, findings, deductions, and the days it takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, shares

LOOKS = (
    "inspected",
    "inspected_found_bad",
    "inspected_found_share",
    "put_right",
    "inspection_deductions",
)
USUAL: tuple[By, ...] = ((), ("county",), ("area",))
BY_CREW: tuple[By, ...] = ((), ("county",))
CENTS = 100.0
#: What stands for a repair that would fail again in what is wrong with a job.
_WEAK = 4


@FAMILIES.register("supervision")
def supervision(record: Record) -> Iterator[Measured]:
    """Looks of the window, and the crews whose turn it is."""
    if record.scenario.supervision is None:
        return
    log = record.log
    looks, bad = record.rows.of(Kind.INSPECTED), record.rows.of(Kind.FOUND_BAD)
    # By case, each of which is looked at once.
    wrong, cents = (np.zeros(record.cases + 1, dtype=np.int64) for _ in range(2))
    wrong[log.case[bad]], cents[log.case[bad]] = log.reason[bad], log.amount[bad]
    looks = looks[record.in_window(log.time_ms[looks])]
    found, cost = wrong[log.case[looks]], cents[log.case[looks]] / CENTS
    dimensions = {
        **record.places.dimensions(log.place[looks].astype(np.int64)),
        "team": record.crews.dimensions(log.crew[looks].astype(np.int64))["team"],
        "month": record.months(log.time_ms[looks]),
    }
    for _, words, combinations in record.wanted(LOOKS, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, looks.size, words)
            yield from counts("inspected", grouping)
            yield from counts("inspected_found_bad", grouping, found > 0)
            yield from shares("inspected_found_share", grouping, found > 0)
            yield from counts("put_right", grouping, found & _WEAK > 0)
            n = grouping.counts(found > 0)
            yield from amounts("inspection_deductions", grouping.wheres, grouping.sums(cost), n)
    turns = record.rows.of(Kind.INSPECTS)
    turns = turns[record.in_window(log.time_ms[turns])]
    of_crew = {
        **record.crews.dimensions(log.crew[turns].astype(np.int64)),
        "month": record.months(log.time_ms[turns]),
    }
    for _, words, combinations in record.wanted(("inspector_days",), BY_CREW):
        for by in combinations:
            yield from counts("inspector_days", group(of_crew, by, turns.size, words))
