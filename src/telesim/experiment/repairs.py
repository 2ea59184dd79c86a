"""Every repair of one kept replication as a frame: when, where, how long, and on what it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.units import HOUR_MS

if TYPE_CHECKING:
    import pandas as pd

    from telesim.eventlog import EventLog
    from telesim.experiment.result import Result

#: Before the columns of the parts, which are in hours and add up to ``hours``.
COLUMNS = (
    "case", "cause", "cause_group", "exchange", "cabinet", "reported", "restored", "hours",
    "lines", "visits",
)  # fmt: skip
_KEEP = "run the scenario again with keep_log=True"


class LogError(ValueError):
    """No event log was kept of a replication, or it cannot be read; says what to do."""


def read_log(result: Result, replication: int) -> tuple[EventLog, dict[str, Any]]:
    """The kept log of a replication, and the names that its numbers mean.

    Raises:
        LogError: it was not kept, or is damaged.
    """
    folder: Path = result.folder / "logs"
    path = folder / f"{replication:04d}.parquet"
    if not path.is_file():
        kept = sorted(int(one.stem) for one in folder.glob("[0-9]*.parquet"))
        has = f"{kept[0]} to {kept[-1]}" if kept else "none"
        raise LogError(
            f"{result.folder}: no event log of replication {replication} (kept: {has}); {_KEEP}"
        )
    try:
        names: dict[str, Any] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise _damaged(path, problem) from None
    return load_log(path), names


def load_log(path: Path) -> EventLog:
    """A kept log.

    Raises:
        LogError: it is damaged.
    """
    from telesim.eventlog import EventLog

    try:
        return EventLog.load(path)
    except (OSError, ValueError) as problem:  # pyarrow's own errors derive from these
        raise _damaged(path, problem) from None


def _damaged(path: Path, problem: Exception) -> LogError:
    return LogError(
        f"{path}: the log is damaged ({problem}); {_KEEP} or --keep-log, which makes it anew"
    )


def repairs(result: Result, replication: int = 1) -> pd.DataFrame:
    """The faults that were reported in the window and took a visit, longest first.

    Args:
        result: of a run that kept its logs.
        replication: whose log is read.

    Returns:
        One row a fault: ``case`` such as ``F12``, cause, cause_group, exchange and cabinet (empty
        for faults of an exchange), ``reported`` and ``restored`` as dates and times (not a time
        while the fault is still open when the log ends), ``hours`` from the report to the last
        line restored, or to the log's end, ``lines`` that went down and ``visits``; then one
        column for each part of the time, in hours: see
        :data:`telesim.experiment.parts.PART_WORDS`. The parts add up to ``hours``.

    Raises:
        LogError: no log of that replication was kept, or it is damaged.
    """
    import pandas as pd

    from telesim.experiment.parts import PARTS, hours_of_faults
    from telesim.kpi import Record

    log, names = read_log(result, replication)
    scenario = result.scenario
    record = Record(scenario, log)
    hours, faults = hours_of_faults(record), record.faults
    chosen = np.flatnonzero(record.in_window(hours.start_ms) & ~faults.remote[hours.position])
    position = hours.position[chosen]
    took = hours.end_ms[chosen] - hours.start_ms[chosen]
    start = np.datetime64(scenario.start, "ms")
    closed = hours.closed[chosen]
    restored = start + hours.end_ms[chosen].astype("timedelta64[ms]")
    restored[~closed] = np.datetime64("NaT")
    groups = record.fault_dimensions["cause_group"].take(position)
    cabinets, exchanges = names["cabinets"], names["exchanges"]
    places = [int(place) for place in faults.place[position]]
    of_cabinet = [place < len(cabinets) for place in places]
    table = pd.DataFrame(
        {
            "case": [f"F{case}" for case in faults.case[position]],
            "cause": [names["causes"][cause] for cause in faults.cause[position]],
            "cause_group": [groups.names[code] for code in groups.codes],
            "exchange": [
                exchanges[names["cabinet_exchange"][place] if is_one else place - len(cabinets)]
                for place, is_one in zip(places, of_cabinet, strict=True)
            ],
            "cabinet": [
                cabinets[place] if is_one else ""
                for place, is_one in zip(places, of_cabinet, strict=True)
            ],
            "reported": start + hours.start_ms[chosen].astype("timedelta64[ms]"),
            "restored": restored,
            "hours": took / HOUR_MS,
            "lines": faults.lines[position],
            "visits": faults.visits[position],
            **{part: hours.parts[chosen, number] / HOUR_MS for number, part in enumerate(PARTS)},
        },
        columns=[*COLUMNS, *PARTS],
    )
    return table.sort_values("hours", ascending=False, kind="stable", ignore_index=True)
