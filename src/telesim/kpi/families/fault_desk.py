"""The fault reception: calls answered and lost, the way to a valid report, cables recognised."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, counts, means, ratios, shares, with_open
from telesim.units import HOUR_MS, SECOND_MS

USUAL: tuple[By, ...] = ((), ("county",))
CALLS = (
    "fault_calls",
    "fault_calls_answered_in_15s",
    "fault_answer_mean",
    "fault_calls_abandoned",
    "fault_calls_unattended",
    "fault_calls_engaged",
    "calls_per_fault",
)
TRIES = ("first_try_to_report_mean", "first_try_to_restored_mean")
KNOWN = ("cable_recognised_mean",)
FALSE = ("false_cable_faults", "faults_put_to_cable")
DUPLICATES = ("duplicate_visits", "duplicate_tickets_lapsed")
JOINED = ("reports_joined", "duplicate_visits_avoided")
#: Reason of CABLE_RECOGNISED when only the crew on site knew.
BY_CREW = 2
_SOON_MS = 15 * SECOND_MS
#: Reasons of CALL_LOST: the caller gave up, all lines were taken.
_GAVE_UP, _ENGAGED = 0, 3


@FAMILIES.register("fault_desk")
def fault_desk(record: Record) -> Iterator[Measured]:
    """Calls of the window by the instant at which they came, and what came of them."""
    if record.scenario.fault_desk is None:
        return
    yield from _calls(record)
    yield from _tries(record)
    yield from _cables(record)


def _dimensions(record: Record, rows: Column, time_ms: Column) -> dict[str, Dimension]:
    return {
        **record.places.dimensions(record.log.place[rows].astype(np.int64)),
        "month": record.months(time_ms),
    }


def _calls(record: Record) -> Iterator[Measured]:
    log = record.log
    rows = record.rows.of(
        Kind.REPORT_ANSWERED, Kind.FURTHER_ANSWERED, Kind.ENQUIRY_ANSWERED, Kind.CALL_LOST
    )
    came = log.time_ms[rows] - log.amount[rows]
    rows = rows[record.in_window(came)]
    wait = log.amount[rows]
    lost = log.kind[rows] == Kind.CALL_LOST
    soon = ~lost & (wait <= _SOON_MS)
    gave_up = lost & (log.reason[rows] == _GAVE_UP)
    engaged = lost & (log.reason[rows] == _ENGAGED)
    dimensions = _dimensions(record, rows, log.time_ms[rows] - wait)
    answered = np.flatnonzero(~lost)
    of_answered = take(dimensions, answered)
    tried = record.rows.of(Kind.FIRST_TRY)
    tried = tried[record.in_window(log.time_ms[tried])]
    of_tried = _dimensions(record, tried, log.time_ms[tried])
    for _, words, combinations in record.wanted(CALLS, USUAL):
        for by in combinations:
            all_of = group(dimensions, by, rows.size, words)
            yield from counts("fault_calls", all_of)
            yield from shares("fault_calls_answered_in_15s", all_of, soon)
            yield from shares("fault_calls_abandoned", all_of, gave_up)
            yield from shares("fault_calls_unattended", all_of, lost & ~gave_up & ~engaged)
            yield from shares("fault_calls_engaged", all_of, engaged)
            its = group(of_answered, by, answered.size, words)
            yield from means("fault_answer_mean", its, wait[answered] / SECOND_MS)
            faults = group(of_tried, by, tried.size, words).counts()
            yield from ratios("calls_per_fault", all_of.wheres, all_of.counts(), faults, faults)


def _tries(record: Record) -> Iterator[Measured]:
    """From the first try of each fault to its valid report and to its restoration."""
    log, faults = record.log, record.faults
    rows = record.rows.of(Kind.FIRST_TRY)
    rows = rows[record.in_window(log.time_ms[rows])]
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[faults.case] = np.arange(len(faults))
    its = position[log.case[rows]]
    dimensions = _dimensions(record, rows, log.time_ms[rows])
    for name, instants in zip(TRIES, (faults.reported_ms, faults.restored_ms), strict=True):
        ends = instants[its]
        hours = (np.minimum(ends, log.end_ms) - log.time_ms[rows]) / HOUR_MS
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                grouping = group(dimensions, by, rows.size, words)
                yield from with_open(means(name, grouping, hours), grouping, ends < NEVER)


def _recognised(record: Record) -> Iterator[Measured]:
    """Cables of several lines damaged in the window, recognised or not.

    What is over can be recognised no more; it counts until then.
    """
    log, faults = record.log, record.faults
    known_ms = np.full(record.cases + 1, NEVER, dtype=np.int64)
    rows = record.rows.of(Kind.CABLE_RECOGNISED)
    known_ms[log.case[rows]] = log.time_ms[rows]
    tried = np.zeros(record.cases + 1, dtype=np.bool_)
    tried[log.case[record.rows.of(Kind.FIRST_TRY)]] = True
    cable = np.array([cause.job == "cable" for cause in record.scenario.faults.values()])
    # What was open when the run began had been reported to nobody here.
    here = tried[faults.case] | (faults.reported_ms == NEVER)
    several = cable[faults.cause] & (faults.lines > 1)
    chosen = np.flatnonzero(several & here & record.in_window(faults.failed_ms))
    ends = np.minimum(known_ms[faults.case], faults.restored_ms)[chosen]
    failed_ms = faults.failed_ms[chosen]
    hours = (np.minimum(ends, log.end_ms) - failed_ms) / HOUR_MS
    dimensions = {**record.places.dimensions(faults.place[chosen]),
                  "month": record.months(failed_ms)}  # fmt: skip
    for _, words, combinations in record.wanted(KNOWN, USUAL):
        for by in combinations:
            its = group(dimensions, by, chosen.size, words)
            yield from with_open(means(KNOWN[0], its, hours), its, ends < NEVER)


def _cables(record: Record) -> Iterator[Measured]:
    log = record.log
    yield from _recognised(record)
    kinds = (
        Kind.FALSE_CABLE, Kind.PUT_TO_CABLE, Kind.DUPLICATE_SEEN, Kind.DUPLICATE_LAPSED
    )  # fmt: skip
    for name, kind in zip((*FALSE, *DUPLICATES), kinds, strict=True):
        rows = record.rows.of(kind)
        rows = rows[record.in_window(log.time_ms[rows])]
        dimensions = _dimensions(record, rows, log.time_ms[rows])
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                yield from counts(name, group(dimensions, by, rows.size, words))
    rows = record.rows.of(Kind.REPORTS_JOINED)
    # What the crew has found out, no desk has avoided.
    by_desk = log.reason[rows] < BY_CREW
    rows = rows[record.in_window(log.time_ms[rows]) & by_desk]
    section = record.scenario.fault_desk
    assert section is not None
    # Of one event no more would have become tickets than there could have been.
    avoided = np.zeros(rows.size, dtype=np.int64)
    left: dict[int, int] = {}
    for n, (case, number) in enumerate(
        zip(log.case[rows].tolist(), log.amount[rows].tolist(), strict=True)
    ):
        avoided[n] = min(number, left.get(case, section.duplicate_tickets))
        left[case] = left.get(case, section.duplicate_tickets) - int(avoided[n])
    for name, each in zip(JOINED, (log.amount[rows], avoided), strict=True):
        # Each report is a case of its own.
        its = np.repeat(rows, each)
        dimensions = _dimensions(record, its, log.time_ms[its])
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                yield from counts(name, group(dimensions, by, its.size, words))
