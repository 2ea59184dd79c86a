"""Public telephones out of order: how many at any time, unfound or waiting, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import (
    NAN,
    PER_CENT,
    Measured,
    amounts,
    counts,
    means,
    ratios,
    shares,
    with_open,
)
from telesim.scenario.care.payphones import payphones_by_exchange
from telesim.units import HOUR_MS, MONTH_MS, parse_money

Column = NDArray[np.int64]
USUAL: tuple[By, ...] = ((), ("county",), ("area",))
TIMES = (
    "payphones_out_mean", "payphones_out_share", "payphone_hours_unfound",
    "payphone_hours_waiting", "payphone_revenue_lost",
)  # fmt: skip
FAULTS = ("payphone_faults", "payphone_out_time_mean", "payphone_found_by_patrol_share")
CENTS = 100.0
_PATROL = 1


@FAMILIES.register("payphones")
def payphones(record: Record) -> Iterator[Measured]:
    """Time out of order that falls into the window, and faults that begin in it."""
    section = record.scenario.payphones
    if section is None:
        return
    log, rows = record.log, record.rows
    at = rows.of(Kind.PAYPHONE_DOWN)
    case = log.case[at]

    def instants(kind: Kind) -> Column:
        found = np.full(record.cases + 1, NEVER, dtype=np.int64)
        its = rows.of(kind)
        found[log.case[its]] = log.time_ms[its]
        of_fault: Column = found[case]
        return of_fault

    down, found = log.time_ms[at].astype(np.int64), instants(Kind.PAYPHONE_FOUND)
    repaired = instants(Kind.PAYPHONE_REPAIRED)

    def within(begin: Column, end: Column) -> Column:
        first, last = np.maximum(begin, record.start_ms), np.minimum(end, record.end_ms)
        span: Column = np.maximum(last - first, 0)
        return span

    out, unfound = within(down, repaired), within(down, found)
    price = section.revenue_per_month
    code = record.scenario.currency.code
    per_ms = NAN if price is None else parse_money(price, code) / CENTS / MONTH_MS
    dimensions = record.places.dimensions(log.place[at].astype(np.int64))
    phones = np.array(payphones_by_exchange(record.scenario), dtype=np.float64)
    places = record.places.first_exchange + np.arange(phones.size)
    of_phones = record.places.dimensions(places.astype(np.int64))
    length = record.end_ms - record.start_ms
    for _, words, combinations in record.wanted(TIMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            wheres, total, n = grouping.wheres, grouping.sums(out), grouping.counts(out > 0)
            there = group(of_phones, by, phones.size, words).sums(phones)
            yield from amounts("payphones_out_mean", wheres, total / length, n)
            yield from ratios("payphones_out_share", wheres, PER_CENT * total, there * length, n)
            hours = grouping.sums(unfound) / HOUR_MS
            yield from amounts("payphone_hours_unfound", wheres, hours, n)
            hours = grouping.sums(out - unfound) / HOUR_MS
            yield from amounts("payphone_hours_waiting", wheres, hours, n)
            yield from amounts("payphone_revenue_lost", wheres, total * per_ms, n)
    chosen = np.flatnonzero(record.in_window(down))
    its = take(dimensions, chosen)
    took = (np.minimum(repaired, log.end_ms) - down)[chosen] / HOUR_MS
    how = np.full(record.cases + 1, -1, dtype=np.int64)
    looks = rows.of(Kind.PAYPHONE_FOUND)
    how[log.case[looks]] = log.reason[looks]
    known = chosen[found[chosen] < NEVER]
    for _, words, combinations in record.wanted(FAULTS, USUAL):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from counts("payphone_faults", grouping)
            figures = means("payphone_out_time_mean", grouping, took)
            yield from with_open(figures, grouping, repaired[chosen] < NEVER)
            seen = group(take(dimensions, known), by, known.size, words)
            by_patrol = how[case[known]] == _PATROL
            yield from shares("payphone_found_by_patrol_share", seen, by_patrol)
