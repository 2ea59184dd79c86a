"""A job is a row of plain numbers: an order or a fault on its way through the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from telesim.scenario.causes import Splicing
    from telesim.simulation.crew import Crew
    from telesim.simulation.promises import Promise
    from telesim.simulation.rules import Variant

#: States of a job: HELD lacks facilities, WAITING wants a crew, VISITED has one, AWAY waits for
#: a date (nobody was at home, or material must come).
NEW, HELD, WAITING, VISITED, AWAY, ENDED = range(6)

#: Stands for the cause of a job that is neither order nor fault: a call to a main frame.
AT_MAIN_FRAME = -2

#: What a visit draws on: factor on travel, chance against nobody at home, chance against a fix
#: that fails; all in parts per million.
Marks = tuple[int, int, int]


class Book(Protocol):
    """Who follows a job: the order book or the fault book."""

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew reports back; ``crew.outcome`` says how the visit ended."""


class Job:
    """One order or fault. Times are in ms since the start.

    Fields of the other kind of job are never read, and stay unset.

    Attributes:
        cabinet, exchange, slot: place and line of the visit.
        since_ms: the order or the report. due_ms: the promised instant. held_ms: since when an
            order lacks facilities, as it was held last.
        slots: lines that a fault still holds down.
        visits: visits begun. work_ms: crew time of the next one, at the norm.
        old_cabinet: where a moving line comes from, else -1.
        build: whether the drop must be built.
        marks: of the first visit.
        located: whether a gang has found the damage.
        promise: the appointment, set when the variant is one with an appointment.
    """

    __slots__ = (
        "ahead",
        "book",
        "build",
        "cabinet",
        "case",
        "cause",
        "distance_m",
        "drop_ppm",
        "due_ms",
        "exchange",
        "gives_up_ms",
        "has_port",
        "held_ms",
        "in_window",
        "key",
        "lines",
        "locate_ms",
        "located",
        "marks",
        "material_ms",
        "old_cabinet",
        "old_slot",
        "order_type",
        "promise",
        "remote_ppm",
        "reports",
        "since_ms",
        "slot",
        "slots",
        "splicing",
        "state",
        "urgent",
        "variant",
        "visits",
        "work_build_ms",
        "work_ms",
        "zone",
    )

    build: bool
    distance_m: int
    drop_ppm: int
    due_ms: int
    gives_up_ms: int
    has_port: bool
    held_ms: int
    locate_ms: int
    located: bool
    marks: Marks
    material_ms: int
    old_cabinet: int
    old_slot: int
    order_type: int
    promise: Promise
    remote_ppm: int
    reports: int
    since_ms: int
    slots: list[int]
    variant: Variant
    work_build_ms: int
    work_ms: int

    def __init__(
        self, book: Book, case: int, key: int, cabinet: int, exchange: int, slot: int, cause: int
    ) -> None:
        self.book = book
        self.case = case
        self.key = key
        self.cabinet = cabinet
        self.exchange = exchange
        #: Where it waits: the exchange, unless crews have territories.
        self.zone = exchange
        self.slot = slot
        #: Number of the cause; -1 = an order.
        self.cause = cause
        self.state = NEW
        self.visits = 0
        self.lines = 1
        self.in_window = False
        #: Whether a complaint has put it before all others.
        self.urgent = False
        #: Whether the green channel has it: it stands by its ``since_ms``, which is set back.
        self.ahead = False
        self.splicing: Splicing | None = None
