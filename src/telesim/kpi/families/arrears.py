"""Arrears: lines suspended, payments, lost notices and the time until a line works again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.levels import span_levels
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import (
    NAN,
    Measured,
    Ranked,
    amounts,
    counts,
    means,
    shares,
    with_open,
)
from telesim.units import HOUR_MS, MONTH_MS, parse_money

PAID = ("reconnect_time_mean", "reconnect_time_max", "reconnect_within_48h", "lost_notice_share")
LOST = ("lost_notices", "notice_penalties")
LINES = ("line_suspensions", "lines_suspended_mean", "revenue_lost_suspended")
BY_LINE: tuple[By, ...] = ((), ("county",), ("area",))
BY_AGENT: tuple[By, ...] = (*BY_LINE, ("county", "agent"))
_WITHIN_MS = 48 * HOUR_MS
CENTS = 100.0


@FAMILIES.register("arrears")
def arrears(record: Record) -> Iterator[Measured]:
    """Suspensions, payments and lost notices of the window."""
    if record.scenario.arrears is None:
        return
    yield from _paid(record)
    yield from _lost(record)
    yield from _lines(record)


def _agents(record: Record, rows: NDArray[np.intp]) -> dict[str, Dimension]:
    section, log = record.scenario.arrears, record.log
    assert section is not None
    names = tuple(str(n + 1) for n in range(section.agents))
    return {
        **record.places.dimensions(log.place[rows].astype(np.int64)),
        "agent": Dimension(names, log.reason[rows].astype(np.int64)),
    }


def _paid(record: Record) -> Iterator[Measured]:
    log, rows = record.log, record.rows
    ended = np.full(record.cases + 1, NEVER, dtype=np.int64)
    back = rows.of(Kind.LINE_BACK)
    ended[log.case[back]] = log.time_ms[back]
    left = np.zeros(record.cases + 1, dtype=np.bool_)
    left[log.case[rows.of(Kind.SUSPENDED_CEASED)]] = True
    lost = np.zeros(record.cases + 1, dtype=np.bool_)
    lost[log.case[rows.of(Kind.NOTICE_LOST)]] = True
    at = rows.of(Kind.BILL_PAID)
    at = at[record.in_window(log.time_ms[at]) & ~left[log.case[at]]]
    case = log.case[at]
    until = ended[case]
    took = np.minimum(until, log.end_ms) - log.time_ms[at]
    in_time = (until < NEVER) & (took <= _WITHIN_MS)
    dimensions = _agents(record, at)
    for _, words, combinations in record.wanted(PAID, BY_AGENT):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            figures = means("reconnect_time_mean", grouping, took / HOUR_MS)
            yield from with_open(figures, grouping, until < NEVER)
            longest = Ranked.of(grouping, took / HOUR_MS).maxima("reconnect_time_max")
            yield from with_open(longest, grouping, until < NEVER)
            yield from shares("reconnect_within_48h", grouping, in_time)
            yield from shares("lost_notice_share", grouping, lost[case])


def _lost(record: Record) -> Iterator[Measured]:
    log = record.log
    at = record.rows.of(Kind.NOTICE_LOST)
    at = at[record.in_window(log.time_ms[at])]
    dimensions = _agents(record, at)
    for _, words, combinations in record.wanted(LOST, BY_AGENT):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            yield from counts("lost_notices", grouping)
            paid = grouping.sums(log.amount[at] / CENTS)
            yield from amounts("notice_penalties", grouping.wheres, paid, grouping.counts())


def _lines(record: Record) -> Iterator[Measured]:
    log, rows = record.log, record.rows
    at = rows.of(Kind.LINE_SUSPENDED)
    ended = np.full(record.cases + 1, NEVER, dtype=np.int64)
    over = rows.of(Kind.LINE_BACK, Kind.SUSPENDED_CEASED)
    ended[log.case[over]] = log.time_ms[over]
    from_ms, to_ms = log.time_ms[at].astype(np.int64), ended[log.case[at]]
    dimensions = record.places.dimensions(log.place[at].astype(np.int64))
    inside = np.flatnonzero(record.in_window(from_ms))
    economics = record.scenario.economics
    price = economics.revenue_per_line_month if economics else None
    code = record.scenario.currency.code
    revenue = NAN if price is None else parse_money(price, code) / CENTS
    months = (record.end_ms - record.start_ms) / MONTH_MS
    for _, words, combinations in record.wanted(LINES, BY_LINE):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            level = span_levels(grouping, from_ms, to_ms, record.start_ms, record.end_ms)
            yield from amounts(
                "lines_suspended_mean", grouping.wheres, level.mean, grouping.counts()
            )
            # The mean has one line for the whole window where it was suspended throughout.
            lost = level.mean * months * revenue
            yield from amounts("revenue_lost_suspended", grouping.wheres, lost, grouping.counts())
            begun = group(take(dimensions, inside), by, inside.size, words)
            yield from counts("line_suspensions", begun)
