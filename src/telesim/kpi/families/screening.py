"""Screening: orders taken that cannot be built, customers sent away, and prepaid money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.levels import span_levels
from telesim.kpi.orders import INSTALL
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, means, shares
from telesim.units import DAY_MS, HOUR_MS, parse_money

BY: tuple[str, ...] = ("counter", "agent", "told")
SENT_AWAY_BY: tuple[str, ...] = ("counter", "agent", "published")
USUAL: tuple[By, ...] = ((), ("county",), ("area",))
_CENTS = 100.0
Column = NDArray[np.int64]


@dataclass(frozen=True)
class _Taken:
    """One element per order for a new line: when it was registered, paid and closed, by whom."""

    order: Column
    registered_ms: Column
    #: When it was told and paid after all.
    returned_ms: Column
    #: NEVER for those who were sent away and have not returned.
    paid_ms: Column
    #: Working service, or given up.
    closed_ms: Column
    cancelled_ms: Column
    falsely: NDArray[np.bool_]
    misled: NDArray[np.bool_]
    by: Column
    sent_away_by: Column


def _taken(record: Record) -> _Taken:
    orders, log = record.orders, record.log
    its = np.flatnonzero(orders.type == INSTALL)
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[orders.case[its]] = np.arange(its.size)

    def instants(kind: Kind) -> Column:
        rows = record.rows.of(kind)
        times = np.full(its.size, NEVER, dtype=np.int64)
        times[position[log.case[rows]]] = log.time_ms[rows]
        return times

    accepted, refused = record.rows.of(Kind.FALSELY_ACCEPTED), record.rows.of(Kind.REGISTERED)
    agents = record.rows.of(Kind.COMMISSION)
    registered_ms, returned_ms = instants(Kind.REGISTERED), instants(Kind.RETURNED)
    by = np.where(returned_ms < NEVER, 2, 0)
    by[position[log.case[agents]]] = 1
    sent_away_by = np.full(its.size, -1, dtype=np.int64)
    sent_away_by[position[log.case[refused]]] = log.amount[refused]
    misled = np.zeros(its.size, dtype=np.bool_)
    misled[position[log.case[refused]]] = log.reason[refused] == 1
    falsely = np.zeros(its.size, dtype=np.bool_)
    falsely[position[log.case[accepted]]] = True
    ordered_ms = orders.ordered_ms[its]
    return _Taken(
        order=its,
        registered_ms=registered_ms,
        returned_ms=returned_ms,
        paid_ms=np.where(registered_ms < NEVER, returned_ms, ordered_ms),
        closed_ms=orders.closed_ms[its],
        cancelled_ms=orders.cancelled_ms[its],
        falsely=falsely,
        misled=misled,
        by=by,
        sent_away_by=sent_away_by,
    )


@FAMILIES.register("screening")
def screening(record: Record) -> Iterator[Measured]:
    """Nothing where a scenario has no counters that screen."""
    section = record.scenario.screening
    if section is None:
        return
    taken = _taken(record)
    yield from _decisions(record, taken)
    yield from _registered(record, taken)
    yield from _wasted(record)
    price = 0.0
    if section.prepayment is not None:
        price = parse_money(section.prepayment, record.scenario.currency.code) / _CENTS
    yield from _prepaid(record, taken, price)
    yield from _refunds(record, taken, price)
    yield from _agents_and_records(record)


def _decisions(record: Record, taken: _Taken) -> Iterator[Measured]:
    dimensions = take(record.order_dimensions, taken.order)
    chosen = np.flatnonzero(record.in_window(taken.paid_ms))
    its = {
        **take(dimensions, chosen),
        "by": Dimension(BY, taken.by[chosen]),
        "month": record.months(taken.paid_ms[chosen]),
    }
    names: tuple[str, ...] = ("falsely_accepted", "falsely_accepted_share")
    for _, words, combinations in record.wanted(names, (*USUAL, ("by",))):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from counts("falsely_accepted", grouping, taken.falsely[chosen])
            yield from shares("falsely_accepted_share", grouping, taken.falsely[chosen])
    chosen = np.flatnonzero(record.in_window(taken.registered_ms))
    its = {
        **take(dimensions, chosen),
        "by": Dimension(SENT_AWAY_BY, taken.sent_away_by[chosen]),
        "month": record.months(taken.registered_ms[chosen]),
    }
    names = ("registered", "falsely_refused", "falsely_refused_share")
    for _, words, combinations in record.wanted(names, (*USUAL, ("by",))):
        for by in combinations:
            grouping = group(its, by, chosen.size, words)
            yield from counts("registered", grouping)
            yield from counts("falsely_refused", grouping, taken.misled[chosen])
            yield from shares("falsely_refused_share", grouping, taken.misled[chosen])


def _registered(record: Record, taken: _Taken) -> Iterator[Measured]:
    dimensions = take(record.order_dimensions, taken.order)
    until_ms = np.minimum(taken.returned_ms, taken.closed_ms)
    for _, words, combinations in record.wanted(("registered_mean", "registered_at_end"), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, taken.order.size, words)
            level = span_levels(
                grouping, taken.registered_ms, until_ms, record.start_ms, record.end_ms
            )
            n = grouping.counts(taken.registered_ms < NEVER)
            yield from amounts("registered_mean", grouping.wheres, level.mean, n)
            yield from amounts("registered_at_end", grouping.wheres, level.at_end, level.at_end)
    never_paid = (taken.registered_ms < NEVER) & (taken.returned_ms == NEVER)
    lost_ms = np.where(never_paid, taken.cancelled_ms, NEVER)
    for name, time_ms in (("returned", taken.returned_ms), ("registered_lost", lost_ms)):
        its = {**dimensions, "month": record.months(time_ms)}
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                grouping = group(its, by, taken.order.size, words)
                yield from counts(name, grouping, record.in_window(time_ms))


def _wasted(record: Record) -> Iterator[Measured]:
    visits, orders = record.visits, record.orders
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[orders.case] = np.arange(len(orders))
    wasted = (visits.ending == Kind.NO_PAIR) & record.in_window(visits.dispatched_ms)
    chosen = np.flatnonzero(wasted)
    dimensions = take(record.order_dimensions, position[visits.case[chosen]])
    hours = (visits.travel_ms[chosen] + visits.site_ms[chosen]) / HOUR_MS
    for _, words, combinations in record.wanted(("wasted_visits", "wasted_visit_hours"), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            n = grouping.counts()
            yield from counts("wasted_visits", grouping)
            yield from amounts("wasted_visit_hours", grouping.wheres, grouping.sums(hours), n)


def _prepaid(record: Record, taken: _Taken, price: float) -> Iterator[Measured]:
    dimensions = take(record.order_dimensions, taken.order)
    end_ms = record.end_ms
    at_end = (taken.paid_ms < end_ms) & (taken.closed_ms >= end_ms)
    age = (end_ms - taken.paid_ms) / DAY_MS
    waiting = np.flatnonzero(at_end)
    of_waiting = take(dimensions, waiting)
    names = (
        "prepaid_at_end", "prepaid_over_30d_at_end", "prepaid_over_90d_at_end",
        "money_held_mean", "money_held_at_end", "money_held_age_at_end",
    )  # fmt: skip
    for _, words, combinations in record.wanted(names, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, taken.order.size, words)
            level = span_levels(grouping, taken.paid_ms, taken.closed_ms, record.start_ms, end_ms)
            n = grouping.counts(taken.paid_ms < end_ms)
            yield from counts("prepaid_at_end", grouping, at_end)
            yield from counts("prepaid_over_30d_at_end", grouping, at_end & (age > 30))
            yield from counts("prepaid_over_90d_at_end", grouping, at_end & (age > 90))
            yield from amounts("money_held_mean", grouping.wheres, level.mean * price, n)
            held = grouping.counts(at_end)
            yield from amounts("money_held_at_end", grouping.wheres, held * price, held)
            there = group(of_waiting, by, waiting.size, words)
            yield from means("money_held_age_at_end", there, age[waiting])


def _refunds(record: Record, taken: _Taken, price: float) -> Iterator[Measured]:
    given_back = (taken.paid_ms < NEVER) & record.in_window(taken.cancelled_ms)
    dimensions = {
        **take(record.order_dimensions, taken.order),
        "month": record.months(taken.cancelled_ms),
    }
    for _, words, combinations in record.wanted(("refunds", "refunded"), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, taken.order.size, words)
            n = grouping.counts(given_back)
            yield from counts("refunds", grouping, given_back)
            yield from amounts("refunded", grouping.wheres, n * price, n)


def _agents_and_records(record: Record) -> Iterator[Measured]:
    log = record.log
    for name, kind in (
        ("agents_commission", Kind.COMMISSION),
        ("records_error_mean", Kind.AUDITED),
    ):
        rows = record.rows.of(kind)
        rows = rows[record.in_window(log.time_ms[rows])]
        dimensions = {
            **record.places.dimensions(log.place[rows].astype(np.int64)),
            "month": record.months(log.time_ms[rows]),
        }
        values = np.abs(log.amount[rows]).astype(np.float64)
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                grouping = group(dimensions, by, rows.size, words)
                if kind == Kind.AUDITED:
                    yield from means(name, grouping, values)
                else:
                    paid = grouping.sums(values) / _CENTS
                    yield from amounts(name, grouping.wheres, paid, grouping.counts())
