"""The life of one order or fault in words, from a kept event log."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.report.story import Row, Story, letter_of, name_of, row_at
from telesim.units import format_duration

_ORDER_ENDS = (Kind.IN_SERVICE, Kind.RECONNECTED, Kind.CANCELLED, Kind.CEASED)


#: Rows of a later fault that name a case, and what they say of that one.
_LED_TO = {
    Kind.REPEAT_OF: "It fails again",
    Kind.EARLY_LIFE: "The new line fails",
    Kind.WORK_INDUCED: "The work has disturbed another line",
    Kind.REROUTED_FAULT: "The borrowed line fails",
}


class CaseError(ValueError):
    """There is no such case, or no log to read it from; says what there is."""


def run_folder(result: Path) -> Path:
    """The folder of a run: itself, or the only run below it.

    Raises:
        CaseError: there is none, or more than one.
    """
    if (result / "manifest.json").is_file():
        return result
    runs = sorted(path.parent for path in result.glob("**/manifest.json"))
    if len(runs) == 1:
        return runs[0]
    found = "no run" if not runs else f"{len(runs)} runs"
    listed = "".join(f" {path}" for path in runs[:5])
    raise CaseError(f"{result}: found {found}, need the folder of one run{listed and ':'}{listed}")


def tell_case(result: Path, identity: str | None, replication: int = 1) -> list[str]:
    """Lines that tell the life of a case such as ``O12``, ``F7`` or ``12``.

    Without an identity: the cases that took longest, to choose from.

    Raises:
        CaseError: no such run, log or case.
    """
    folder = run_folder(result)
    path = folder / "logs" / f"{replication:04d}.parquet"
    names_file = folder / "logs" / "names.json"
    if not path.is_file() or not names_file.is_file():
        kept = sorted(int(p.stem) for p in (folder / "logs").glob("[0-9]*.parquet"))
        has = f"replications {kept[0]} to {kept[-1]}" if kept else "none"
        raise CaseError(
            f"{folder}: no event log of replication {replication} (kept: {has}); "
            "run the scenario again with --keep-log"
        )
    try:
        names = json.loads(names_file.read_text(encoding="utf-8"))
        log = EventLog.load(path)
    except (OSError, ValueError) as problem:
        raise CaseError(
            f"{path}: the log is damaged ({problem}); run the scenario again with --keep-log, "
            "which makes it anew"
        ) from None
    return longest(log, names) if identity is None else life(log, names, identity)


def longest(log: EventLog, names: dict[str, Any], number: int = 10) -> list[str]:
    """The faults and orders of a log that took longest, open ones told up to its end.

    Those that began before the run come last: how long they wait says little of this run.
    """
    cases = int(log.case.max()) + 1 if len(log) else 0
    lines = []
    for title, begin, ends in (
        ("Longest repairs", Kind.REPORT, (Kind.CLEARED, Kind.CLEARED_REMOTELY)),
        ("Longest orders", Kind.ORDER, _ORDER_ENDS),
    ):
        begun = np.flatnonzero(log.kind == begin)
        ended = np.flatnonzero(np.isin(log.kind, ends))
        end_ms = np.full(cases, -1, dtype=np.int64)
        end_ms[log.case[ended]] = log.time_ms[ended]
        is_open = end_ms[log.case[begun]] < 0
        took = np.where(is_open, log.end_ms, end_ms[log.case[begun]]) - log.time_ms[begun]
        lines.append(f"{title}:" if begun.size else f"{title}: none")
        story = Story(names, log)
        for at in np.lexsort((-took, log.time_ms[begun] < 0))[:number]:
            row = row_at(log, int(np.flatnonzero(log.case == log.case[begun[at]])[0]))
            state = "still open after" if is_open[at] else "took"
            text = f"{story.title(row)}, {state} {format_duration(int(took[at]))}"
            before_ms = -int(log.time_ms[begun[at]])
            if before_ms > 0:
                text += f", {format_duration(before_ms)} of it before the run began"
            lines.append(f"  {text}")
    return lines


def life(log: EventLog, names: dict[str, Any], identity: str) -> list[str]:
    """Lines about one case of a log; ``names`` as :func:`telesim.experiment.tables.names_for_logs`.

    Raises:
        CaseError: the identity is none, or the log has no such case.
    """
    match = re.fullmatch(r"([OFMWB]?)(\d+)", identity.strip().upper())
    if match is None:
        raise CaseError(f"got {identity!r}, need a case such as O12, F7 or 12")
    letter, case = match[1], int(match[2])
    at = np.flatnonzero(log.case == case)
    if at.size == 0:
        last = int(log.case.max()) if len(log) else -1
        raise CaseError(f"no case {case} in this replication: its cases lie between 0 and {last}")
    rows = [row_at(log, int(position)) for position in at]
    sort = letter_of(rows[0])
    if letter and letter != sort:
        what = {
            "F": "a fault",
            "O": "an order",
            "M": "a call to a main frame",
            "W": "works",
            "B": "a borrowed line's way back",
        }
        raise CaseError(f"case {case} is {what[sort]}: {name_of(rows[0])}")
    story = Story(names, log)
    lines = [story.title(rows[0])]
    for row in _as_told(rows):
        if text := story.tell(row):
            lines.append(f"  {story.when(row.time_ms)}  {text}")
    if not story.ended:
        lines.append(f"  {story.when(log.end_ms)}  The run ends; the case is still open.")
    for position in np.flatnonzero(np.isin(log.kind, list(_LED_TO)) & (log.amount == case)):
        later = row_at(log, int(position))
        words = _LED_TO[Kind(later.kind)]
        lines.append(f"  {story.when(later.time_ms)}  {words}: see F{later.case}.")
    return lines


def _as_told(rows: list[Row]) -> list[Row]:
    """Overtime behind the row of the same instant that ends it; the log has it before."""
    told = list(rows)
    for at, (row, after) in enumerate(pairwise(rows)):
        if row.kind == Kind.OVERTIME and after.time_ms == row.time_ms:
            told[at : at + 2] = after, row
    return told
