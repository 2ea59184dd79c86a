"""The kept log of one replication, read for what crews did and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.experiment.result import Result
from telesim.kpi.rows import Rows
from telesim.kpi.visits import read_visits
from telesim.report.case import CaseError
from telesim.report.story import name_of, row_at

KEEP = "run the scenario again with --keep-log, and make the report anew"
#: From when to when, in ms of the run.
Span = tuple[int, int]


@dataclass(frozen=True)
class Spell:
    """A visit's part that falls on the day: on the way, then on site; ms of the run."""

    crew: int
    case: int
    left_ms: int
    arrived_ms: int
    ended_ms: int
    how: str


@dataclass(frozen=True)
class Kept:
    """The log of one replication, with the names that its numbers mean."""

    log: EventLog
    names: dict[str, Any]
    replication: int

    @cached_property
    def spells(self) -> list[Spell]:
        """All visits, in order of dispatch."""
        log = self.log
        rows = Rows(log)
        visits = read_visits(log, rows)
        arrivals = rows.of(Kind.ARRIVED)
        order = np.lexsort((log.time_ms[arrivals], log.crew[arrivals]))
        keys = log.crew[arrivals][order].astype(np.int64), log.time_ms[arrivals][order]
        found = []
        for k in range(visits.crew.size):
            crew, left = int(visits.crew[k]), int(visits.dispatched_ms[k])
            end = int(min(visits.ended_ms[k], log.end_ms))
            low = int(np.searchsorted(keys[0], crew))
            high = int(np.searchsorted(keys[0], crew, side="right"))
            at = low + int(np.searchsorted(keys[1][low:high], left))
            arrived = int(keys[1][at]) if at < high else end
            ending = int(visits.ending[k])
            how = Kind(ending).name.lower().replace("_", " ") if ending else "still under way"
            found.append(Spell(crew, int(visits.case[k]), left, min(arrived, end), end, how))
        return found

    @cached_property
    def rests(self) -> dict[int, list[Span]]:
        """Crew -> from when to when it left a job for the night."""
        log = self.log
        found: dict[int, list[Span]] = {}
        since: dict[int, int] = {}
        for at in np.flatnonzero(np.isin(log.kind, (Kind.SUSPENDED, Kind.RESUMED))):
            crew, time_ms = int(log.crew[at]), int(log.time_ms[at])
            if log.kind[at] == Kind.SUSPENDED:
                since[crew] = time_ms
            elif crew in since:
                found.setdefault(crew, []).append((since.pop(crew), time_ms))
        for crew, time_ms in since.items():
            found.setdefault(crew, []).append((time_ms, log.end_ms))
        return found

    def case_name(self, case: int) -> str:
        """A case by its letter and number."""
        return name_of(row_at(self.log, int(np.flatnonzero(self.log.case == case)[0])))


def kept_log(result: Result, replication: int | None) -> Kept | None:
    """The log of a replication, the first that was kept when None; None when none was.

    Raises:
        CaseError: that log is missing or damaged.
    """
    folder = result.folder / "logs"
    numbers = sorted(int(path.stem) for path in folder.glob("[0-9]*.parquet"))
    if replication is None and not numbers:
        return None
    number = numbers[0] if replication is None else replication
    path: Path = folder / f"{number:04d}.parquet"
    if number not in numbers:
        has = f"of replications {numbers[0]} to {numbers[-1]}" if numbers else "none"
        raise CaseError(f"{result.folder}: no event log of replication {number} (kept: {has}); "
                        f"{KEEP}")  # fmt: skip
    try:
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        return Kept(EventLog.load(path), names, number)
    except (OSError, ValueError) as problem:
        raise CaseError(f"{path}: the log is damaged ({problem}); {KEEP}") from None
