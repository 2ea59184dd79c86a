"""How many orders crews finish, whenever they were given."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.line_months import LINES, line_months
from telesim.kpi.orders import CEASE
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, ratios

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("order",), ("area", "order"))
NAMES = ("orders_done_rate",)


@FAMILIES.register("orders_done")
def orders_done(record: Record) -> Iterator[Measured]:
    """Installs and moves that came into service in the window by a visit."""
    orders = record.orders
    visited = record.in_window(orders.served_ms) & ~orders.reconnected & (orders.type != CEASE)
    chosen = np.flatnonzero(orders.type != CEASE)
    dimensions = take(record.order_dimensions, chosen)
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            done = grouping.counts(visited[chosen])
            months = line_months(record, by, words, grouping.wheres)
            yield from ratios(NAMES[0], grouping.wheres, done * LINES, months, done)
