"""Which cabinets fail most: reports per 100 lines and line-hours lost, a table of all cabinets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.levels import fill
from telesim.kpi.record import Record
from telesim.scenario import Scenario
from telesim.units import HOUR_MS

if TYPE_CHECKING:
    import pandas as pd

Column = NDArray[np.int64]
#: Columns that are summed over the window and averaged over replications.
FIGURES = ("lines", "faults", "reports", "line_hours_lost")


def cabinet_table(scenario: Scenario, log: EventLog) -> pd.DataFrame:
    """One row per cabinet, in table order: what failed there in the window.

    ``lines`` is the mean number in service; ``faults`` counts those first reported in the window
    that took lines of the cabinet down, ``reports`` the customers who reported. A cut over
    several cabinets is a fault of each, and its reports are shared out by the lines down in
    each, so that ``reports`` adds up to all reports. ``line_hours_lost`` is the time that lines
    were down within the window, power failures left out. ``reports_per_100_lines`` has no value
    where no line was in service.
    """
    import pandas as pd

    record = Record(scenario, log)
    count = len(scenario.cabinets)
    names = tuple(cabinet.id for cabinet in scenario.cabinets)
    lines = record.plant.lines
    by_cabinet = group({"cabinet": Dimension(names, lines.place)}, ("cabinet",), lines.place.size)
    nothing = np.zeros(lines.used.size, dtype=np.int64)
    served = fill(by_cabinet, lines.time_ms, lines.used, nothing, record.start_ms, record.end_ms)
    in_service = served.used_ms / (record.end_ms - record.start_ms)
    faults, reports = _faults(record, count)
    figures = {
        "lines": in_service,
        "faults": faults,
        "reports": reports,
        "line_hours_lost": _line_hours(record, count),
    }
    exchanges = [scenario.exchanges[number] for number in scenario.cabinet_exchange]
    return pd.DataFrame(
        {
            "cabinet": names,
            "exchange": [exchange.id for exchange in exchanges],
            "county": [exchange.county for exchange in exchanges],
            "area": [exchange.area for exchange in exchanges],
            **figures,
            "reports_per_100_lines": _per_100(reports, in_service),
        }
    )


def combine_cabinet_tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Cabinet tables of several replications as one, worst first, with ``rank`` from 1.

    Figures are means over the replications, ``reports_per_100_lines`` the ratio of two of them.
    Worst is the cabinet with most reports per 100 lines, then with most line-hours lost for its
    lines; what still ties stands in the order of the table.

    Raises:
        ValueError: no table is given.
    """
    import pandas as pd

    if not tables:
        raise ValueError("got no cabinet table, need those of one or more replications")
    figures = {name: np.mean([table[name] for table in tables], axis=0) for name in FIGURES}
    ratio = _per_100(figures["reports"], figures["lines"])
    lost = _per_100(figures["line_hours_lost"], figures["lines"])
    order = np.lexsort((-np.nan_to_num(lost, nan=-1.0), -np.nan_to_num(ratio, nan=-1.0)))
    whole = tables[0][["cabinet", "exchange", "county", "area"]].assign(
        **figures, reports_per_100_lines=ratio
    )
    ranked = whole.iloc[order].reset_index(drop=True)
    ranked.insert(0, "rank", pd.Series(np.arange(1, len(ranked) + 1)))
    return ranked


def _per_100(values: NDArray[np.float64], lines: NDArray[np.float64]) -> NDArray[np.float64]:
    blank = np.full(values.size, np.nan)
    ratio: NDArray[np.float64] = np.divide(100.0 * values, lines, out=blank, where=lines > 0)
    return ratio


def _faults(record: Record, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Faults and reports of the window by cabinet."""
    faults, log = record.faults, record.log
    inside = record.in_window(faults.reported_ms)
    position = np.full(record.cases, -1, dtype=np.int64)
    position[faults.case] = np.arange(len(faults))
    further = record.rows.of(Kind.FURTHER_DOWN)
    owner = position[log.case[further]]
    down = log.amount[further].astype(np.int64)
    own = faults.lines - np.bincount(owner, weights=down, minlength=len(faults))
    # Each fault in its own cabinet, then in the further ones: (fault, cabinet, lines there).
    fault = np.concatenate([np.arange(len(faults)), owner]).astype(np.int64)
    place = np.concatenate([faults.place, log.place[further].astype(np.int64)])
    lines = np.concatenate([own, down])
    chosen = inside[fault]
    share = lines[chosen] / faults.lines[fault[chosen]]
    reports = faults.reports[fault[chosen]] * share
    return (
        np.bincount(place[chosen], minlength=count)[:count].astype(np.float64),
        np.bincount(place[chosen], weights=reports, minlength=count)[:count].astype(np.float64),
    )


def _line_hours(record: Record, count: int) -> NDArray[np.float64]:
    """Hours that lines of each cabinet were down within the window.

    A fault's lines are down from its instant on until they come back: those of all its cabinets
    count at its own first, then those of further cabinets are moved to theirs.
    """
    faults, back, log = record.faults, record.faults.restorations, record.log
    start, end = record.start_ms, record.end_ms

    def within(time_ms: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.clip(time_ms, start, end)

    spans = (within(back.time_ms) - within(faults.failed_ms[back.fault])) * back.lines / HOUR_MS
    place = faults.place[back.fault]
    hours = np.bincount(place, weights=spans, minlength=count)[:count].astype(np.float64)
    own = np.full(record.cases, -1, dtype=np.int64)
    own[faults.case] = faults.place
    for kind, sign in ((Kind.FURTHER_DOWN, 1), (Kind.FURTHER_BACK, -1)):
        rows = record.rows.of(kind)
        left = (end - within(log.time_ms[rows].astype(np.int64))) * log.amount[rows] / HOUR_MS
        there = log.place[rows].astype(np.int64)
        here = own[log.case[rows]]
        moved = np.bincount(there, weights=sign * left, minlength=count)[:count]
        moved -= np.bincount(here, weights=sign * left, minlength=count)[:count]
        hours += moved
    return hours
