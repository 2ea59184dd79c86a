"""The life of one order or fault in words, from a kept event log."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.units import DAY_MS, format_duration

_ORDERS = ("a new line", "the move of a line", "the end of a line")
#: What an order lacks, by level.
_LACKS = (
    "no free port",
    "no free feeder pair",
    "no free distribution pair",
    "no free pair at the box",
    "no drop",
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CaseError(ValueError):
    """There is no such case, or no log to read it from; says what there is."""


class Row(NamedTuple):
    """One row of the log as plain integers."""

    time_ms: int
    kind: int
    case: int
    line: int
    place: int
    crew: int
    reason: int
    amount: int


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
    names = json.loads(names_file.read_text(encoding="utf-8"))
    log = EventLog.load(path)
    return longest(log, names) if identity is None else life(log, names, identity)


def longest(log: EventLog, names: dict[str, Any], number: int = 10) -> list[str]:
    """The faults and orders of a log that took longest, open ones told up to its end."""
    cases = int(log.case.max()) + 1 if len(log) else 0
    lines = []
    for title, begin, ends in (
        ("Longest repairs", Kind.REPORT, (Kind.CLEARED, Kind.CLEARED_REMOTELY)),
        ("Longest orders", Kind.ORDER, (Kind.IN_SERVICE, Kind.CANCELLED, Kind.CEASED)),
    ):
        begun = np.flatnonzero(log.kind == begin)
        ended = np.flatnonzero(np.isin(log.kind, ends))
        end_ms = np.full(cases, -1, dtype=np.int64)
        end_ms[log.case[ended]] = log.time_ms[ended]
        is_open = end_ms[log.case[begun]] < 0
        took = np.where(is_open, log.end_ms, end_ms[log.case[begun]]) - log.time_ms[begun]
        lines.append(f"{title}:" if begun.size else f"{title}: none")
        story = _Story(names, log)
        for at in np.argsort(-took, kind="stable")[:number]:
            row = _row(log, int(np.flatnonzero(log.case == log.case[begun[at]])[0]))
            state = "still open after" if is_open[at] else "took"
            lines.append(f"  {story.title(row)}, {state} {format_duration(int(took[at]))}")
    return lines


def life(log: EventLog, names: dict[str, Any], identity: str) -> list[str]:
    """Lines about one case of a log; ``names`` as :func:`telesim.experiment.tables.names_for_logs`.

    Raises:
        CaseError: the identity is none, or the log has no such case.
    """
    match = re.fullmatch(r"([OF]?)(\d+)", identity.strip().upper())
    if match is None:
        raise CaseError(f"got {identity!r}, need a case such as O12, F7 or 12")
    letter, case = match[1], int(match[2])
    at = np.flatnonzero(log.case == case)
    if at.size == 0:
        last = int(log.case.max()) if len(log) else -1
        raise CaseError(f"no case {case} in this replication: its cases lie between 0 and {last}")
    rows = [_row(log, int(position)) for position in at]
    is_fault = rows[0].kind == Kind.FAULT
    if letter and (letter == "F") != is_fault:
        raise CaseError(f"case {case} is {'a fault' if is_fault else 'an order'}: {_name(rows[0])}")
    story = _Story(names, log)
    lines = [story.title(rows[0])]
    lines += [f"  {story.when(row.time_ms)}  {text}" for row in rows if (text := story.tell(row))]
    if not story.ended:
        lines.append(f"  {story.when(log.end_ms)}  The run ends; the case is still open.")
    repeats = np.flatnonzero((log.kind == Kind.REPEAT_OF) & (log.amount == case))
    for position in repeats:
        again = _row(log, int(position))
        lines.append(f"  {story.when(again.time_ms)}  It fails again: see F{again.case}.")
    return lines


def _row(log: EventLog, position: int) -> Row:
    return Row(*(int(getattr(log, name)[position]) for name in Row._fields))


def _name(row: Row) -> str:
    return f"{'F' if row.kind == Kind.FAULT else 'O'}{row.case}"


@dataclass
class _Story:
    """Turns rows into sentences, remembering what the later ones refer to."""

    names: dict[str, Any]
    log: EventLog
    asked_ms: int = 0
    visits: int = 0
    ended: bool = False
    telling: dict[int, Callable[[Row], str]] = field(init=False)

    def __post_init__(self) -> None:
        self.start = dt.datetime.fromisoformat(self.names["start"])
        self.telling = {
            Kind.ORDER: self._order,
            Kind.HELD: lambda r: f"Held: {_LACKS[r.reason]}.",
            Kind.ASSIGNED: self._assigned,
            Kind.IN_SERVICE: self._in_service,
            Kind.CANCELLED: self._cancelled,
            Kind.CEASED: lambda r: self._end("The line is given up; port and pairs are free."),
            Kind.RELEASED: lambda r: f"Pairs of the old place, {self.place(r.place)}, are free.",
            Kind.FAULT: self._fault,
            Kind.REPEAT_OF: lambda r: f"It is a repeat of {self._other(r.amount)}.",
            Kind.REPORT: self._report,
            Kind.CLEARED_REMOTELY: lambda r: self._end(
                f"Cleared from the desk, {self._since(r)} after the report."
            ),
            Kind.LOCATED: lambda r: f"{self.crew(r)} has found the damage.",
            Kind.MATERIAL: self._material,
            Kind.PART_RESTORED: lambda r: f"{_lines(r.amount)} work again.",
            Kind.CLEARED: self._cleared,
            Kind.DISPATCHED: self._dispatched,
            Kind.ARRIVED: lambda r: f"{self.crew(r)} is on site.",
            Kind.NO_ACCESS: lambda r: f"Nobody at home; {self.crew(r)} leaves.",
            Kind.UNFINISHED: lambda r: (
                f"{self.crew(r)} leaves after {format_duration(r.amount)} "
                "without success; another visit is needed."
            ),
            Kind.SUSPENDED: lambda r: f"The day of {self.crew(r)} ends; the job rests.",
            Kind.RESUMED: lambda r: f"{self.crew(r)} goes on.",
            Kind.OVERTIME: lambda r: f"{format_duration(r.amount)} of this was overtime.",
            Kind.READY: lambda r: "The job can go on and waits for a crew.",
        }

    # -- words --------------------------------------------------------------------------------

    def when(self, time_ms: int) -> str:
        """An instant as a date with its weekday."""
        at = self.start + dt.timedelta(milliseconds=time_ms)
        return f"{at:%Y-%m-%d} {_DAYS[at.weekday()]} {at:%H:%M}"

    def place(self, number: int) -> str:
        """A place number in words."""
        cabinets, exchanges = self.names["cabinets"], self.names["exchanges"]
        if 0 <= number < len(cabinets):
            exchange = self.names["cabinet_exchange"][number]
            county = self.names["counties"][self.names["exchange_county"][exchange]]
            return f"cabinet {cabinets[number]} ({exchanges[exchange]}, {county})"
        number -= len(cabinets)
        if 0 <= number < len(exchanges):
            return f"exchange {exchanges[number]}"
        return "nowhere"

    def crew(self, row: Row) -> str:
        """The crew of a row by name and team."""
        if not 0 <= row.crew < len(self.names["crews"]):
            return "the crew"
        return f"{self.names['crews'][row.crew]} ({self.names['teams'][row.crew]})"

    def title(self, row: Row) -> str:
        """The first line: what the case is."""
        if row.kind == Kind.FAULT:
            cause = self.names["causes"][row.reason]
            group = self.names["cause_groups"][row.reason]
            return f"{_name(row)}: a fault, {cause} ({group}), at {self.place(row.place)}"
        if row.kind == Kind.ORDER:
            return f"{_name(row)}: an order for {_ORDERS[row.reason]}, {self.place(row.place)}"
        return f"{_name(row)}: a case at {self.place(row.place)}"

    def tell(self, row: Row) -> str:
        """A row as a sentence; empty for a kind that has none."""
        telling = self.telling.get(row.kind)
        return telling(row) if telling is not None else ""

    def _end(self, text: str) -> str:
        self.ended = True
        return text

    def _since(self, row: Row) -> str:
        return format_duration(row.time_ms - self.asked_ms)

    def _other(self, case: int) -> str:
        first = int(np.flatnonzero(self.log.case == case)[0])
        return _name(_row(self.log, first))

    # -- sentences with memory ------------------------------------------------------------------

    def _order(self, row: Row) -> str:
        self.asked_ms = row.time_ms
        if row.time_ms <= 0:
            return "The order is waiting already when the run begins; its time counts from here."
        away = f", {row.amount / 1000:.1f} km from the exchange" if row.amount > 0 else ""
        return f"The customer orders {_ORDERS[row.reason]}{away}."

    def _assigned(self, row: Row) -> str:
        waited = row.time_ms - self.asked_ms
        after = f" after {waited / DAY_MS:.1f} days of waiting" if waited >= DAY_MS else ""
        what = "Port and pairs" if row.amount else "Pairs"
        return f"{what} assigned{after}; the drop {'must be built' if row.reason else 'stands'}."

    def _in_service(self, row: Row) -> str:
        return self._end(
            f"{self.crew(row)} is done after {format_duration(row.amount)} on site. "
            f"In service, {self._since(row)} after the order."
        )

    def _cancelled(self, row: Row) -> str:
        freed = "; port and pairs are free again" if row.reason else ""
        return self._end(f"The customer gives up after {self._since(row)}{freed}.")

    def _fault(self, row: Row) -> str:
        self.asked_ms = row.time_ms
        if row.time_ms <= 0:
            return f"{_lines(row.amount)} down already when the run begins."
        return f"{_lines(row.amount)} {'goes' if row.amount == 1 else 'go'} down."

    def _report(self, row: Row) -> str:
        self.asked_ms = row.time_ms
        reports = "1 report" if row.amount == 1 else f"{row.amount} lines report it"
        return f"Reported ({reports}); the clock starts."

    def _material(self, row: Row) -> str:
        arrives = f"; it comes {self.when(row.amount)}" if row.amount > row.time_ms else ""
        return f"{self.crew(row)} leaves to wait for material{arrives}."

    def _dispatched(self, row: Row) -> str:
        return (
            f"Visit {row.reason + 1}: {self.crew(row)} sets out, "
            f"{format_duration(row.amount)} on the way."
        )

    def _cleared(self, row: Row) -> str:
        rest = f" The last {_lines(row.reason)} work." if row.reason > 1 else ""
        return self._end(
            f"{self.crew(row)} has cleared it after {format_duration(row.amount)} on site, "
            f"{self._since(row)} after the report.{rest}"
        )


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number:,} lines"
