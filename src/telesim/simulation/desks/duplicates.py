"""Further reports of one cable fault that become tickets of their own.

Nobody sees that they are of one fault. For each somebody sets out who would be sent for the first,
looks, and finds nothing to do that has not been told already; but then the desk knows what all of
it is. Tickets to which nobody has set out by then lapse, and so they do when the fault is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation.job import ENDED, WAITING, Job
from telesim.simulation.rules import NEVER
from telesim.units import PER_MILLION
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.simulation.crew import Crew
    from telesim.simulation.desks.tickets import Ticket
    from telesim.simulation.town import Town

_DUPLICATE, _SEEN = int(Kind.DUPLICATE), int(Kind.DUPLICATE_SEEN)
_LAPSED = int(Kind.DUPLICATE_LAPSED)


class Duplicates:
    """Makes the tickets and follows the visits to them."""

    def __init__(
        self, at_most: int, look_ms: int, town: Town, known: Callable[[Ticket], None],
        recorder: Recorder,
    ) -> None:  # fmt: skip
        self._at_most = at_most
        self._look_ms = look_ms
        self._town = town
        self._known = known
        self._log = recorder.append
        travel = town.scenario.travel
        self._variation = travel.variation if travel else None
        #: By case of the event: its tickets, and by case of a ticket what it is of.
        self._of: dict[int, list[Job]] = {}
        self._event: dict[int, Ticket] = {}

    def ticket(self, event: Ticket, key: int) -> None:
        """A further customer of an event that nobody has recognised has called; his key."""
        town, main = self._town, event.job
        made = self._of.setdefault(main.case, [])
        if len(made) >= self._at_most:
            return
        job = Job(self, town.new_case(), key, main.cabinet, main.exchange, main.slot, -1)
        job.order_type = -1
        job.since_ms = town.now
        job.due_ms = NEVER
        job.distance_m = main.distance_m
        job.work_ms = self._look_ms
        travel, _, _ = followups.later_marks(self._variation, key, 0)
        # Somebody looks, wherever there is somebody: that never fails.
        job.marks = (travel, PER_MILLION, -1)
        job.variant = town.variants[main.variant.work]
        made.append(job)
        self._event[job.case] = event
        self._log((town.now, _DUPLICATE, job.case, job.slot, job.cabinet, -1, 0, main.case))
        town.dispatcher.wait(job)

    def lapse(self, main: Job) -> None:
        """What the tickets of an event are of is known, or over."""
        town = self._town
        for job in self._of.pop(main.case, ()):
            if job.state == WAITING:
                town.dispatcher.forget(job)
                job.state = ENDED
                self._log((town.now, _LAPSED, job.case, job.slot, job.cabinet, -1, 0, 0))

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew has looked."""
        job.state = ENDED
        row = (job.case, job.slot, job.cabinet, crew.number)
        self._log((now_ms, _SEEN, *row, 0, crew.site_ms))
        self._known(self._event.pop(job.case))
