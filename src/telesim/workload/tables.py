"""A workload as tables for people: ids instead of numbers, dates instead of milliseconds.

pandas is imported only when a table is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.units import HOUR_MS, PER_MILLE, PER_MILLION
from telesim.workload.columns import CEASE, NEVER_MS, ORDER_TYPES, Workload
from telesim.workload.values import LONGEST_MS

if TYPE_CHECKING:
    import pandas as pd


def to_frames(workload: Workload, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``orders``, ``faults`` and ``absences``, each row as in the columns, with units in names;
    ``power`` as well where the scenario has such failures, ``leavers`` where crews leave,
    ``storms`` where any are drawn; ``suspensions`` and ``payphones`` where the scenario has them.

    A row is a candidate: it happens when its line is in service and ``mark`` is under the rate
    of the moment. What an order or a fault does not have is missing.
    """
    import pandas as pd

    frames = {
        "orders": pd.DataFrame(_orders(workload, scenario)),
        "faults": pd.DataFrame(_faults(workload, scenario)),
        "absences": pd.DataFrame(_absences(workload, scenario)),
    }
    if scenario.power is not None:
        frames["power"] = pd.DataFrame(_power(workload, scenario))
    if workload.turnover.crew.size:
        frames["leavers"] = pd.DataFrame(_leavers(workload, scenario))
    if scenario.arrears is not None:
        frames["suspensions"] = pd.DataFrame(_suspensions(workload, scenario))
    if scenario.payphones is not None:
        frames["payphones"] = pd.DataFrame(_payphones(workload, scenario))
    if workload.storms.time_ms.size:
        frames["storms"] = pd.DataFrame(_storms(workload, scenario))
    return frames


