"""Rows of one case of an event log, turned into sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from telesim.eventlog import EventLog, Kind
from telesim.report.works_story import BEGINNINGS, what_is_built, works_sentences
from telesim.scenario.wording import Wording, plural
from telesim.units import DAY_MS, MINUTE_MS, format_duration

_ORDERS = ("a new line", "the move of a line", "the end of a line")
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
    """F for a fault, W for works, M for a call to a main frame, O for an order."""
    if row.kind in BEGINNINGS:
        return "W"
    return {Kind.FAULT: "F", Kind.FRAME_CALL: "M"}.get(Kind(row.kind), "O")


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
            Kind.ORDER: self._order,
            Kind.HELD: lambda r: f"Held: {self.lacks[r.reason]}.",
            Kind.ASSIGNED: self._assigned,
            Kind.IN_SERVICE: self._in_service,
            Kind.RECONNECTED: lambda r: self._end(
                f"The line stood: connected from the desk, {self._since(r)} after the order."
            ),
            Kind.CANCELLED: self._cancelled,
            Kind.CEASED: lambda r: self._end(
                f"The line is given up; {self._port_and_pairs(True)} are free."
            ),
            Kind.RELEASED: lambda r: (
                f"The {plural(says.pair)} of the old place, {self.place(r.place)}, are free."
            ),
            Kind.FAULT: self._fault,
            Kind.FURTHER_DOWN: lambda r: f"{_lines(r.amount)} of them at {self.place(r.place)}.",
            Kind.FURTHER_BACK: lambda r: f"Back at {self.place(r.place)}: {_lines(r.amount)}.",
            Kind.REPEAT_OF: lambda r: f"It is a repeat of {self._other(r.amount)}.",
            Kind.SAME_JOINT: lambda r: (
                f"That repair did not hold: the line keeps its spare {says.pair}."
                if r.reason
                else "That repair did not hold: its joint is opened again."
            ),
            Kind.EARLY_LIFE: lambda r: (
                f"The line is new: it came into service with {self._other(r.amount)}."
            ),
            Kind.WORK_INDUCED: lambda r: (
                f"Work on other pairs has disturbed it: see {self._other(r.amount)}."
            ),
            Kind.REPORT: self._report,
            Kind.CLEARED_REMOTELY: lambda r: self._end(
                f"Cleared from the desk, {self._since(r)} after the report."
            ),
            Kind.PAIR_SWAP: lambda r: (
                f"{_lines(r.amount)} will be changed over to spare "
                f"{plural(says.feeder if r.reason else says.pair)}."
            ),
            Kind.NO_SPARE: lambda r: (
                f"No change to a spare {says.pair}: {self.lacks[r.reason]}. "
                "The cable must be repaired."
            ),
            Kind.LOCATED: lambda r: f"{self.crew(r)} has found the damage.",
            Kind.MATERIAL: self._material,
            Kind.PART_RESTORED: lambda r: f"{_lines(r.amount)} work again.",
            Kind.CLEARED: self._cleared,
            Kind.DISPATCHED: self._dispatched,
            Kind.ARRIVED: self._arrived,
            Kind.NO_ACCESS: lambda r: (
                f"Nobody at home; {self.crew(r)} leaves"
                f"{self._break(r.time_ms, r.amount, ', after {}')}."
            ),
            Kind.UNFINISHED: lambda r: (
                f"{self.crew(r)} leaves after {self._on_site(r)} without success; "
                "another visit is needed."
            ),
            Kind.MISJUDGED: lambda r: (
                f"The line test takes it for {self.names['causes'][r.reason]}."
            ),
            Kind.WRONG_SKILL: lambda r: (
                f"{self.crew(r)} leaves after {self._on_site(r)}: the fault is not its trade."
            ),
            Kind.SUSPENDED: self._suspended,
            Kind.RESUMED: self._resumed,
            Kind.OVERTIME: lambda r: f"The last {format_duration(r.amount)} were overtime.",
            Kind.PASSED_OVER: lambda r: (
                f"{self.crew(r)} passes it over, {format_duration(r.amount)} after it came, for "
                f"{self._other(r.reason)}, which came later and is nearer or easier."
            ),
            Kind.FORGOTTEN: lambda r: (
                "The ticket lies forgotten; the customer will call again after "
                f"{format_duration(r.amount)}."
            ),
            Kind.REMINDED: lambda r: (
                f"The customer calls again, {self._since(r)} after the report; "
                "the job waits for a crew."
            ),
            Kind.UNTESTED: lambda r: f"{self.crew(r)} skips the closing test.",
            Kind.UNREPAIRED: lambda r: f"{self.crew(r)} closes it though the line is not repaired.",
            Kind.FOUND_UNREPAIRED: lambda r: (
                f"Inspection finds that {self.crew(r)} had not repaired it."
            ),
            Kind.READY: lambda r: "The job can go on and waits for a crew.",
            Kind.JUMPER_ASKED: lambda r: (
                f"It waits for a jumper at the main frame: see {self._other(r.reason)}."
            ),
            Kind.JUMPERED: lambda r: f"{self.crew(r)} has run the jumper at the main frame.",
            Kind.FRAME_CALL: lambda r: "Somebody is wanted to run jumpers.",
            Kind.FRAME_DONE: self._frame_done,
            Kind.FRAME_LAPSED: lambda r: self._end("Nobody needs a jumper here any more."),
            **works_sentences(self),
            Kind.LENT: lambda r: (
                f"{self.crew(r)} lends a hand: nobody whose territory it is in is free."
            ),
            Kind.PROMISED: self._promised,
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
            return f"{name_of(row)}: an order for {_ORDERS[row.reason]}, {self.place(row.place)}"
        if row.kind == Kind.FRAME_CALL:
            return f"{name_of(row)}: a call to the main frame of {self.place(row.place)}"
        if row.kind in BEGINNINGS:
            what = what_is_built(row, self.wording)
            return f"{name_of(row)}: {what}, {self.place(row.place)}"
        return f"{name_of(row)}: a case at {self.place(row.place)}"

    def tell(self, row: Row) -> str:
        """A row as a sentence; empty for a kind that has none."""
        telling = self.telling.get(row.kind)
        return telling(row) if telling is not None else ""

    def _port_and_pairs(self, port: bool) -> str:
        """What an order takes; a move takes pairs of its new place, but no port."""
        pairs = plural(self.wording.pair)
        return f"{self.wording.port} and {pairs}" if port else pairs

    def _end(self, text: str) -> str:
        self.ended = True
        return text

    def _since(self, row: Row) -> str:
        return format_duration(row.time_ms - self.asked_ms)

    def _other(self, case: int) -> str:
        first = int(np.flatnonzero(self.log.case == case)[0])
        return name_of(row_at(self.log, first))

    # -- sentences with memory ------------------------------------------------------------------

    def _order(self, row: Row) -> str:
        self.asked_ms = row.time_ms
        if row.time_ms <= 0:
            return (
                f"The customer orders {_ORDERS[row.reason]}; "
                "the order is waiting already when the run begins."
            )
        away = f", {row.amount / 1000:.1f} km from the exchange" if row.amount > 0 else ""
        return f"The customer orders {_ORDERS[row.reason]}{away}."

    def _assigned(self, row: Row) -> str:
        waited = row.time_ms - self.asked_ms
        after = f" after {waited / DAY_MS:.1f} days of waiting" if waited >= DAY_MS else ""
        what = self._port_and_pairs(bool(row.amount))
        return (
            f"{what[:1].upper()}{what[1:]} assigned{after}; "
            f"the {self.wording.drop} {'must be built' if row.reason else 'stands'}."
        )

    def _in_service(self, row: Row) -> str:
        return self._end(
            f"{self.crew(row)} is done after {self._on_site(row)}. "
            f"In service, {self._since(row)} after the order."
        )

    def _cancelled(self, row: Row) -> str:
        what = self._port_and_pairs(bool(row.amount))
        freed = f"; {what} are free again" if row.reason else ""
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
        arrives = f"; it comes {self.when(row.time_ms + row.reason)}" if row.reason > 0 else ""
        return f"{self.crew(row)} leaves after {self._on_site(row)} to wait for material{arrives}."

    def _dispatched(self, row: Row) -> str:
        self.since_ms, self.rested_ms, self.way_ms = row.time_ms, 0, row.amount
        return (
            f"Visit {row.reason + 1}: {self.crew(row)} sets out, "
            f"{format_duration(row.amount)} on the way."
        )

    def _arrived(self, row: Row) -> str:
        rest = self._break(row.time_ms, self.way_ms, ", after {} on the way")
        self.since_ms, self.rested_ms = row.time_ms, 0
        promised_ms, self.promised_ms = self.promised_ms, -1
        late_ms = row.time_ms - promised_ms
        if promised_ms >= 0 and late_ms <= 0:
            rest += ", as promised"
        elif promised_ms >= 0:
            rest += f", {format_duration(late_ms)} later than promised"
        return f"{self.crew(row)} is on site{rest}."

    def _promised(self, row: Row) -> str:
        self.promised_ms = row.amount + row.reason
        until = self.start + dt.timedelta(milliseconds=self.promised_ms)
        return f"The customer is promised a crew on {self.when(row.amount)} to {until:%H:%M}."

    def _suspended(self, row: Row) -> str:
        self.rested_ms -= row.time_ms
        return f"The day of {self.crew(row)} ends; the job rests."

    def _resumed(self, row: Row) -> str:
        self.rested_ms += row.time_ms
        return f"{self.crew(row)} goes on."

    def _on_site(self, row: Row) -> str:
        """Crew time on site of the visit that this row ends, and the break that fell into it."""
        spent = format_duration(row.amount)
        return f"{spent} on site{self._break(row.time_ms, row.amount, ' ({} not counted)')}"

    def _break(self, time_ms: int, spent_ms: int, words: str) -> str:
        """What of the time up to an instant was neither crew time nor rest: a break in the day."""
        break_ms = time_ms - self.since_ms - self.rested_ms - spent_ms
        if break_ms < MINUTE_MS:
            return ""
        return words.format(f"{format_duration(break_ms)} of break")

    def _cleared(self, row: Row) -> str:
        rest = f" The last {_lines(row.reason)} work." if row.reason > 1 else ""
        return self._end(
            f"{self.crew(row)} has cleared it after {self._on_site(row)}, "
            f"{self._since(row)} after the report.{rest}"
        )

    def _frame_done(self, row: Row) -> str:
        jumpers = "1 jumper" if row.reason == 1 else f"{row.reason} jumpers"
        return self._end(f"{self.crew(row)} has run {jumpers} after {self._on_site(row)}.")


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number:,} lines"
