"""Jobs passed over for nearer and easier ones: how many, what share, and what it cost them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.record import By, Record
from telesim.kpi.rows import Index, next_of_same
from telesim.kpi.statistics import Measured, counts, means, shares
from telesim.units import HOUR_MS

PASSED = ("passed_over", "passed_over_wait_mean")
SHARE = ("passed_over_share",)
USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("job",), ("team",))


@FAMILIES.register("passed_over")
def passed_over(record: Record) -> Iterator[Measured]:
    """Cases passed over in the window; first visits begun in it. The team is that of the crew."""
    log = record.log
    rows = record.rows.of(Kind.PASSED_OVER)
    chosen = rows[record.in_window(log.time_ms[rows])]
    waits = _waits(record)[np.searchsorted(rows, chosen)]
    dimensions = _dimensions(record, chosen)
    for _, words, combinations in record.wanted(PASSED, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("passed_over", grouping)
            yield from means("passed_over_wait_mean", grouping, waits)
    visits = record.rows.of(Kind.DISPATCHED)
    first = visits[(log.reason[visits] == 0) & record.in_window(log.time_ms[visits])]
    when = np.full(record.cases + 1, log.end_ms + 1, dtype=np.int64)
    when[log.case[rows]] = log.time_ms[rows]
    hits = when[log.case[first]] <= log.time_ms[first]
    dimensions = _dimensions(record, first)
    for _, words, combinations in record.wanted(SHARE, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, first.size, words)
            yield from shares("passed_over_share", grouping, hits)


def _waits(record: Record) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Hours from each time that a case was passed over to the next visit, or its end."""
    log = record.log
    at = record.rows.of(Kind.PASSED_OVER, Kind.DISPATCHED, Kind.CANCELLED, Kind.FRAME_LAPSED)
    following = next_of_same(log.case[at])
    begins = np.flatnonzero(log.kind[at] == Kind.PASSED_OVER)
    ends = np.full(begins.size, log.end_ms, dtype=np.int64)
    known = following[begins] >= 0
    ends[known] = log.time_ms[at[following[begins][known]]]
    return np.asarray((ends - log.time_ms[at[begins]]) / HOUR_MS, dtype=np.float64)


def _dimensions(record: Record, rows: Index) -> dict[str, Dimension]:
    log = record.log
    return {
        **take(record.case_dimensions, log.case[rows]),
        "team": record.crews.dimensions(log.crew[rows].astype(np.int64))["team"],
    }
