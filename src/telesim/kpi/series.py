"""Weekly series for charts: backlog and held orders as means, fill as readings; by date."""

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
    """The weeks of the run up to the window's end, of all or of one county.

    ``backlog``: waiting installs and moves, and open faults by cause group; ``held``: held
    orders by blocking level. Both are means over the time of each week, in cases; the index is
    the date and time at which a week begins. A reading at one instant would not do: weeks
    begin after a day of rest, when more faults stand open than on any other day.

    ``fill``: per cent of ports and pairs in use, read at the beginning of each week and at the
    window's end. What happens at the instant of a reading is not yet in it, but for the first,
    which shows the start itself.

    Weeks are counted from the window's start, so the first one of the warm-up and the last one
    of the window may be shorter.

    Raises:
        ValueError: no such county.
    """
    import pandas as pd

    if county is not None and county not in scenario.counties:
        raise ValueError(f"got county {county!r}, need one of {', '.join(scenario.counties)}")
    record = Record(scenario, log)
    wanted = None if county is None else scenario.counties.index(county)
    at = week_edges(record.start_ms, record.end_ms)
    # The start shows what stands when its own rows are done: one millisecond later.
    reading = np.where(at == 0, 1, at)
    index = pd.DatetimeIndex(np.datetime64(scenario.start, "ms") + at, name="date")

    def mine(codes: Column) -> NDArray[np.bool_]:
        return np.ones(codes.size, dtype=np.bool_) if wanted is None else codes == wanted

    def mean_open(from_ms: Column, to_ms: Column) -> NDArray[np.float64]:
        spent = _time_since(from_ms, at) - _time_since(np.maximum(from_ms, to_ms), at)
        return np.diff(spent) / np.diff(at)

    def total_at(time_ms: Column, deltas: Column) -> Column:
        totals = np.concatenate([[0], np.cumsum(deltas)])
        return totals[np.searchsorted(time_ms, reading, side="left")]

    orders, faults = record.orders, record.faults
    of_order = mine(record.order_dimensions["county"].codes)
    waiting = of_order & (orders.type != CEASE)
    backlog = {"waiting list": mean_open(orders.ordered_ms[waiting], orders.closed_ms[waiting])}
    groups = record.fault_dimensions["cause_group"]
    of_fault = mine(record.fault_dimensions["county"].codes)
    for number, name in enumerate(groups.names):
        chosen = of_fault & (groups.codes == number)
        backlog[f"open {name} faults"] = mean_open(
            faults.reported_ms[chosen], faults.restored_ms[chosen]
        )
    spans = orders.held
    held = {}
    for level in Level:
        chosen = of_order[spans.order] & (spans.level == level)
        held[LEVEL_NAMES[level]] = mean_open(spans.from_ms[chosen], spans.to_ms[chosen])
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
        "backlog": pd.DataFrame(backlog, index=index[:-1]),
        "held": pd.DataFrame(held, index=index[:-1]),
        "fill": pd.DataFrame(filled, index=index),
    }


def week_edges(start_ms: int, end_ms: int) -> Column:
    """Where weeks begin that are counted from the window's start; 0 first, its end last."""
    first = start_ms % WEEK_MS
    weeks = np.arange(first, end_ms, WEEK_MS, dtype=np.int64)
    return np.unique(np.concatenate([[0], weeks, [end_ms]]))


def _time_since(time_ms: Column, at: Column) -> Column:
    """Sum of what has passed since those instants that lie in the run before each of ``at``."""
    sorted_ms = np.sort(np.maximum(time_ms, 0))
    sums = np.concatenate([[0], np.cumsum(np.minimum(sorted_ms, at[-1]))])
    before = np.searchsorted(sorted_ms, at, side="left")
    passed: Column = before * at - sums[before]
    return passed
