"""Orders that needed no visit, because the line of an earlier customer still stood."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import group, take
from telesim.kpi.orders import INSTALL
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, shares

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
NAMES = ("orders_reconnected_share",)


@FAMILIES.register("reconnections")
def reconnections(record: Record) -> Iterator[Measured]:
    """Installs ordered in the window and served."""
    orders = record.orders
    served = (orders.type == INSTALL) & (orders.served_ms < NEVER)
    chosen = np.flatnonzero(record.in_window(orders.ordered_ms) & served)
    dimensions = take(record.order_dimensions, chosen)
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from shares(NAMES[0], grouping, orders.reconnected[chosen])
