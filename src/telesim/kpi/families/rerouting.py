"""Temporary re-routing: whom it served how much sooner, at what price, and whom it hurt."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind, Level
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.levels import span_levels
from telesim.kpi.own_pairs import left_ms, own_pair_ms
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, means, with_open
from telesim.units import DAY_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
_CENTS = 100.0
Column = NDArray[np.int64]


@FAMILIES.register("rerouting")
def rerouting(record: Record) -> Iterator[Measured]:
    """Nothing where no scenario lets cabinets borrow."""
    if record.scenario.rerouting is None:
        return
    log, rows = record.log, record.rows
    lent = rows.of(Kind.REROUTED)
    case = log.case[lent].astype(np.int64)
    since_ms = log.time_ms[lent].astype(np.int64)
    of_case = np.full(record.cases + 1, -1, dtype=np.int64)
    of_case[record.orders.case] = record.orders.place
    place = of_case[case]
    gone_ms = left_ms(record, lent, place)
    own_ms = np.minimum(own_pair_ms(record, lent, place, gone_ms), gone_ms)
    yield from _served(record, place, since_ms, own_ms)
    # When the lender has its pair back.
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[case] = np.arange(lent.size)
    begun = rows.of(Kind.MOVE_BACK)
    order_of = np.full(record.cases + 1, -1, dtype=np.int64)
    order_of[log.case[begun]] = log.amount[begun]
    moved = rows.of(Kind.MOVED_BACK)
    moved = moved[log.reason[moved] == 0]
    back_ms = gone_ms.copy()
    back_ms[position[order_of[log.case[moved]]]] = log.time_ms[moved]
    dimensions = record.places.dimensions(place)
    at_end = (since_ms < record.end_ms) & (back_ms >= record.end_ms)
    names = ("borrowed_lines_at_end", "borrowed_lines_mean")
    for _, words, combinations in record.wanted(names, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, lent.size, words)
            level = span_levels(grouping, since_ms, back_ms, record.start_ms, record.end_ms)
            yield from counts("borrowed_lines_at_end", grouping, at_end)
            yield from amounts(
                "borrowed_lines_mean", grouping.wheres, level.mean, grouping.counts()
            )
    yield from _counted(record, "moved_back", moved)
    yield from _counted(record, "rerouted_faults", rows.of(Kind.REROUTED_FAULT))
    blocked = _blocked(record, log.place[lent].astype(np.int64), since_ms, back_ms)
    yield from _counted(record, "lender_orders_blocked", blocked)
    chosen = lent[record.in_window(since_ms)]
    its = _places(record, chosen, place[record.in_window(since_ms)])
    spent = log.amount[chosen] / _CENTS
    for _, words, combinations in record.wanted(("rerouting_wire_cost",), USUAL):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from amounts(
                "rerouting_wire_cost", grouping.wheres, grouping.sums(spent), grouping.counts()
            )


def _places(record: Record, rows: NDArray[np.intp], place: Column) -> dict[str, Dimension]:
    return {
        **record.places.dimensions(place),
        "month": record.months(record.log.time_ms[rows].astype(np.int64)),
    }


def _counted(record: Record, name: str, rows: NDArray[np.intp]) -> Iterator[Measured]:
    """Rows of the window, each at its own place."""
    log = record.log
    rows = rows[record.in_window(log.time_ms[rows])]
    dimensions = _places(record, rows, log.place[rows].astype(np.int64))
    for _, words, combinations in record.wanted((name,), USUAL):
        for by in combinations:
            yield from counts(name, group(dimensions, by, rows.size, words))


def _served(record: Record, place: Column, since_ms: Column, own_ms: Column) -> Iterator[Measured]:
    chosen = np.flatnonzero(record.in_window(since_ms))
    ended = own_ms[chosen] < NEVER
    days = (np.minimum(own_ms[chosen], record.log.end_ms) - since_ms[chosen]) / DAY_MS
    dimensions = {
        **record.places.dimensions(place[chosen]),
        "month": record.months(since_ms[chosen]),
    }
    names = ("rerouted", "rerouted_days_gained", "rerouted_days_gained_mean")
    for _, words, combinations in record.wanted(names, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("rerouted", grouping)
            total = amounts(
                "rerouted_days_gained", grouping.wheres, grouping.sums(days), grouping.counts()
            )
            yield from with_open(total, grouping, ended)
            mean = means("rerouted_days_gained_mean", grouping, days)
            yield from with_open(mean, grouping, ended)


def _blocked(record: Record, lender: Column, since_ms: Column, back_ms: Column) -> NDArray[np.intp]:
    """First rows by which orders are held for pairs at a cabinet that lacks those it has lent.

    A pair that is lent stands in the way of one order at a time: at any instant no more orders
    are blocked than pairs are lent.
    """
    log, orders = record.log, record.orders
    held = record.rows.of(Kind.HELD)
    for_pairs = (log.reason[held] == Level.FEEDER) | (log.reason[held] == Level.DISTRIBUTION)
    held = held[for_pairs]
    _, first = np.unique(log.case[held], return_index=True)
    held = held[np.sort(first)]
    over_ms = np.full(record.cases + 1, NEVER, dtype=np.int64)
    over_ms[orders.case] = np.minimum(orders.assigned_ms, orders.cancelled_ms)
    place, time_ms = log.place[held], log.time_ms[held].astype(np.int64)
    blocked = np.zeros(held.size, dtype=np.bool_)
    for cabinet in np.unique(lender).tolist():
        its = lender == cabinet
        here = np.flatnonzero(place == cabinet)
        begun = np.searchsorted(np.sort(since_ms[its]), time_ms[here], side="right")
        back = np.searchsorted(np.sort(back_ms[its]), time_ms[here], side="right")
        until: list[int] = []
        for n, lent in zip(here.tolist(), (begun - back).tolist(), strict=True):
            while until and until[0] <= time_ms[n]:
                heappop(until)
            if len(until) < lent:
                blocked[n] = True
                heappush(until, int(over_ms[log.case[held[n]]]))
    return np.asarray(held[blocked], dtype=np.intp)
