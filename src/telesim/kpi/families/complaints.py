"""Complaints of the window: how many, answered or not, how high, how long; jobs overtaken."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.line_months import line_months
from telesim.kpi.record import JOBS, By, Record
from telesim.kpi.statistics import (
    Measured,
    amounts,
    counts,
    means,
    ratios,
    shares,
    with_open,
)
from telesim.units import HOUR_MS

Column = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
BY_PLACE: tuple[By, ...] = ((), ("county",), ("area",))
BY_JOB: tuple[By, ...] = (*BY_PLACE, ("job",))
EACH = (
    "complaints", "complaint_escalated_share", "complaint_left_county_share",
    "complaint_unrecorded_share", "complaint_age_mean", "complaint_given_up_share",
)  # fmt: skip
_HOTLINE, _CITY = 1, 2
#: Reasons of COMPLAINT_RESOLVED without a working line: given up, sent away.
_NO_LINE = (1, 2)
CALLS_LOST, HEAD_WAIT = "complaint_calls_lost_share", "complaint_head_wait_mean"
URGENT, OVERTAKEN = "complaint_urgent_jobs", "jobs_overtaken"


@FAMILIES.register("complaints")
def complaints(record: Record) -> Iterator[Measured]:
    """Complaints made in the window, followed to their end; calls, readings and urgent jobs."""
    if record.scenario.complaints is None:
        return
    log, rows = record.log, record.rows
    made = rows.of(Kind.COMPLAINT)
    kind = np.full(record.cases + 1, -1, dtype=np.int64)
    kind[log.case[made]] = log.reason[made]

    def dimensions(at: NDArray[np.intp]) -> dict[str, Dimension]:
        places = record.places.dimensions(log.place[at].astype(np.int64))
        return {"job": Dimension(JOBS, kind[log.case[at]]), **places}

    def marked(at: NDArray[np.intp]) -> Flags:
        found = np.zeros(record.cases + 1, dtype=np.bool_)
        found[log.case[at]] = True
        return found

    chosen = made[record.in_window(log.time_ms[made])]
    case = log.case[chosen]
    resolved = rows.of(Kind.COMPLAINT_RESOLVED)
    until = np.full(record.cases + 1, NEVER, dtype=np.int64)
    until[log.case[resolved]] = log.time_ms[resolved]
    gone = marked(resolved[np.isin(log.reason[resolved], _NO_LINE)])[case]
    ended = until[case] < NEVER
    age = (np.minimum(until[case], log.end_ms) - log.time_ms[chosen]) / HOUR_MS
    climbs = rows.of(Kind.COMPLAINT_CLIMBS)
    higher = marked(climbs)[case]
    left = marked(climbs[log.reason[climbs] >= _CITY])[case]
    answered = rows.of(Kind.COMPLAINT_ANSWERED)
    # Whatever goes higher is taken down there.
    recorded = higher | marked(answered[log.reason[answered] == 1])[case]
    its = dimensions(chosen)
    yield from _per_line(record, its, chosen.size)
    for _, words, combinations in record.wanted(EACH, BY_JOB):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from counts("complaints", grouping)
            yield from shares("complaint_escalated_share", grouping, higher)
            yield from shares("complaint_left_county_share", grouping, left)
            yield from shares("complaint_unrecorded_share", grouping, ~recorded)
            yield from shares("complaint_given_up_share", grouping, gone)
            # Who has given up has no time to a working line; the share above tells of them.
            figures = means("complaint_age_mean", grouping, age, ~gone)
            yield from with_open(figures, grouping, ended, ~gone)
    calls = rows.of(Kind.COMPLAINT_CALL_LOST, Kind.COMPLAINT_ANSWERED)
    calls = calls[record.in_window(log.time_ms[calls])]
    lost = log.kind[calls] == Kind.COMPLAINT_CALL_LOST
    its = dimensions(calls)
    for _, words, combinations in record.wanted((CALLS_LOST,), BY_PLACE):
        for by in combinations:
            yield from shares(CALLS_LOST, group(its, by, calls.size, words), lost)
    came, waited, was_read = _with_the_head(record, until)
    its = dimensions(came)
    for _, words, combinations in record.wanted((HEAD_WAIT,), BY_PLACE):
        for by in combinations:
            grouping = group(its, by, came.size, words)
            yield from with_open(means(HEAD_WAIT, grouping, waited), grouping, was_read)
    hurried = rows.of(Kind.JOB_URGENT)
    hurried = hurried[record.in_window(log.time_ms[hurried])]
    its = dimensions(hurried)
    for _, words, combinations in record.wanted((URGENT,), BY_JOB):
        for by in combinations:
            yield from counts(URGENT, group(its, by, hurried.size, words))
    # The kind of a job that overtakes later is that of the complaints about it.
    kind[log.amount[made]] = log.reason[made]
    passing = rows.of(Kind.JOB_URGENT, Kind.JOB_OVERTAKES)
    passing = passing[record.in_window(log.time_ms[passing])]
    its, passed = dimensions(passing), log.amount[passing]
    for _, words, combinations in record.wanted((OVERTAKEN,), BY_JOB):
        for by in combinations:
            grouping = group(its, by, passing.size, words)
            sums = grouping.sums(passed)
            yield from amounts(OVERTAKEN, grouping.wheres, sums, grouping.counts(passed > 0))


def _with_the_head(record: Record, until_ms: Column) -> tuple[NDArray[np.intp], Floats, Flags]:
    """Cases that came to a head in the window: their rows, hours there, whether they were read.

    A supervised desk hands on what it writes down, a hotline all that climbs to it. What was
    resolved before it was read is left out, what lies there at the end has its age.
    """
    log, section = record.log, record.scenario.complaints
    assert section is not None
    came = record.rows.of(Kind.COMPLAINT_ANSWERED, Kind.COMPLAINT_CLIMBS)
    by_desk = log.kind[came] == Kind.COMPLAINT_ANSWERED
    # Reason 1 is "written down" of the one, and the hotline of the other.
    came = came[(log.reason[came] == _HOTLINE) & (~by_desk | section.supervised)]
    came = came[record.in_window(log.time_ms[came])]
    read = record.rows.of(Kind.COMPLAINT_READ)
    at_ms = dict(
        zip(
            zip(log.case[read].tolist(), (log.time_ms[read] - log.amount[read]).tolist(),
                strict=True),
            log.time_ms[read].tolist(),
            strict=True,
        )
    )  # fmt: skip
    keys = zip(log.case[came].tolist(), log.time_ms[came].tolist(), strict=True)
    until = np.array([at_ms.get(key, NEVER) for key in keys], dtype=np.int64)
    there = (until < NEVER) | (until_ms[log.case[came]] >= NEVER)
    came, until = came[there], until[there]
    waited = (np.minimum(until, log.end_ms) - log.time_ms[came]) / HOUR_MS
    return came, waited, until < NEVER


def _per_line(
    record: Record, dimensions: dict[str, Dimension], complaints_: int
) -> Iterator[Measured]:
    name = "complaints_per_1000_lines"
    for _, words, combinations in record.wanted((name,), BY_PLACE):
        for by in combinations:
            made = group(take(dimensions, np.arange(complaints_)), by, complaints_, words)
            months, n = line_months(record, by, words, made.wheres), made.counts()
            yield from ratios(name, made.wheres, n * 1_000.0, months, n)
