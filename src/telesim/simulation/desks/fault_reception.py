"""The fault reception of each county: reports are calls, and only an answered one is valid.

The first answered call of a fault starts its clock. When the call and the line test are over the
fault is judged, as ever, and waits for a crew. Further customers of the same event call as well;
what the desk makes of their reports stands in :mod:`telesim.simulation.desks.knowledge`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.calendar import parse_range
from telesim.eventlog import Kind, Recorder
from telesim.scenario.desks.fault_desk import FaultDesk
from telesim.simulation import agenda as when
from telesim.simulation.customers import is_down, line_of
from telesim.simulation.desks.desk import Call, Desk
from telesim.simulation.desks.hours import hours_of
from telesim.simulation.desks.knowledge import KnowsFaults, TakesReports
from telesim.simulation.desks.tickets import Caller, Ticket
from telesim.simulation.job import Job
from telesim.workload import calls

if TYPE_CHECKING:
    from telesim.simulation.town import Town

#: Agenda purposes: calls of the desks (and the change of their hours), tries, enquiries, tests.
_CALLS, _TRY, _ENQUIRY, _TEST = 120, 122, 123, 124
#: Number of the enquiry of a customer who reminds, beyond all that he makes by and by.
_REMINDS = 1_000_000
_FIRST_TRY, _LOST = int(Kind.FIRST_TRY), int(Kind.CALL_LOST)
_ANSWERED, _FURTHER = int(Kind.REPORT_ANSWERED), int(Kind.FURTHER_ANSWERED)
_ENQUIRY_ANSWERED = int(Kind.ENQUIRY_ANSWERED)


class FaultReception(KnowsFaults):
    """Answers the calls about faults, a desk a county."""

    def __init__(
        self, section: FaultDesk, town: Town, faults: TakesReports, recorder: Recorder
    ) -> None:
        super().__init__(section, town, faults, recorder)
        scenario = town.scenario
        hours = hours_of(section, scenario.start.weekday())
        self._desks = [
            Desk(
                town.desks, town.agenda, self, hours,
                number=number, purpose=_CALLS, lines=section.lines,
            )
            for number in range(len(scenario.counties))
        ]  # fmt: skip
        self._county = scenario.exchange_county
        again = section.again
        self._again = (calls.ppm(again.soon), again.within, parse_range(again.later))
        self._asks_ppm = calls.ppm(section.enquiries.share) if section.enquiries else 0
        #: Told of answered enquiries, where tickets are forgotten.
        self.reminded: Callable[[Job], None] | None = None
        #: Nobody new calls after arrivals end; who has called goes on trying.
        self._horizon_ms = scenario.horizon_ms
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
            self._call_at(now + delay, Caller(ticket, key, line_of(job, number)))

    def _call_at(self, instant_ms: int, caller: Caller) -> None:
        if instant_ms < self._horizon_ms:
            self._agenda.at(instant_ms, when.ARRIVES, _TRY, self._number(), self._call, caller)

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _call(self, caller: Caller) -> None:
        """A customer calls, unless the line works again."""
        job = caller.ticket.job
        if not is_down(job, caller.line):
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
        """The customer who was the first to be answered enquires, if his line is still down."""
        ticket, number = what
        job, enquiries, now = ticket.job, self._section.enquiries, self._agenda.now
        assert enquiries is not None
        assert ticket.first is not None
        line = ticket.first.line
        if not is_down(job, line):
            return
        self._call(Caller(ticket, calls.caller(job.key, calls.ENQUIRER, number), line, True))
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
