"""Weekly series for charts: backlog, held orders and fill, as frames with dates as index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import LEVEL_NAMES, EventLog, Level
from telesim.kpi.orders import CEASE
from telesim.kpi.record import Record
from telesim.scenario import Scenario
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    import pandas as pd

Column = NDArray[np.int64]


def weekly(scenario: Scenario, log: EventLog, county: str | None = None) -> dict[str, pd.DataFrame]:
    """State at the end of each week of the run up to the window's end, of all or of one county.

    ``backlog``: waiting installs and moves, and open faults by cause group; ``held``: held
    orders by blocking level; ``fill``: per cent of ports and pairs in use. The index is the
    date and time of each reading, the first at the start of the run. What happens at the
    instant of a reading is not yet in it, but for the first, which shows the start itself.

    Raises:
        ValueError: no such county.
    """
    import pandas as pd

    if county is not None and county not in scenario.counties:
        raise ValueError(f"got county {county!r}, need one of {', '.join(scenario.counties)}")
    record = Record(scenario, log)
    wanted = None if county is None else scenario.counties.index(county)
    at = np.arange(0, record.end_ms, WEEK_MS, dtype=np.int64)
    at = np.append(at, record.end_ms)
    # The start shows what stands when its own rows are done: one millisecond later.
    reading = np.where(at == 0, 1, at)
    index = pd.DatetimeIndex(np.datetime64(scenario.start, "ms") + at, name="date")

    def mine(codes: Column) -> NDArray[np.bool_]:
        return np.ones(codes.size, dtype=np.bool_) if wanted is None else codes == wanted

    def open_at(from_ms: Column, to_ms: Column) -> Column:
        began = np.searchsorted(np.sort(from_ms), reading, side="left")
        return began - np.searchsorted(np.sort(to_ms), reading, side="left")

    def total_at(time_ms: Column, deltas: Column) -> Column:
        totals = np.concatenate([[0], np.cumsum(deltas)])
        return totals[np.searchsorted(time_ms, reading, side="left")]

    orders, faults = record.orders, record.faults
    of_order = mine(record.order_dimensions["county"].codes)
    waiting = of_order & (orders.type != CEASE)
    backlog = {"waiting list": open_at(orders.ordered_ms[waiting], orders.closed_ms[waiting])}
    groups = record.fault_dimensions["cause_group"]
    of_fault = mine(record.fault_dimensions["county"].codes)
    for number, name in enumerate(groups.names):
        chosen = of_fault & (groups.codes == number)
        backlog[f"open {name} faults"] = open_at(
            faults.reported_ms[chosen], faults.restored_ms[chosen]
        )
    spans = orders.held
    held = {}
    for level in Level:
        chosen = of_order[spans.order] & (spans.level == level)
        held[LEVEL_NAMES[level]] = open_at(spans.from_ms[chosen], spans.to_ms[chosen])
    filled = {}
    for level in (Level.PORT, Level.FEEDER, Level.DISTRIBUTION):
        changes = record.plant.of(level)
        chosen = mine(record.places.county[changes.place])
        used = total_at(changes.time_ms[chosen], changes.used[chosen])
        usable = total_at(changes.time_ms[chosen], changes.usable[chosen])
        blank = np.full(at.size, np.nan)
        share = np.divide(used * 100.0, usable, out=blank, where=usable > 0)
        filled[LEVEL_NAMES[level]] = share
    return {
        "backlog": pd.DataFrame(backlog, index=index),
        "held": pd.DataFrame(held, index=index),
        "fill": pd.DataFrame(filled, index=index),
    }
