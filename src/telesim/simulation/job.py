"""A job is a row of plain numbers: an order or a fault on its way through the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.scenario.demand import Splicing
    from telesim.simulation.crew import Crew
    from telesim.simulation.rules import Variant

#: States of a job.
NEW, HELD, WAITING, VISITED, AWAY, ENDED = range(6)


class Job:
    """One order or fault. Times are ms since the start; -1 or None where a field has no meaning.

    ``cabinet`` is the place of the visit; ``since_ms`` the order or the report; ``slots`` the
    lines that a fault still holds down; ``away`` states wait for a date (no access, material).
    """

    __slots__ = (
        "access_ppm",
        "build",
        "cabinet",
        "case",
        "cause",
        "crew",
        "distance_m",
        "due_ms",
        "exchange",
        "fix_ppm",
        "gives_up_ms",
        "has_port",
        "in_window",
        "key",
        "lines",
        "locate_ms",
        "located",
        "material_ms",
        "old_cabinet",
        "old_slot",
        "order_type",
        "remote_ppm",
        "since_ms",
        "slot",
        "slots",
        "splicing",
        "state",
        "travel_ppm",
        "variant",
        "visits",
        "work_build_ms",
        "work_ms",
        "drop_ppm",
        "reports",
    )

    def __init__(self, case: int, key: int, cabinet: int, exchange: int, slot: int) -> None:
        self.case = case
        self.key = key
        self.cabinet = cabinet
        self.exchange = exchange
        self.slot = slot
        self.state = NEW
        self.visits = 0
        self.crew: Crew | None = None
        self.variant: Variant | None = None
        self.slots: list[int] | None = None
        self.cause = -1
        self.order_type = -1
        self.located = False
        self.splicing: Splicing | None = None
        self.gives_up_ms = 2**62
        self.old_cabinet = -1
        self.due_ms = 0
        self.since_ms = 0
        self.build = False
        self.locate_ms = 0
        self.material_ms = 0
        self.in_window = False
        self.has_port = False
