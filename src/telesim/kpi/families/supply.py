"""How long people wait for a telephone: supply time of installs and moves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.catalogue import KPIS
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Grouping, group, take
from telesim.kpi.orders import CEASE
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, Ranked, counts, means, shares, with_open
from telesim.units import DAY_MS

QUANTILES = (50, 95, 99)
LIMITS_DAYS = (5, 15, 30)

USUAL: tuple[By, ...] = (
    (),
    ("county",),
    ("area",),
    ("order",),
    ("facilities",),
    ("band",),
    ("county", "order"),
    ("area", "order"),
    ("area", "facilities"),
    ("area", "facilities", "order"),
    ("month",),
)
COUNTS = ("orders_received", "orders_open_at_end", "orders_cancelled", "orders_cancelled_share")
NAMES = tuple(n for n in KPIS if n.startswith("supply_time")) + COUNTS


@FAMILIES.register("supply")
def supply(record: Record) -> Iterator[Measured]:
    """Installs and moves ordered in the window; who was registered alone has ordered nothing.

    Who gave up has no supply time; they are counted apart, and
    ``supply_time_with_cancelled_mean`` includes the time they waited.
    """
    orders = record.orders
    ordered = (orders.type != CEASE) & ~orders.only_registered
    chosen = np.flatnonzero(record.in_window(orders.ordered_ms) & ordered)
    dimensions = take(record.order_dimensions, chosen)
    served = orders.served_ms[chosen] < NEVER
    gone = orders.cancelled_ms[chosen] < NEVER
    stay = ~gone
    staying = take(dimensions, stay)
    for clock, words, combinations in record.wanted(NAMES, USUAL):
        days = (
            record.lengths(
                clock,
                orders.ordered_ms[chosen],
                orders.closed_ms[chosen],
                dimensions["county"].codes,
            )
            / DAY_MS
        )
        for by in combinations:
            all_of = group(dimensions, by, chosen.size, words)
            kept = group(staying, by, int(stay.sum()), words)
            times = _times(kept, days[stay], served[stay])
            yield from with_open(times, kept, served[stay])
            with_cancelled = means("supply_time_with_cancelled_mean", all_of, days)
            yield from with_open(with_cancelled, all_of, served | gone)
            if clock == "elapsed":
                yield from counts("orders_received", all_of)
                yield from counts("orders_open_at_end", all_of, ~(served | gone))
                yield from counts("orders_cancelled", all_of, gone)
                yield from shares("orders_cancelled_share", all_of, gone)


def _times(
    grouping: Grouping, days: NDArray[np.float64], served: NDArray[np.bool_]
) -> Iterator[Measured]:
    """Mean, maximum, quantiles and shares within the limits of those who did not give up."""
    yield from means("supply_time_mean", grouping, days)
    ranked = Ranked.of(grouping, days)
    yield from ranked.maxima("supply_time_max")
    for percent in QUANTILES:
        yield from ranked.quantiles(f"supply_time_p{percent}", percent / 100)
    for limit in LIMITS_DAYS:
        yield from shares(f"supply_time_within_{limit}d", grouping, served & (days <= limit))
