"""The main frame: how long jobs wait for their jumpers, and how many are run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.orders import CEASE, ORDER_TYPES
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, Ranked, amounts, counts, means, ratios, with_open
from telesim.units import DAY_MS, HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("order",))
BY_PLACE: tuple[By, ...] = ((), ("county",), ("area",))
NAMES = (
    "main_frame_wait_mean",
    "main_frame_wait_max",
    "main_frame_waiting_at_end",
    "jumpers_per_day",
)


@FAMILIES.register("main_frame")
def main_frame(record: Record) -> Iterator[Measured]:
    """Jumpers asked for in the window, followed to their end."""
    yield from _waits(record)
    yield from _calls(record)


def _instants(record: Record, *kinds: Kind) -> Column:
    """Instant of the row of such a kind by case, NEVER without one."""
    at = record.rows.of(*kinds)
    times = np.full(record.cases, NEVER, dtype=np.int64)
    times[record.log.case[at]] = record.log.time_ms[at]
    return times


def _waits(record: Record) -> Iterator[Measured]:
    log, at = record.log, record.rows.of(Kind.JUMPER_ASKED)
    case = log.case[at]
    asked = log.time_ms[at].astype(np.int64)
    run = _instants(record, Kind.JUMPERED)[case]
    gone = _instants(record, Kind.CANCELLED, Kind.MOVE_BACK_LAPSED)[case]
    type_of = np.full(record.cases, -1, dtype=np.int64)
    orders = record.orders
    type_of[orders.case] = orders.type
    dimensions = {
        **record.places.dimensions(log.place[at].astype(np.int64)),
        "order": Dimension(ORDER_TYPES[:CEASE], type_of[case]),
        "month": record.months(asked),
    }
    # Who gave up before the jumper was run waits for none.
    gave_up = (run == NEVER) & (gone < NEVER)
    chosen = np.flatnonzero(record.in_window(asked) & ~gave_up)
    hours = (np.minimum(run, log.end_ms) - asked)[chosen] / HOUR_MS
    ended = (run < NEVER)[chosen]
    its = take(dimensions, chosen)
    at_end = (asked < record.end_ms) & (np.minimum(run, gone) >= record.end_ms)
    in_window = record.in_window(run)
    days = (record.end_ms - record.start_ms) / DAY_MS
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from with_open(means("main_frame_wait_mean", grouping, hours), grouping, ended)
            longest = Ranked.of(grouping, hours).maxima("main_frame_wait_max")
            yield from with_open(longest, grouping, ended)
            all_of = group(dimensions, by, at.size, words)
            yield from counts("main_frame_waiting_at_end", all_of, at_end)
            n = all_of.counts(in_window)
            yield from amounts("jumpers_per_day", all_of.wheres, n / days, n)


def _calls(record: Record) -> Iterator[Measured]:
    log, at = record.log, record.rows.of(Kind.FRAME_DONE)
    at = at[record.in_window(log.time_ms[at])]
    dimensions = take(record.case_dimensions, log.case[at])
    jumpers = log.reason[at].astype(np.int64)
    for _, words, combinations in record.wanted(("jumpers_per_call",), BY_PLACE):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            n = grouping.counts()
            yield from ratios("jumpers_per_call", grouping.wheres, grouping.sums(jumpers), n, n)
