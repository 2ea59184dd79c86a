"""What the fault reception knows of faults: whom to send, and which reports are of one cable.

A line test says what a fault is, or misleads. Where the desk puts reports together, enough of them
tell it that a cable is down; it cannot see whether they are of one event. Where it does not,
further reports become tickets of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from telesim.eventlog import Kind, Recorder
from telesim.scenario.desks.fault_desk import FaultDesk
from telesim.simulation.desks.duplicates import Duplicates
from telesim.simulation.desks.tickets import BY_CREW, BY_REPORTS, BY_TEST, Caller, Ticket
from telesim.simulation.desks.together import Together
from telesim.simulation.job import ENDED, WAITING, Job

if TYPE_CHECKING:
    from telesim.simulation.diagnosis import Diagnoses
    from telesim.simulation.town import Town

_RECOGNISED, _JOINED = int(Kind.CABLE_RECOGNISED), int(Kind.REPORTS_JOINED)
_RIGHTED = int(Kind.RIGHTED)


class TakesReports(Protocol):
    """The part of the fault book that follows a report."""

    def valid_report(self, job: Job) -> None:
        """The report of a fault is valid from now on."""

    def judge(self, job: Job) -> None:
        """The desk makes of a reported fault what it can."""

    def found_out(self, job: Job) -> None:
        """It is known what a fault is: the right crew is wanted."""

    def taken_for_cable(self, job: Job) -> None:
        """A fault that waits is taken for a cable fault: a gang is wanted."""


class KnowsFaults:
    """The part of a fault reception that makes something of the reports."""

    def __init__(
        self, section: FaultDesk, town: Town, faults: TakesReports, recorder: Recorder
    ) -> None:
        scenario = town.scenario
        self._section = section
        self._town = town
        self._agenda = town.agenda
        self._faults = faults
        self._log = recorder.append
        self._cable = [cause.job == "cable" for cause in scenario.faults.values()]
        #: What the desk makes of reports, where that may be wrong.
        self.diagnoses: Diagnoses | None = None
        self._sure_from = scenario.diagnosis.sure_from_reports if scenario.diagnosis else 0
        #: Reports of a cabinet that come together, where the desk puts them together.
        self._together = (
            None
            if section.put_together_within is None
            else Together(section.put_together_within, self._sure_from, town, faults, recorder)
        )
        #: Whether anybody tests lines at all.
        self._tests = scenario.diagnosis is None or scenario.diagnosis.tests_lines
        #: Further reports that become tickets of their own.
        self._duplicates = (
            Duplicates(
                section.duplicate_tickets, scenario.diagnosis.look, town, self.knows, recorder
            )
            if section.duplicate_tickets and self._together is None and scenario.diagnosis
            else None
        )
        #: Of events of several lines, the only ones of which reports are put together.
        self._tickets: dict[int, Ticket] = {}

    def known_reports(self, job: Job) -> int:
        """Reports of a fault that the desk has put together by now; 1 where nobody does so."""
        within, ticket = self._section.put_together_within, self._tickets.get(job.case)
        if ticket is None:
            return min(job.reports, job.lines)
        if within is None or self._together is None:
            return 1
        if self._cable[job.cause]:
            return self._together.reports(job.cabinet)
        since = self._agenda.now - within
        return sum(instant >= since for instant in ticket.known)

    def _tested(self, ticket: Ticket) -> None:
        """The line test is over: the fault is a ticket, of whatever the desk takes it for."""
        job = ticket.job
        ticket.judged = True
        known = self.diagnoses is not None and self.diagnoses.knows(job)
        ticket.no_cable = known and not self._cable[job.cause]
        sure = self.diagnoses is not None and self.known_reports(job) >= self._sure_from
        self._faults.judge(job)
        misled = self.diagnoses is not None and self.diagnoses.misleads(job)
        if job.state != ENDED and not misled and (sure or self._tests):
            self._recognise(ticket, BY_REPORTS if sure else BY_TEST)
        self._put_together(ticket)

    def _one_more(self, caller: Caller) -> None:
        """A further customer has reported a fault."""
        ticket = caller.ticket
        job = ticket.job
        if job.state == ENDED:
            return
        if ticket.recognised:
            self._joined(ticket, 1)
            self._put_together(ticket)
            return
        ticket.loose += 1
        if self._duplicates is not None and ticket.judged and self._cable[job.cause]:
            self._duplicates.ticket(ticket, caller.key)
        self._if_sure(ticket)
        self._put_together(ticket)

    def _if_sure(self, ticket: Ticket) -> None:
        """Put right what is misjudged, when there are enough reports of it."""
        job, diagnoses = ticket.job, self.diagnoses
        if diagnoses is None or self.known_reports(job) < self._sure_from:
            return
        self._put_right(ticket, BY_REPORTS)

    def _put_right(self, ticket: Ticket, how: int) -> None:
        """The desk knows better what is misjudged, before anybody has gone for it."""
        job, diagnoses = ticket.job, self.diagnoses
        if diagnoses is None or not ticket.judged or not diagnoses.misleads(job):
            return
        # Whoever is on the way will see; an appointment stands, and so does a forgotten ticket.
        if job.state == WAITING and job.variant.plain < 0:
            self._town.dispatcher.withdraw(job)
            diagnoses.put_right(job)
            self._log((self._agenda.now, _RIGHTED, job.case, job.slot, job.cabinet, -1, 0, 0))
            self._recognise(ticket, how)
            self._faults.found_out(job)

    def _put_together(self, ticket: Ticket) -> None:
        """A report more of a cabinet: enough of them are one cable for the desk."""
        together, diagnoses = self._together, self.diagnoses
        if together is None or diagnoses is None:
            return
        cabinet = ticket.job.cabinet
        if together.reports(cabinet) < self._sure_from:
            return
        cable = together.cable(cabinet, self._cable)
        if cable is None:
            together.join(cabinet, None, diagnoses)
            return
        self._if_sure(cable)
        if cable.recognised:
            together.join(cabinet, cable, diagnoses)

    def knows(self, ticket: Ticket) -> None:
        """Who went to a further report has seen of what it is."""
        if ticket.job.state != ENDED:
            self._put_right(ticket, BY_CREW)
            self._recognise(ticket, BY_CREW)

    def been_there(self, job: Job) -> None:
        """A crew has been at a fault, and found somebody in."""
        ticket = self._tickets.get(job.case)
        if ticket is not None:
            self._recognise(ticket, BY_CREW)

    def seen(self, job: Job) -> None:
        """A crew has seen that a fault is not what it was taken for."""
        self.been_there(job)
        self.over(job)

    def over(self, job: Job) -> None:
        """What the desk takes for a cable is cleared, or is none: others were no part of it."""
        if self._together is not None:
            self._together.tell_apart(job)
        if self._duplicates is not None:
            self._duplicates.lapse(job)

    def _recognise(self, ticket: Ticket, how: int) -> None:
        """The desk knows from now on that one cable is behind some reports."""
        job = ticket.job
        if ticket.recognised or job.lines == 1 or not self._cable[job.cause]:
            return
        ticket.recognised = True
        ticket.how = how
        if self._duplicates is not None:
            self._duplicates.lapse(job)
        known = len(ticket.known)
        self._log((self._agenda.now, _RECOGNISED, job.case, job.slot, job.cabinet, -1, how, known))
        if ticket.loose:
            self._joined(ticket, ticket.loose)

    def _joined(self, ticket: Ticket, reports: int) -> None:
        job = ticket.job
        self._log(
            (self._agenda.now, _JOINED, job.case, job.slot, job.cabinet, -1, ticket.how, reports)
        )
