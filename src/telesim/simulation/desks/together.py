"""Reports of one cabinet that come together, and what the desk makes of them: one cable fault.

Nobody at the desk sees of which event a report is. Enough reports of a cabinet within a time are
one cable fault for it, whatever they are of. Where a cable is down it is recognised, and faults of
single lines that wait with it are put to it: nobody is sent for these until the cable has been
cleared and they are still down. Where none is down a gang sets out for the first of them in vain,
the others wait for that; then each goes on as what it is. Whoever is on the way already goes on,
and so does a fault that somebody has been to, that has an appointment, or that lies forgotten. What
the line test has found for certain to be of no cable (``found_by_test``) counts for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation.job import AWAY, ENDED, WAITING, Job

if TYPE_CHECKING:
    from telesim.simulation.desks.knowledge import TakesReports
    from telesim.simulation.desks.tickets import Ticket
    from telesim.simulation.diagnosis import Diagnoses
    from telesim.simulation.town import Town

_FALSE_CABLE, _PUT, _APART = int(Kind.FALSE_CABLE), int(Kind.PUT_TO_CABLE), int(Kind.TOLD_APART)


class Together:
    """The reports of the last while by cabinet, and the faults that are put to one."""

    def __init__(
        self, within_ms: int, sure_from: int, town: Town, faults: TakesReports, recorder: Recorder
    ) -> None:
        self._within_ms = within_ms
        self._sure_from = sure_from
        self._town = town
        self._faults = faults
        self._log = recorder.append
        #: By cabinet: instants at which calls ended, and of what.
        self._reports: dict[int, list[tuple[int, Ticket]]] = {}
        #: By cabinet: the fault that is taken for a cable fault which is none.
        self._false: dict[int, Job] = {}
        #: By case of what is taken for a cable: the faults that wait for it.
        self._joined: dict[int, list[Job]] = {}
        #: Causes of which a single line is easily taken for part of a cable.
        self._apart = [
            cause.job != "cable" and cause.pair_swap is None
            for cause in town.scenario.faults.values()
        ]

    def reported(self, ticket: Ticket) -> None:
        """A call about a fault is over."""
        reports = self._reports.setdefault(ticket.job.cabinet, [])
        reports.append((self._town.now, ticket))

    def _recent(self, cabinet: int) -> list[tuple[int, Ticket]]:
        since = self._town.now - self._within_ms
        recent = [
            one
            for one in self._reports.get(cabinet, ())
            if one[0] >= since and one[1].job.state != ENDED and not one[1].no_cable
        ]
        self._reports[cabinet] = recent
        return recent

    def reports(self, cabinet: int) -> int:
        """Reports of a cabinet within the time, of open faults that could be of a cable."""
        return len(self._recent(cabinet))

    def cable(self, cabinet: int, is_cable: Sequence[bool]) -> Ticket | None:
        """The first of them that is of a cable of several lines which is still down."""
        for _, ticket in self._recent(cabinet):
            job = ticket.job
            if job.lines > 1 and is_cable[job.cause] and job.state != ENDED:
                return ticket
        return None

    def join(self, cabinet: int, cable: Ticket | None, diagnoses: Diagnoses) -> None:
        """Put single faults that wait to a cable that is down; None = to one that it infers."""
        recent = self._recent(cabinet)
        leader = self._false.get(cabinet) if cable is None else cable.job
        for _, ticket in recent:
            job = ticket.job
            if (
                job is leader or job.lines > 1 or not ticket.judged or job.state != WAITING
                or job.variant.plain >= 0 or not self._apart[job.cause] or job.visits
                or diagnoses.visits_in_vain(job)
            ):  # fmt: skip
                continue
            if leader is None:
                leader = self._sends_for(job, len(recent), diagnoses)
                continue
            self._town.dispatcher.withdraw(job)
            job.state = AWAY
            self._joined.setdefault(leader.case, []).append(job)
            self._log((self._town.now, _PUT, job.case, job.slot, cabinet, -1, 0, leader.case))

    def _sends_for(self, job: Job, reports: int, diagnoses: Diagnoses) -> Job | None:
        """Send a gang to a fault that is none of a cable, if it can be taken for one."""
        town = self._town
        if diagnoses.misleads(job):
            return None
        town.dispatcher.withdraw(job)
        if not diagnoses.takes_for_cable(job):
            town.dispatcher.wait(job)
            return None
        self._false[job.cabinet] = job
        self._log((town.now, _FALSE_CABLE, job.case, job.slot, job.cabinet, -1, 0, reports))
        self._faults.taken_for_cable(job)
        return job

    def tell_apart(self, job: Job) -> None:
        """A fault that was taken for a cable has been seen, or cleared: the others go on."""
        if self._false.get(job.cabinet) is job:
            del self._false[job.cabinet]
            self._reports.pop(job.cabinet, None)
        for other in self._joined.pop(job.case, ()):
            town = self._town
            row = (town.now, _APART, other.case, other.slot, other.cabinet, -1, 0, job.case)
            self._log(row)
            town.want_crew(other)
