"""Repair visits that leave something to come back for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, shares

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("month",))


@FAMILIES.register("repair_errors")
def repair_errors(record: Record) -> Iterator[Measured]:
    """Visits of the window by their end, whether or not anybody is trained or looked after."""
    log, is_fault = record.log, np.zeros(record.cases + 1, dtype=np.bool_)
    is_fault[record.faults.case] = True
    rows = record.rows.of(Kind.CLEARED, Kind.UNFINISHED)
    rows = rows[record.in_window(log.time_ms[rows]) & is_fault[log.case[rows]]]
    dimensions = {
        **take(record.case_dimensions, log.case[rows]),
        "team": record.crews.dimensions(log.crew[rows].astype(np.int64))["team"],
        "month": record.months(log.time_ms[rows]),
    }
    left = log.kind[rows] == Kind.UNFINISHED
    for _, words, combinations in record.wanted(("repair_errors_share",), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, rows.size, words)
            yield from shares("repair_errors_share", grouping, left)
