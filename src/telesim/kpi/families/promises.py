"""Promises to customers, kept and broken: appointments, promised dates, and what pull-off costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import group, take
from telesim.kpi.levels import span_levels
from telesim.kpi.orders import CEASE, ORDER_TYPES
from telesim.kpi.record import By, Record
from telesim.kpi.rows import next_of_same
from telesim.kpi.statistics import Measured, amounts, counts, shares
from telesim.scenario.fields import for_area
from telesim.units import DAY_MS

Column = NDArray[np.int64]

BY_JOB: tuple[By, ...] = ((), ("county",), ("area",), ("job",), ("county", "job"))
BY_ORDER: tuple[By, ...] = ((), ("county",), ("area",), ("order",), ("area", "order"))
APPOINTMENTS = ("promises_made", "promises_kept_share", "promises_broken", "promises_waiting")
PULL_OFFS = ("pull_off_days", "pull_offs")


@FAMILIES.register("promises")
def promises(record: Record) -> Iterator[Measured]:
    """Appointments made in the window, orders of the window, pull-offs in the window."""
    yield from _appointments(record)
    yield from _promised_dates(record)
    yield from _pull_offs(record)


def _appointments(record: Record) -> Iterator[Measured]:
    """Each is kept, broken, still to come, or given up with its order before it could be either."""
    log = record.log
    rows = record.rows.of(Kind.PROMISED, Kind.ARRIVED, Kind.CANCELLED)
    following = next_of_same(log.case[rows])
    made = np.flatnonzero((log.kind[rows] == Kind.PROMISED) & record.in_window(log.time_ms[rows]))
    promise, then = rows[made], following[made]
    ends_ms = log.amount[promise] + log.reason[promise]
    known = then >= 0
    next_row = rows[np.maximum(then, 0)]
    next_ms = np.where(known, log.time_ms[next_row], NEVER)
    in_time = next_ms <= ends_ms
    kept = in_time & (log.kind[next_row] == Kind.ARRIVED)
    waiting = ~known & (ends_ms >= log.end_ms)
    broken = ~in_time & ~waiting
    decided = kept | broken
    dimensions = take(record.case_dimensions, log.case[promise])
    of_decided = take(dimensions, decided)
    for _, words, combinations in record.wanted(APPOINTMENTS, BY_JOB):
        for by in combinations:
            all_of = group(dimensions, by, promise.size, words)
            yield from counts("promises_made", all_of)
            yield from counts("promises_broken", all_of, broken)
            yield from counts("promises_waiting", all_of, waiting)
            judged = group(of_decided, by, int(decided.sum()), words)
            yield from shares("promises_kept_share", judged, kept[decided])


def _promised_dates(record: Record) -> Iterator[Measured]:
    """Orders that are told a date, once they are in service or the date has passed."""
    orders = record.orders
    due_ms = _due(record)
    before_due = orders.closed_ms <= due_ms
    served = orders.served_ms < NEVER
    judged = np.where(served, True, ~before_due & (due_ms < record.log.end_ms))
    judged &= ~orders.only_registered
    chosen = np.flatnonzero(record.in_window(orders.ordered_ms) & (due_ms < NEVER) & judged)
    dimensions = take(record.order_dimensions, chosen)
    in_time = (served & before_due)[chosen]
    for _, words, combinations in record.wanted(("orders_by_promised_date",), BY_ORDER):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from shares("orders_by_promised_date", grouping, in_time)


def _due(record: Record) -> Column:
    """The date that each order is promised under the policy at its instant; NEVER = none."""
    orders, dimensions = record.orders, record.order_dimensions
    county, area = dimensions["county"], dimensions["area"]
    due_ms = np.full(len(orders), NEVER, dtype=np.int64)
    for number, name in enumerate(county.names):
        for since_ms, there in record.scenario.timeline(name):
            now = (county.codes == number) & (
                orders.ordered_ms >= (since_ms if since_ms else -NEVER)
            )
            due_ms[now] = NEVER
            for type_, word in enumerate(ORDER_TYPES[:CEASE]):
                by_area = there.policies.promises.get(word, {})
                for kind, words in enumerate(area.names):
                    if words in by_area or "*" in by_area:
                        mine = now & (orders.type == type_) & (area.codes == kind)
                        due_ms[mine] = orders.ordered_ms[mine] + for_area(by_area, words)
    return due_ms


def _pull_offs(record: Record) -> Iterator[Measured]:
    """Spans from each begin to the end that follows in its county."""
    log = record.log
    rows = record.rows.of(Kind.PULL_OFF_BEGINS, Kind.PULL_OFF_ENDS)
    following = next_of_same(log.place[rows])
    begins = np.flatnonzero(log.kind[rows] == Kind.PULL_OFF_BEGINS)
    then = following[begins]
    from_ms = log.time_ms[rows[begins]].astype(np.int64)
    to_ms = np.full(begins.size, NEVER, dtype=np.int64)
    to_ms[then >= 0] = log.time_ms[rows[then[then >= 0]]]
    dimensions = record.places.dimensions(log.place[rows[begins]])
    window_days = (record.end_ms - record.start_ms) / DAY_MS
    usual: tuple[By, ...] = ((), ("county",))
    for _, words, combinations in record.wanted(PULL_OFFS, usual):
        for by in combinations:
            grouping = group(dimensions, by, begins.size, words)
            level = span_levels(grouping, from_ms, to_ms, record.start_ms, record.end_ms)
            days, n = level.mean * window_days, grouping.counts()
            yield from amounts("pull_off_days", grouping.wheres, days, n)
            yield from counts("pull_offs", grouping, record.in_window(from_ms))
