"""What slips under a pay scheme: tickets forgotten, tests skipped, repairs closed that are none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, counts, shares

FORGOTTEN = ("forgotten_tickets", "forgotten_share")
CLOSED = (
    "tests_skipped",
    "tests_skipped_share",
    "closed_unrepaired",
    "closed_unrepaired_found",
    "closed_unrepaired_not_found",
)
BY_FAULT: tuple[By, ...] = ((), ("county",), ("area",), ("cause_group",), ("cause",))
BY_JOB: tuple[By, ...] = ((), ("county",), ("area",), ("job",), ("team",))


@FAMILIES.register("slips")
def slips(record: Record) -> Iterator[Measured]:
    """Tickets first reported in the window, and jobs that crews closed in it."""
    yield from _forgotten(record)
    yield from _closed(record)


def _forgotten(record: Record) -> Iterator[Measured]:
    faults, log = record.faults, record.log
    lay = np.zeros(record.cases + 1, dtype=np.bool_)
    lay[log.case[record.rows.of(Kind.FORGOTTEN)]] = True
    chosen = np.flatnonzero(record.in_window(faults.reported_ms) & ~faults.remote)
    dimensions = take(record.fault_dimensions, chosen)
    hits = lay[faults.case[chosen]]
    for _, words, combinations in record.wanted(FORGOTTEN, BY_FAULT):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("forgotten_tickets", grouping, hits)
            yield from shares("forgotten_share", grouping, hits)


def _closed(record: Record) -> Iterator[Measured]:
    log = record.log
    at = record.rows.of(Kind.CLEARED, Kind.IN_SERVICE, Kind.CONNECTED)
    at = at[record.in_window(log.time_ms[at]) & (log.crew[at] >= 0)]
    case = log.case[at]

    def marked(kind: Kind) -> NDArray[np.bool_]:
        of_case = np.zeros(record.cases + 1, dtype=np.bool_)
        of_case[log.case[record.rows.of(kind)]] = True
        flags: NDArray[np.bool_] = of_case[case]
        return flags

    untested, bad = marked(Kind.UNTESTED), marked(Kind.UNREPAIRED)
    found = bad & marked(Kind.FOUND_UNREPAIRED)
    dimensions = {
        **take(record.case_dimensions, case),
        "team": record.crews.dimensions(log.crew[at].astype(np.int64))["team"],
    }
    for _, words, combinations in record.wanted(CLOSED, BY_JOB):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            yield from counts("tests_skipped", grouping, untested)
            yield from shares("tests_skipped_share", grouping, untested)
            yield from counts("closed_unrepaired", grouping, bad)
            yield from counts("closed_unrepaired_found", grouping, found)
            yield from counts("closed_unrepaired_not_found", grouping, bad & ~found)