def write(workload: Workload, scenario: Scenario, folder: Path) -> list[Path]:
    """Write each table of :func:`to_frames` as Parquet into ``folder``; gives the files.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in to_frames(workload, scenario).items():
        files.append(folder / f"{name}.parquet")
        frame.to_parquet(files[-1], index=False)
    return files


def _orders(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    rows = workload.orders
    visited = rows.type != CEASE
    moved = rows.to_slot >= 0
    gives_up = _dates(scenario, rows.gives_up_ms)
    gives_up[rows.gives_up_ms == NEVER_MS] = np.datetime64("NaT")
    return {
        "ordered": _dates(scenario, rows.time_ms),
        "type": _named(rows.type, ORDER_TYPES),
        **_places(scenario, rows.cabinet),
        "line": rows.slot,
        "to_cabinet": _named(
            np.where(moved, rows.to_cabinet, -1), [row.id for row in scenario.cabinets]
        ),
        "to_line": _nullable(rows.to_slot, moved),
        "mark_per_100_lines_month": 100 * rows.mark,
        "gives_up": gives_up,
        "work_prebuilt_h": _present(rows.work_prebuilt_ms / HOUR_MS, visited),
        "work_build_h": _present(rows.work_build_ms / HOUR_MS, visited),
        "drop_mark_pct": _present(100 * rows.drop_ppm / PER_MILLION, visited),
        "distance_m": _nullable(rows.distance_m, visited),
        "travel_factor": _present(rows.travel_ppm / PER_MILLION, visited),
        "access_mark_pct": _present(100 * rows.access_ppm / PER_MILLION, visited),
        "fix_mark_pct": _present(100 * rows.fix_ppm / PER_MILLION, visited),
        "key": rows.key,
    }


def _faults(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    rows = workload.faults
    staged = np.array([cause.splicing is not None for cause in scenario.faults.values()] + [False])
    in_stages = staged[rows.cause]
    return {
        "down": _dates(scenario, rows.time_ms),
        "cause": _named(rows.cause, scenario.causes),
        **_places(scenario, rows.cabinet),
        "line": rows.slot,
        "mark_per_100_lines_month": 100 * rows.mark,
        "lines_hit": rows.lines,
        "reports": rows.reports,
        "report_delay_h": rows.report_delay_ms / HOUR_MS,
        "work_h": _present(rows.work_ms / HOUR_MS, ~in_stages),
        "locate_h": _present(rows.locate_ms / HOUR_MS, in_stages),
        "material_wait_h": _present(rows.material_wait_ms / HOUR_MS, in_stages),
        "remote_mark_pct": 100 * rows.remote_ppm / PER_MILLION,
        "distance_m": rows.distance_m,
        "travel_factor": rows.travel_ppm / PER_MILLION,
        "access_mark_pct": 100 * rows.access_ppm / PER_MILLION,
        "fix_mark_pct": 100 * rows.fix_ppm / PER_MILLION,
        "key": rows.key,
    }


def _power(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    rows = workload.power
    return {
        "failed": _dates(scenario, rows.time_ms),
        "exchange": _named(rows.exchange, [row.id for row in scenario.exchanges]),
        "lasts_h": rows.lasts_ms / HOUR_MS,
        "share_of_lines_pct": 100 * rows.share_ppm / PER_MILLION,
        "key": rows.key,
    }


def _suspensions(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    rows = workload.suspensions
    never = rows.pays_ms >= LONGEST_MS
    pays = _dates(scenario, np.where(never, 0, rows.pays_ms))
    pays[never] = np.datetime64("NaT")
    return {
        "bill": _dates(scenario, rows.owes_ms),
        "suspended": _dates(scenario, rows.time_ms),
        **_places(scenario, rows.cabinet.astype(np.int32)),
        "line": rows.slot,
        "pays": pays,
        "agent": rows.agent + 1,
        "lost_mark_pct": 100 * rows.lost_ppm / PER_MILLION,
        "found_after_h": rows.found_ms / HOUR_MS,
        "takes_h": rows.takes_ms / HOUR_MS,
        "key": rows.key,
    }


def _payphones(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    rows = workload.payphones
    return {
        "broken": _dates(scenario, rows.time_ms),
        "exchange": _named(rows.exchange, [row.id for row in scenario.exchanges]),
        "telephone": rows.phone + 1,
        "reported_after_h": _present(rows.report_ms / HOUR_MS, rows.report_ms < LONGEST_MS),
        "work_h": rows.work_ms / HOUR_MS,
        "key": rows.key,
    }


def _absences(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    crew, day = np.nonzero(workload.absent)
    return {
        "crew": _named(crew, [name for name, _ in scenario.crew_units]),
        "day": np.datetime64(scenario.start, "ms") + day.astype("timedelta64[D]"),
    }


def _leavers(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    turnover, zero = workload.turnover, np.datetime64(scenario.start, "ms")
    return {
        "crew": _named(turnover.crew, [name for name, _ in scenario.crew_units]),
        "leaves": zero + turnover.leaves_day.astype("timedelta64[D]"),
        "joins": zero + turnover.joins_day.astype("timedelta64[D]"),
    }


def _storms(workload: Workload, scenario: Scenario) -> dict[str, Any]:
    storms = workload.storms
    return {
        "day": _dates(scenario, storms.time_ms),
        "pattern": _named(storms.pattern, list(scenario.patterns)),
        "factor": storms.factor / PER_MILLE,
    }


def _places(scenario: Scenario, cabinet: NDArray[np.int32]) -> dict[str, Any]:
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)[cabinet]
    county = np.array(scenario.exchange_county, dtype=np.int64)[exchange]
    return {
        "county": _named(county, scenario.counties),
        "exchange": _named(exchange, [row.id for row in scenario.exchanges]),
        "cabinet": _named(cabinet, [row.id for row in scenario.cabinets]),
    }


def _dates(scenario: Scenario, time_ms: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return np.datetime64(scenario.start, "ms") + time_ms.astype("timedelta64[ms]")


def _named(numbers: NDArray[np.integer[Any]], names: Any) -> Any:
    """A categorical column; -1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(numbers, categories=list(names))


def _nullable(values: NDArray[np.integer[Any]], present: NDArray[np.bool_]) -> Any:
    import pandas as pd

    return pd.arrays.IntegerArray(values.copy(), ~present)


def _present(values: NDArray[np.float64], present: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(present, values, np.nan)
