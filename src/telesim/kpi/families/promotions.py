"""Campaigns: orders brought and drawn forward, what each exchange could take, and the money."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.orders import INSTALL
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import NAN, Measured, amounts, counts, means, shares
from telesim.scenario.market.promotions import span_of
from telesim.units import MONTH_MS, PER_MILLE, parse_money

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
_CENTS = 100.0
Index = NDArray[np.intp]


@FAMILIES.register("promotions")
def promotions(record: Record) -> Iterator[Measured]:
    """Nothing where a scenario has no campaigns."""
    if not record.scenario.promotions:
        return
    log, orders = record.log, record.orders
    brought = record.rows.of(Kind.PROMOTED)
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[orders.case] = np.arange(len(orders))
    its = position[log.case[brought]]
    yield from _orders(record, its)
    yield from _places(record)
    yield from _money(record, its)


def _orders(record: Record, its: NDArray[np.int64]) -> Iterator[Measured]:
    orders, log = record.orders, record.log
    # Who was refused falsely had room: that is no want of the campaign's size.
    lacking = np.zeros(len(orders), dtype=np.bool_)
    lacking[orders.held.order] = True
    refused = record.rows.of(Kind.REGISTERED)
    sent_away = np.zeros(record.cases + 1, dtype=np.bool_)
    sent_away[log.case[refused[log.reason[refused] == 0]]] = True
    lacking |= sent_away[orders.case]
    chosen = its[record.in_window(orders.ordered_ms[its])]
    dimensions = take(record.order_dimensions, chosen)
    names = ("promoted_orders", "promoted_held_share", "promoted_held")
    for _, words, combinations in record.wanted(names, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("promoted_orders", grouping)
            yield from shares("promoted_held_share", grouping, lacking[chosen])
            yield from counts("promoted_held", grouping, lacking[chosen])
    missing = _of_window(record, Kind.FORESTALLED)
    for _, words, combinations in record.wanted(("forestalled_orders",), USUAL):
        for by in combinations:
            there = _dimensions(record, missing)
            yield from counts("forestalled_orders", group(there, by, missing.size, words))


def _of_window(record: Record, *kinds: Kind) -> Index:
    rows = record.rows.of(*kinds)
    return np.asarray(rows[record.in_window(record.log.time_ms[rows])], dtype=np.intp)


def _dimensions(record: Record, rows: Index) -> dict[str, Dimension]:
    log, scenario = record.log, record.scenario
    place = log.place[rows].astype(np.int64)
    return {
        **record.places.dimensions(place),
        "exchange": Dimension(
            tuple(one.id for one in scenario.exchanges), record.places.exchange[place]
        ),
        "month": record.months(log.time_ms[rows].astype(np.int64)),
    }


def _places(record: Record) -> Iterator[Measured]:
    log, scenario = record.log, record.scenario
    begun = _of_window(record, Kind.CAMPAIGN_BEGINS)
    campaigns, code = tuple(scenario.promotions.values()), scenario.currency.code
    wanted = np.array(
        [
            round(PER_MILLE * campaigns[int(n)].uplift(scenario.exchanges[int(e)], code))
            for n, e in zip(
                log.reason[begun], record.places.exchange[log.place[begun]], strict=True
            )
        ],
        dtype=np.int64,
    )
    its = _dimensions(record, begun)
    for _, words, combinations in record.wanted(("campaign_places", "campaign_safe_share"), USUAL):
        for by in combinations:
            grouping = group(its, by, begun.size, words)
            yield from counts("campaign_places", grouping)
            yield from shares("campaign_safe_share", grouping, log.amount[begun] >= wanted)
    left_out = _of_window(record, Kind.CAMPAIGN_LEFT_OUT)
    its = _dimensions(record, left_out)
    for _, words, combinations in record.wanted(("campaign_places_left_out",), USUAL):
        for by in combinations:
            grouping = group(its, by, left_out.size, words)
            yield from counts("campaign_places_left_out", grouping)
    yield from _sizes(record)


def _sizes(record: Record) -> Iterator[Measured]:
    """What exchanges could take when the campaign opens, and at best while it may still begin."""
    log = record.log
    looks = _of_window(record, Kind.CAMPAIGN_SIZE)
    place, number = log.place[looks].astype(np.int64), log.reason[looks].astype(np.int64)
    # By campaign and place, the largest first; then the earliest.
    best = looks[np.lexsort((looks, -log.amount[looks], place, number))]
    opens = np.array(
        [span_of(record.scenario, one)[0] for one in record.scenario.promotions.values()],
        dtype=np.int64,
    )
    for name, at in (
        ("campaign_safe_uplift", looks[log.time_ms[looks] == opens[number]]),
        ("campaign_safe_uplift_best", best[_first_of_each(log.reason[best], log.place[best])]),
    ):
        its = _dimensions(record, at)
        safe = log.amount[at] / PER_MILLE
        for _, words, combinations in record.wanted((name,), (*USUAL, ("exchange",))):
            for by in combinations:
                yield from means(name, group(its, by, at.size, words), safe)


def _first_of_each(number: NDArray[np.integer], place: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of the rows, in order of number and place, is the first of its own."""
    same = (number[1:] == number[:-1]) & (place[1:] == place[:-1])
    return np.append(True, ~same)[: number.size]


