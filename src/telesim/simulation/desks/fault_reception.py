"""The fault reception of each county: reports are calls, and only an answered one is valid.

The first answered call of a fault starts its clock. When the call and the line test are over the
fault is judged, as ever, and waits for a crew. Further customers of the same event call as well;
where the desk puts reports together, enough of them tell it that a cable is down. It cannot see
whether they are of one event: see :mod:`telesim.simulation.desks.together`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from telesim.calendar import parse_range
from telesim.eventlog import Kind, Recorder
from telesim.scenario.desks.fault_desk import FaultDesk
from telesim.simulation import agenda as when
from telesim.simulation.desks.desk import Call, Desk
from telesim.simulation.desks.duplicates import Duplicates
from telesim.simulation.desks.hours import hours_of
from telesim.simulation.desks.tickets import BY_CREW, BY_REPORTS, BY_TEST, Caller, Ticket
from telesim.simulation.desks.together import Together
from telesim.simulation.job import ENDED, WAITING, Job
from telesim.workload import calls

if TYPE_CHECKING:
    from telesim.simulation.diagnosis import Diagnoses
    from telesim.simulation.town import Town

#: Agenda purposes: calls of the desks (and the change of their hours), tries, enquiries, tests.
_CALLS, _TRY, _ENQUIRY, _TEST = 120, 122, 123, 124
#: Number of the enquiry of a customer who reminds, beyond all that he makes by and by.
_REMINDS = 1_000_000
_FIRST_TRY, _LOST = int(Kind.FIRST_TRY), int(Kind.CALL_LOST)
_ANSWERED, _FURTHER = int(Kind.REPORT_ANSWERED), int(Kind.FURTHER_ANSWERED)
_ENQUIRY_ANSWERED = int(Kind.ENQUIRY_ANSWERED)
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


class FaultReception:
    """Answers the calls about faults, a desk a county."""

    def __init__(
        self, section: FaultDesk, town: Town, faults: TakesReports, recorder: Recorder
    ) -> None:
        scenario = town.scenario
        self._section = section
        self._town = town
        self._agenda = town.agenda
        self._faults = faults
        self._log = recorder.append
        hours = hours_of(section, scenario.start.weekday())
        self._desks = [
            Desk(town.desks, town.agenda, self, hours, number=number, purpose=_CALLS)
            for number in range(len(scenario.counties))
        ]
        self._county = scenario.exchange_county
        self._cable = [cause.job == "cable" for cause in scenario.faults.values()]
        again = section.again
        self._again = (calls.ppm(again.soon), again.within, parse_range(again.later))
        self._asks_ppm = calls.ppm(section.enquiries.share) if section.enquiries else 0
        #: Told of answered enquiries, where tickets are forgotten.
        self.reminded: Callable[[Job], None] | None = None
        #: What the desk makes of reports, where that may be wrong.
        self.diagnoses: Diagnoses | None = None
        self._sure_from = scenario.diagnosis.sure_from_reports if scenario.diagnosis else 0
        #: Reports of a cabinet that come together, where the desk puts them together.
        self._together = (
            None
            if section.put_together_within is None
            else Together(section.put_together_within, self._sure_from, town, faults, recorder)
        )
        #: Whether anybody tests lines at all: a test that is never right is none.
        self._tests = scenario.diagnosis is None or scenario.diagnosis.right > 0
        #: Further reports that become tickets of their own.
        self._duplicates = (
            Duplicates(
                section.duplicate_tickets, scenario.diagnosis.look, town, self.knows, recorder
            )
            if section.duplicate_tickets and self._together is None and scenario.diagnosis
            else None
        )
        #: Nobody new calls after arrivals end; who has called goes on trying.
        self._horizon_ms = scenario.horizon_ms
        #: Of events of several lines, the only ones of which reports are put together.
        self._tickets: dict[int, Ticket] = {}
        self._next = 0

    # -- customers ---------------------------------------------------------------------------

    def first_try(self, job: Job) -> None:
        """The first customer of a fault calls; the others of the same event will."""
        now, faults = self._agenda.now, self._faults
        if job.since_ms < now or now == 0:
            # Open when the run begins: it had been reported.
            faults.valid_report(job)
            faults.judge(job)
            return
        ticket = Ticket(job)
        if job.lines > 1:
            self._tickets[job.case] = ticket
        # Followed from the first try on, so that nothing is lost at the window's end.
        self._town.opened(job, now)
        self._log((now, _FIRST_TRY, job.case, job.slot, job.cabinet, -1, 0, 0))
        self._call(Caller(ticket, calls.caller(job.key, calls.REPORTER, 0)))
        for number in range(1, min(job.reports, job.lines)):
            key = calls.caller(job.key, calls.REPORTER, number)
            delay = calls.further_ms(key, self._section.further_reports_within)
            self._call_at(now + delay, Caller(ticket, key))

    def _call_at(self, instant_ms: int, caller: Caller) -> None:
        if instant_ms < self._horizon_ms:
            self._agenda.at(instant_ms, when.ARRIVES, _TRY, self._number(), self._call, caller)

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _call(self, caller: Caller) -> None:
        """A customer calls, unless the line works again."""
        job = caller.ticket.job
        if job.state == ENDED:
            return
        section, key, attempt = self._section, caller.key, caller.attempt
        self._desks[self._county[job.exchange]].offer(
            Call(
                self._number(),
                calls.talk_ms(section.call, key, attempt),
                calls.patience_ms(section.patience, key, attempt),
                about=caller,
            )
        )

    def _ask(self, what: tuple[Ticket, int]) -> None:
        """The customer of a fault that may still be open enquires."""
        ticket, number = what
        job, enquiries, now = ticket.job, self._section.enquiries, self._agenda.now
        assert enquiries is not None
        if job.state == ENDED:
            return
        self._call(Caller(ticket, calls.caller(job.key, calls.ENQUIRER, number), True))
        self._ask_later(now + enquiries.every, ticket, number + 1)

    def _ask_later(self, instant_ms: int, ticket: Ticket, number: int) -> None:
        """Plan the next enquiry that is made, of those that could be from an instant on."""
        enquiries, key = self._section.enquiries, ticket.job.key
        assert enquiries is not None
        while instant_ms < self._horizon_ms:
            if calls.asks(key, number, self._asks_ppm):
                what = (ticket, number)
                self._agenda.at(
                    instant_ms, when.ARRIVES, _ENQUIRY, ticket.job.case, self._ask, what
                )
                return
            instant_ms += enquiries.every
            number += 1

    def reminds(self, job: Job) -> None:
        """The customer of a ticket that lies forgotten calls again, until he is answered."""
        key = calls.caller(job.key, calls.ENQUIRER, _REMINDS)
        self._call(Caller(Ticket(job), key, enquires=True, insists=True))

    # -- what becomes of calls ---------------------------------------------------------------

    def answered(self, desk: Desk, call: Call, now_ms: int) -> None:
        """A call is answered; the first about a fault makes its report valid."""
        caller: Caller = call.about
        ticket = caller.ticket
        job = ticket.job
        kind = _FURTHER
        if caller.enquires:
            kind = _ENQUIRY_ANSWERED
        elif ticket.first is None:
            kind = _ANSWERED
        wait = now_ms - call.since_ms
        self._log((now_ms, kind, job.case, job.slot, job.cabinet, -1, call.service_ms, wait))
        if kind == _ANSWERED:
            ticket.first = caller
            job.since_ms = now_ms
            self._faults.valid_report(job)
            if self._asks_ppm and self._section.enquiries is not None:
                self._ask_later(now_ms + self._section.enquiries.after, ticket, 0)

    def lost(self, desk: Desk, call: Call, reason: int, now_ms: int) -> None:
        """A call is not answered: whoever reports tries again, until it is."""
        caller: Caller = call.about
        job = caller.ticket.job
        wait = now_ms - call.since_ms
        self._log((now_ms, _LOST, job.case, job.slot, job.cabinet, -1, reason, wait))
        if caller.insists or not caller.enquires:
            instant = calls.tries_again_ms(caller.key, caller.attempt, now_ms, *self._again)
            caller.attempt += 1
            self._call_at(instant, caller)

    def done(self, desk: Desk, call: Call, now_ms: int) -> None:
        """A call is over: the line is tested, or one report more is known."""
        caller: Caller = call.about
        ticket = caller.ticket
        if caller.enquires:
            if self.reminded is not None:
                self.reminded(ticket.job)
            return
        ticket.known.append(now_ms)
        if self._together is not None:
            self._together.reported(ticket)
        if ticket.first is not caller:
            self._one_more(caller)
        elif self._section.line_test:
            case = ticket.job.case
            instant = now_ms + self._section.line_test
            self._agenda.at(instant, when.ENDS, _TEST, case, self._tested, ticket)
        else:
            self._tested(ticket)

    # -- what the desk knows -----------------------------------------------------------------

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
