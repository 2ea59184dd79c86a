"""Rows of one case of an event log, turned into sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.report.arrears_story import arrears_sentences
from telesim.report.complaint_story import complaint_sentences
from telesim.report.desk_story import desk_sentences
from telesim.report.fault_story import fault_sentences
from telesim.report.order_story import ORDERS, order_sentences
from telesim.report.payphone_story import payphone_sentences
from telesim.report.visit_story import visit_sentences
from telesim.report.works_story import BEGINNINGS, what_is_built, works_sentences
from telesim.scenario.wording import Wording
from telesim.units import MINUTE_MS, format_duration

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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


def row_at(log: EventLog, position: int) -> Row:
    """A row of a log by its position."""
    return Row(*(int(getattr(log, name)[position]) for name in Row._fields))


def name_of(row: Row) -> str:
    """A case by its letter and number, such as ``F7``; ``row`` is its first."""
    return f"{letter_of(row)}{row.case}"


def letter_of(row: Row) -> str:
    """F for a fault, W for works, M for a main frame's call, S for a suspension,
    P for a public telephone, C for a complaint, B for a borrowed line's way back,
    D for a ticket of a further report, O for an order.
    """
    if row.kind in BEGINNINGS:
        return "W"
    return {
        Kind.FAULT: "F",
        Kind.FRAME_CALL: "M",
        Kind.LINE_SUSPENDED: "S",
        Kind.PAYPHONE_DOWN: "P",
        Kind.COMPLAINT: "C",
        Kind.MOVE_BACK: "B",
        Kind.DUPLICATE: "D",
    }.get(Kind(row.kind), "O")


@dataclass
class Story:
    """Turns rows into sentences, remembering what the later ones refer to."""

    names: dict[str, Any]
    log: EventLog
    asked_ms: int = 0
    ended: bool = False
    #: Since when the crew is on its way or on site, and how long the job rested overnight since.
    since_ms: int = 0
    rested_ms: int = 0
    #: Since when the case waits for what its next row tells, passing crews aside.
    waits_from_ms: int = 0
    #: How long a cable waited for a bore before its work could begin; 0 = it did not.
    bore_wait_ms: int = 0
    #: Crew time of the way that was set out on.
    way_ms: int = 0
    wording: Wording = field(init=False)
    #: What an order lacks, by level.
    lacks: tuple[str, ...] = field(init=False)
    #: End of the window that is promised, until a crew comes; -1 = none.
    promised_ms: int = -1
    telling: dict[int, Callable[[Row], str]] = field(init=False)

    def __post_init__(self) -> None:
        self.start = dt.datetime.fromisoformat(self.names["start"])
        self.wording = says = Wording.model_validate(self.names.get("wording", {}))
        self.lacks = (
            f"no free {says.port}",
            f"no free {says.feeder}",
            f"no free {says.distribution}",
            f"no free {says.pair} at the {says.box}",
            f"no {says.drop}",
        )
        self.telling = {
            **order_sentences(self),
            **fault_sentences(self),
            **visit_sentences(self),
            **works_sentences(self),
            **desk_sentences(self),
            **arrears_sentences(self),
            **payphone_sentences(self),
            **complaint_sentences(self),
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
            return f"{name_of(row)}: a fault, {cause} ({group}), at {self.place(row.place)}"
        if row.kind == Kind.ORDER:
            return f"{name_of(row)}: an order for {ORDERS[row.reason]}, {self.place(row.place)}"
        if row.kind == Kind.FRAME_CALL:
            return f"{name_of(row)}: a call to the main frame of {self.place(row.place)}"
        if row.kind == Kind.LINE_SUSPENDED:
            return f"{name_of(row)}: a line suspended for arrears, {self.place(row.place)}"
        if row.kind == Kind.PAYPHONE_DOWN:
            number = row.line + 1
            return f"{name_of(row)}: public telephone {number} at {self.place(row.place)}"
        if row.kind == Kind.COMPLAINT:
            return f"{name_of(row)}: a complaint, {self.place(row.place)}"
        if row.kind == Kind.MOVE_BACK:
            return f"{name_of(row)}: a re-routed line goes back, {self.place(row.place)}"
        if row.kind == Kind.DUPLICATE:
            return f"{name_of(row)}: a ticket of a further report, {self.place(row.place)}"
        if row.kind in BEGINNINGS:
            what = what_is_built(row, self.wording, self.log)
            return f"{name_of(row)}: {what}, {self.place(row.place)}"
        return f"{name_of(row)}: a case at {self.place(row.place)}"

    def tell(self, row: Row) -> str:
        """A row as a sentence; empty for a kind that has none."""
        telling = self.telling.get(row.kind)
        text = telling(row) if telling is not None else ""
        if row.kind != Kind.PASSED_OVER:
            self.waits_from_ms = row.time_ms
        return text

    # -- what the sentences share ---------------------------------------------------------------

    def ends(self, text: str) -> str:
        """The sentence with which the case is over."""
        self.ended = True
        return text

    def since(self, row: Row) -> str:
        """Time since the order, the report or the release."""
        return format_duration(row.time_ms - self.asked_ms)

    def other(self, case: int) -> str:
        """Another case by its name."""
        first = int(np.flatnonzero(self.log.case == case)[0])
        return name_of(row_at(self.log, first))

    def on_site(self, row: Row) -> str:
        """Crew time on site of the visit that a row ends, and the break that fell into it."""
        spent = format_duration(row.amount)
        return f"{spent} on site{self.pause(row.time_ms, row.amount, ' ({} not counted)')}"

    def pause(self, time_ms: int, spent_ms: int, words: str) -> str:
        """What of the time up to an instant was neither crew time nor rest: a break in the day."""
        break_ms = time_ms - self.since_ms - self.rested_ms - spent_ms
        if break_ms < MINUTE_MS:
            return ""
        return words.format(f"{format_duration(break_ms)} of break")