def _money(record: Record, its: NDArray[np.int64]) -> Iterator[Measured]:
    orders, economics = record.orders, record.scenario.economics
    code = record.scenario.currency.code
    revenue = NAN
    if economics is not None and economics.revenue_per_line_month is not None:
        revenue = parse_money(economics.revenue_per_line_month, code) / _CENTS
    dimensions = take(record.order_dimensions, its)
    start, end = record.start_ms, record.end_ms
    since = np.minimum(np.maximum(orders.served_ms[its], start), end)
    served = (end - since) / MONTH_MS
    asked = np.maximum(orders.ordered_ms[its], start)
    waited = np.maximum(np.minimum(orders.closed_ms[its], end) - asked, 0) / MONTH_MS
    for name, months in (("promotion_revenue", served), ("promotion_revenue_waiting", waited)):
        for _, words, combinations in record.wanted((name,), USUAL):
            for by in combinations:
                grouping = group(dimensions, by, its.size, words)
                total = grouping.sums(months) * revenue
                yield from amounts(name, grouping.wheres, total, grouping.counts(months > 0))
    cents = _discounts(record)
    for _, words, combinations in record.wanted(("promotion_discounts",), USUAL):
        for by in combinations:
            grouping = group(record.order_dimensions, by, len(orders), words)
            paid = grouping.sums(cents) / _CENTS
            yield from amounts(
                "promotion_discounts", grouping.wheres, paid, grouping.counts(cents > 0)
            )


def _discounts(record: Record) -> NDArray[np.int64]:
    """Discount of each order, in cents: of those of the window, where and while a campaign ran."""
    orders, log, scenario = record.orders, record.log, record.scenario
    cents = np.zeros(len(orders), dtype=np.int64)
    prices = [
        parse_money(one.discount, scenario.currency.code) if one.discount is not None else 0
        for one in scenario.promotions.values()
    ]
    due = (orders.type == INSTALL) & record.in_window(orders.ordered_ms)
    due &= orders.served_ms < min(record.end_ms, NEVER)
    chosen = np.flatnonzero(due)
    exchange, ordered_ms = record.places.exchange[orders.place[chosen]], orders.ordered_ms[chosen]
    rows = record.rows.of(Kind.CAMPAIGN_BEGINS, Kind.CAMPAIGN_ENDS)
    running: dict[tuple[int, int], int] = {}
    spans = []
    for at in rows.tolist():
        key = (int(record.places.exchange[log.place[at]]), int(log.reason[at]))
        if log.kind[at] == Kind.CAMPAIGN_BEGINS:
            running[key] = int(log.time_ms[at])
        else:
            spans.append((*key, running.pop(key), int(log.time_ms[at])))
    spans += [(*key, since, NEVER) for key, since in running.items()]
    for place, number, since, until in spans:
        inside = (exchange == place) & (ordered_ms >= since) & (ordered_ms < until)
        cents[chosen[inside]] += prices[number]
    return cents
