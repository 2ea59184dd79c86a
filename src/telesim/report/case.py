"""The life of one order, fault, complaint or other case in words, from a kept event log."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.experiment import filed
from telesim.report.story import Row, Story, letter_of, name_of, row_at
from telesim.report.works_story import BEGINNINGS
from telesim.units import format_duration

#: By letter: what such a case is, and what several of them are.
_WHAT = {
    "F": "a fault",
    "O": "an order",
    "M": "a call to a main frame",
    "W": "works",
    "S": "a suspension",
    "P": "a public telephone",
    "C": "a complaint",
    "B": "a borrowed line's way back",
    "D": "a ticket of a further report",
}
_SEVERAL = {
    "F": "faults",
    "O": "orders",
    "M": "calls to main frames",
    "W": "works",
    "S": "suspensions",
    "P": "public telephones",
    "C": "complaints",
    "B": "borrowed lines' ways back",
    "D": "tickets of further reports",
}
#: How cases are asked for.
EXAMPLES = "O12, F7, C5, W3, M4, S8, P6, B9, D2"
_ORDER_ENDS = (
    Kind.IN_SERVICE, Kind.WORKING, Kind.RECONNECTED, Kind.CANCELLED, Kind.CEASED,
)  # fmt: skip
#: So many cases are named where another sort was asked for.
_SOME = 5

#: Rows of a later case that name a case, and what they say of that one.
_LED_TO = {
    Kind.REPEAT_OF: "It fails again",
    Kind.EARLY_LIFE: "The new line fails",
    Kind.WORK_INDUCED: "The work has disturbed another line",
    Kind.COMPLAINT: "The customer complains",
    Kind.REROUTED_FAULT: "The borrowed line fails",
}


#: What is listed after repairs and orders: words, and kinds with which such cases begin and end.
_OTHERS: tuple[tuple[str, Sequence[Kind], Sequence[Kind]], ...] = (
    ("Longest complaints", (Kind.COMPLAINT,), (Kind.COMPLAINT_RESOLVED,)),
    ("Longest works", BEGINNINGS, (Kind.BUILT, Kind.BORES)),
    ("Longest calls to main frames", (Kind.FRAME_CALL,), (Kind.FRAME_DONE, Kind.FRAME_LAPSED)),
    ("Longest suspensions", (Kind.LINE_SUSPENDED,), (Kind.LINE_BACK, Kind.SUSPENDED_CEASED)),
    ("Public telephones longest out of order", (Kind.PAYPHONE_DOWN,), (Kind.PAYPHONE_REPAIRED,)),
    ("Longest ways back of borrowed lines", (Kind.MOVE_BACK,),
     (Kind.MOVED_BACK, Kind.MOVE_BACK_LAPSED)),
    ("Longest tickets of further reports", (Kind.DUPLICATE,),
     (Kind.DUPLICATE_SEEN, Kind.DUPLICATE_LAPSED)),
)  # fmt: skip


class CaseError(ValueError):
    """There is no such case, or no log to read it from; says what there is."""


def run_folder(result: Path) -> Path:
    """The folder of a run: itself, or the only run below it.

    Raises:
        CaseError: there is none, or more than one.
    """
    try:
        return filed.run_folder(result)
    except filed.FiledError as problem:
        raise CaseError(str(problem)) from None


def tell_case(result: Path, identity: str | None, replication: int = 1) -> list[str]:
    """Lines that tell the life of a case such as ``O12``, ``F7``, ``C5`` or ``12``.

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
    """The faults, orders and other cases that took longest, open ones told up to the log's end.

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
    return lines + _longest_others(log, story, number // 2)


def _longest_others(log: EventLog, story: Story, number: int) -> list[str]:
    """Cases of all other sorts that took longest; nothing where there are none."""
    first = _first_rows(log)
    lines = []
    for title, begins, ends in _OTHERS:
        begun = first[np.isin(log.kind[first], begins)]
        if not begun.size:
            continue
        ended = np.flatnonzero(np.isin(log.kind, ends) | _done_without_gang(log, begins))
        end_ms = np.full(int(log.case.max()) + 1, -1, dtype=np.int64)
        end_ms[log.case[ended]] = log.time_ms[ended]
        its_end = end_ms[log.case[begun]]
        took = np.where(its_end < 0, log.end_ms, its_end) - log.time_ms[begun]
        lines.append(f"{title}:")
        for at in np.argsort(-took, kind="stable")[:number]:
            state = "still open after" if its_end[at] < 0 else "took"
            what = story.title(row_at(log, int(begun[at])))
            lines.append(f"  {what}, {state} {format_duration(int(took[at]))}")
    return lines


def _done_without_gang(log: EventLog, begins: Sequence[Kind]) -> NDArray[np.bool_]:
    """Rows that release works which take no gang, and so are done."""
    planned = np.zeros(int(log.case.max()) + 2, dtype=np.bool_)
    planned[log.case[log.kind == Kind.PLANNED]] = True
    released = (log.kind == Kind.WORK_RELEASED) & (Kind.WORK_RELEASED in begins)
    return np.asarray(released & ~planned[log.case])


def _first_rows(log: EventLog) -> NDArray[np.int64]:
    """Positions of the first row of each case, in order of the cases."""
    rows = np.flatnonzero(log.case >= 0)
    return rows[np.unique(log.case[rows], return_index=True)[1]]


def _of_sort(log: EventLog, letter: str) -> str:
    """Some cases that a letter stands for, to choose from."""
    first = [row_at(log, int(at)) for at in _first_rows(log)]
    names = [name_of(row) for row in first if letter_of(row) == letter]
    if not names:
        return f"; there are no {_SEVERAL[letter]} in this replication"
    more = ", ..." if len(names) > _SOME else ""
    return f"; {_SEVERAL[letter]} are {', '.join(names[:_SOME])}{more}"


def life(log: EventLog, names: dict[str, Any], identity: str) -> list[str]:
    """Lines about one case of a log; ``names`` as :func:`telesim.experiment.tables.names_for_logs`.

    Raises:
        CaseError: the identity is none, or the log has no such case.
    """
    match = re.fullmatch(r"([OFMWSPCBD]?)(\d+)", identity.strip().upper())
    if match is None:
        raise CaseError(f"got {identity!r}, need a case such as {EXAMPLES} or 12")
    letter, case = match[1], int(match[2])
    at = np.flatnonzero(log.case == case)
    if at.size == 0:
        last = int(log.case.max()) if len(log) else -1
        raise CaseError(f"no case {case} in this replication: its cases lie between 0 and {last}")
    rows = [row_at(log, int(position)) for position in at]
    sort = letter_of(rows[0])
    if letter and letter != sort:
        its = f"case {case} is {_WHAT[sort]}: {name_of(rows[0])}"
        raise CaseError(f"{its}{_of_sort(log, letter)}")
    story = Story(names, log)
    told = [(row.time_ms, text) for row in _as_told(rows) if (text := story.tell(row))]
    for position in np.flatnonzero(np.isin(log.kind, list(_LED_TO)) & (log.amount == case)):
        later = row_at(log, int(position))
        words = _LED_TO[Kind(later.kind)]
        told.append((later.time_ms, f"{words}: see {story.other(later.case)}."))
    # What is told of one instant stays as it is: the case itself, then what came of it.
    told.sort(key=lambda one: one[0])
    if not story.ended:
        told.append((log.end_ms, "The run ends; the case is still open."))
    return [story.title(rows[0]), *(f"  {story.when(at)}  {text}" for at, text in told)]


def _as_told(rows: list[Row]) -> list[Row]:
    """Overtime behind the row of the same instant that ends it; the log has it before."""
    told = list(rows)
    for at, (row, after) in enumerate(pairwise(rows)):
        if row.kind == Kind.OVERTIME and after.time_ms == row.time_ms:
            told[at : at + 2] = after, row
    return told
