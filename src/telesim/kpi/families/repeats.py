"""How often lines fail, fail again, and how many visits that takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER, REPEAT_MS, Faults
from telesim.kpi.grouping import group, take
from telesim.kpi.line_months import LINES, line_months
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, means, ratios, shares

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("cause_group",), ("cause",))
RATES = ("fault_rate", "fault_case_rate")
SHARES = ("repeat_share", "visits_per_cleared_fault", "first_visit_share", "remote_share")


@FAMILIES.register("repeats")
def repeats(record: Record) -> Iterator[Measured]:
    """Faults first reported in the window, and visits begun in it."""
    faults = record.faults
    chosen = np.flatnonzero(record.in_window(faults.reported_ms))
    dimensions = take(record.fault_dimensions, chosen)
    again = is_repeat(faults)[chosen]
    remote = faults.remote[chosen]
    on_site = (faults.restored_ms[chosen] < NEVER) & ~remote
    cleared = take(dimensions, on_site)
    visits = faults.visits[chosen][on_site]
    for _, words, combinations in record.wanted(SHARES, (*USUAL, ("cause_group", "county"))):
        for by in combinations:
            all_of = group(dimensions, by, chosen.size, words)
            yield from shares("repeat_share", all_of, again)
            yield from shares("remote_share", all_of, remote)
            seen = group(cleared, by, visits.size, words)
            yield from means("visits_per_cleared_fault", seen, visits)
            yield from shares("first_visit_share", seen, visits == 1)
    yield from _rates(record)
    yield from _no_access(record)


def is_repeat(faults: Faults) -> NDArray[np.bool_]:
    """Whether each fault was reported at most 30 days after its line had been cleared.

    The earlier fault is the one that the log names, else the last fault of the same single line.
    """
    found = np.zeros(len(faults), dtype=np.bool_)
    named = np.flatnonzero(faults.repeat_of >= 0)
    gap = faults.reported_ms[named] - faults.restored_ms[faults.repeat_of[named]]
    found[named] = (gap >= 0) & (gap <= REPEAT_MS) & (faults.reported_ms[named] < NEVER)
    single = np.flatnonzero((faults.lines == 1) & (faults.line >= 0) & (faults.reported_ms < NEVER))
    order = single[
        np.lexsort((faults.reported_ms[single], faults.line[single], faults.place[single]))
    ]
    then, now = order[:-1], order[1:]
    same = (faults.place[then] == faults.place[now]) & (faults.line[then] == faults.line[now])
    gap = faults.reported_ms[now] - faults.restored_ms[then]
    found[now[same & (gap >= 0) & (gap <= REPEAT_MS)]] = True
    return found


def _rates(record: Record) -> Iterator[Measured]:
    faults = record.faults
    inside = record.in_window(faults.reported_ms)
    for _, words, combinations in record.wanted(RATES, USUAL):
        for by in combinations:
            grouping = group(record.fault_dimensions, by, len(faults), words)
            months = line_months(record, by, words, grouping.wheres)
            n = grouping.counts(inside)
            reports = grouping.sums(faults.reports * inside)
            yield from ratios("fault_rate", grouping.wheres, reports * LINES, months, n)
            yield from ratios("fault_case_rate", grouping.wheres, n * float(LINES), months, n)


def _no_access(record: Record) -> Iterator[Measured]:
    visits = record.visits
    chosen = np.flatnonzero(record.in_window(visits.dispatched_ms))
    dimensions = {
        **take(record.case_dimensions, visits.case[chosen]),
        "team": record.crews.dimensions(visits.crew[chosen])["team"],
    }
    usual: tuple[By, ...] = ((), ("county",), ("area",), ("job",), ("county", "job"))
    for _, words, combinations in record.wanted(("no_access_share",), usual):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from shares("no_access_share", grouping, visits.ending[chosen] == Kind.NO_ACCESS)
