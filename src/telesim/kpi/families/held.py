"""Held orders: accepted, but lacking a port, a pair or a box; by the first level that blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.levels import span_levels
from telesim.kpi.orders import CEASE, HeldSpans
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, shares
from telesim.scenario.kpi_words import held_levels
from telesim.units import DAY_MS

LONG_MS = 30 * DAY_MS
USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("level",), ("county", "level"))
LEVELS = ("held_orders_at_end", "held_orders_mean", "held_orders_max", "held_over_30d_at_end")


@FAMILIES.register("held")
def held(record: Record) -> Iterator[Measured]:
    """Held orders at the window's end, over the window, and among the window's orders."""
    orders = record.orders
    by_level, together = orders.held, orders.held.whatever_level()
    for _, words, combinations in record.wanted(LEVELS, USUAL):
        for by in combinations:
            yield from _spans(record, by_level if "level" in by else together, by, words)
    chosen = np.flatnonzero(record.in_window(orders.ordered_ms) & (orders.type != CEASE))
    of_window = take(record.order_dimensions, chosen)
    usual: tuple[By, ...] = ((), ("county",), ("area",))
    for _, words, combinations in record.wanted(("orders_held_share",), usual):
        for by in combinations:
            grouping = group(of_window, by, chosen.size, words)
            yield from shares("orders_held_share", grouping, orders.was_held[chosen])


def _spans(
    record: Record, spans: HeldSpans, by: By, words: Mapping[str, str]
) -> Iterator[Measured]:
    start_ms, end_ms = record.start_ms, record.end_ms
    ordered_ms = record.orders.ordered_ms[spans.order]
    dimensions = record.order_dimensions
    wanted = {name: dimensions[name].take(spans.order) for name in by if name != "level"}
    if "level" in by:
        names = held_levels(record.scenario)
        known = np.where(spans.level < len(names), spans.level, -1)
        wanted["level"] = Dimension(names, known)
    grouping = group(wanted, by, spans.order.size, words)
    level = span_levels(grouping, spans.from_ms, spans.to_ms, start_ms, end_ms)
    at_end = (spans.from_ms < end_ms) & (spans.to_ms >= end_ms)
    n = grouping.counts()
    yield from counts("held_orders_at_end", grouping, at_end)
    yield from amounts("held_orders_mean", grouping.wheres, level.mean, n)
    yield from amounts("held_orders_max", grouping.wheres, level.most, n)
    long_held = at_end & (end_ms - ordered_ms > LONG_MS)
    yield from counts("held_over_30d_at_end", grouping, long_held)
