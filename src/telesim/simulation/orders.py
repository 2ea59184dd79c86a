"""Orders on their way: wanted, held or assigned, visited, in service, or given up."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.care.complaints import GIVEN_UP, SENT_AWAY, ComplaintBook
from telesim.simulation.crew import Crew
from telesim.simulation.facilities import Facilities
from telesim.simulation.job import AWAY, ENDED, HELD, NEW, WAITING, Job, Marks
from telesim.simulation.rules import INSTALL_BUILD, INSTALL_PREBUILT, MOVE_LINE, NEVER
from telesim.simulation.slips import Slips
from telesim.simulation.striking import SUSPENDED
from telesim.simulation.town import Town
from telesim.workload import followups
from telesim.workload.columns import CEASE, INSTALL, MOVE

if TYPE_CHECKING:
    from telesim.simulation.market.promotions import Promotions
    from telesim.simulation.market.rerouting import Rerouting
    from telesim.simulation.market.screening import Screening
    from telesim.simulation.office.office import Office

_ORDER, _CANCELLED, _CEASED = int(Kind.ORDER), int(Kind.CANCELLED), int(Kind.CEASED)
_IN_SERVICE, _RELEASED, _UNFINISHED = int(Kind.IN_SERVICE), int(Kind.RELEASED), int(Kind.UNFINISHED)
_NO_ACCESS, _RECONNECTED = int(Kind.NO_ACCESS), int(Kind.RECONNECTED)
_WORKING = int(Kind.WORKING)
_NO_PAIR = int(Kind.NO_PAIR)

#: Under any share of drops: the line stands from the exchange to the home.
_STANDS = -1

#: One row of workload.Orders as plain numbers, in the order of its columns, case first and the
#: marks of the first visit together.
OrderRow = tuple[int, int, int, int, int, int, int, float, int, int, int, int, int, int, Marks]


class OrderBook:
    """Takes orders in, follows them and lets them end."""

    def __init__(self, town: Town, facilities: Facilities, recorder: Recorder) -> None:
        self._town = town
        self._facilities = facilities
        self._log = recorder.append
        #: Lines in service that are to be moved, and that are to be given up once they work.
        self._moving: set[tuple[int, int]] = set()
        self.leaving: dict[tuple[int, int], Job] = {}
        #: What is to be done when a line that is down works again, or is not there any more.
        self.awaited: dict[tuple[int, int], list[Callable[[int], None]]] = {}
        #: Open orders by the instant at which their customers give up.
        self._patience: list[tuple[int, int, Job]] = []
        #: Whether somebody will give up before ``watched_until_ms``, which others see to.
        self.impatient = False
        self.watched_until_ms = NEVER
        #: How crews close jobs, where a pay scheme says so.
        self.slips: Slips | None = None
        #: What a job does when nothing but a crew is wanting; the main frame may come first, and
        #: is told when an order that has facilities is given up while it cannot be done yet.
        self.ready: Callable[[Job], None] = town.dispatcher.wait
        self.on_given_up: Callable[[Job], None] | None = None
        #: Where a new order goes first: to those who give out ports and pairs, or to the office.
        self.ask: Callable[[Job], None] = facilities.ask
        #: The desks that orders pass, where there are any.
        self.office: Office | None = None
        #: Who sends customers away, and crews in vain, where a scenario says so.
        self.screening: Screening | None = None
        #: Which campaigns bring orders, where a scenario has any.
        self.promotions: Promotions | None = None
        #: Who borrows pairs of neighbours, where a scenario lets them.
        self.rerouting: Rerouting | None = None
        #: Told when a visit has put a line in service, where that may bring faults: (job, now).
        self.on_service: Callable[[Job, int], None] | None = None
        #: Who hears of jobs that may be complained about, where anybody complains.
        self.complaints: ComplaintBook | None = None
        #: Told when a line is given up, where it may be suspended for arrears: (job, now).
        self.on_ceased: Callable[[Job, int], None] | None = None

    def arrive(self, row: OrderRow, now_ms: int) -> None:
        """A candidate order comes due; it happens if its place asks for it at this moment."""
        (
            case, time, type_, cabinet, slot, to_cabinet, to_slot, mark, key, gives_up,
            work, work_build, drop, distance, marks,
        ) = row  # fmt: skip
        town = self._town
        exchange = town.exchange_of[cabinet]
        rate = town.rules[exchange].order_rate[type_]
        if self.promotions is not None and type_ == INSTALL:
            if time >= 0 and not self.promotions.brings(mark, rate, exchange, cabinet, now_ms):
                return
        elif time >= 0 and mark >= rate:
            return
        if type_ != INSTALL:
            state = town.line_state[cabinet][slot]
            if state == 0 or (cabinet, slot) in self._moving or (cabinet, slot) in self.leaving:
                return
            if type_ == CEASE:
                self._log((time, _ORDER, case, slot, cabinet, -1, CEASE, distance))
                job = Job(self, case, key, cabinet, exchange, slot, -1)
                town.opened(job, time)
                if state == 1 or state == SUSPENDED:
                    self._cease(job, now_ms)
                else:
                    self.leaving[cabinet, slot] = job
                return
            if state == SUSPENDED:
                return
        place = cabinet if type_ == INSTALL else to_cabinet
        job = Job(self, case, key, place, exchange, slot if type_ == INSTALL else to_slot, -1)
        job.has_port = job.build = False
        job.order_type = type_
        job.since_ms = time
        job.old_cabinet, job.old_slot = (cabinet, slot) if type_ == MOVE else (-1, -1)
        job.gives_up_ms = gives_up
        job.work_ms = work
        job.work_build_ms = work_build
        job.drop_ppm = drop
        rules = town.rules[exchange]
        if type_ == INSTALL and rules.reconnect_ppm:
            if followups.reconnects(key, rules.reconnect_ppm):
                job.drop_ppm = _STANDS
        job.distance_m = distance
        job.marks = marks
        if type_ == MOVE:
            self._moving.add((cabinet, slot))
        self._log((time, _ORDER, case, job.slot, place, -1, type_, job.distance_m))
        if self.promotions is not None:
            self.promotions.write(job, mark)
        town.opened(job, time)
        if gives_up <= now_ms:
            self._cancel(job, now_ms)
            return
        if gives_up < NEVER:
            heappush(self._patience, (gives_up, case, job))
            if gives_up < self.watched_until_ms:
                self.impatient = True
        if self.complaints is not None:
            self.complaints.opens(job, type_, time)
        if self.screening is not None and self.screening.keeps_away(job):
            self._facilities.ask(job)
        else:
            self.ask(job)

    def assigned(self, job: Job, now_ms: int) -> None:
        """Facilities are there: make the order a field job, if anybody must call."""
        town = self._town
        if job.drop_ppm == _STANDS:
            takes = town.rules[job.exchange].reconnect_takes
            instant = now_ms + followups.reconnect_delay_ms(takes, job.key)
            job.state = AWAY
            town.agenda.at(instant, when.ENDS, when.RECONNECTION, job.case, self._reconnected, job)
            return
        if job.order_type == MOVE:
            number = MOVE_LINE
        elif job.build:
            number = INSTALL_BUILD
            job.work_ms = job.work_build_ms
        else:
            number = INSTALL_PREBUILT
        job.variant = town.variants[number]
        promise = town.rules[job.exchange].promise_ms[job.variant.kind]
        job.due_ms = job.since_ms + promise if promise < NEVER else NEVER
        self.ready(job)

    def _reconnected(self, job: Job) -> None:
        """The desk has connected a line that stood; its customer may have given up meanwhile."""
        if job.state != ENDED:
            now = self._town.now
            self._log((now, _RECONNECTED, job.case, job.slot, job.cabinet, -1, 0, 0))
            self._complete(job, now)

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew reports back from an order."""
        outcome = crew.outcome
        if self.slips is not None and outcome == _IN_SERVICE:
            self.slips.closes(job, crew, now_ms)
        if outcome == _IN_SERVICE and self.office is not None:
            if self.office.connected(crew, job, now_ms):
                return
        self._log((now_ms, outcome, job.case, job.slot, job.cabinet, crew.number, 0, crew.site_ms))
        if outcome == _IN_SERVICE:
            self._complete(job, now_ms)
            if self.on_service is not None:
                self.on_service(job, now_ms)
        elif outcome == _UNFINISHED:
            law = self._town.order_law(job)
            job.work_ms = followups.later_work_ms(law, job.key, job.visits)
            self._town.want_crew(job)
        elif outcome == _NO_PAIR and self.screening is not None:
            if self.office is not None:
                self.office.without_pair(job)
            self.screening.found_out(job)
        else:
            self._town.try_on_next_day(crew, job, now_ms)
        if job.state != ENDED and job.gives_up_ms <= now_ms:
            self._cancel(job, now_ms)

    def tested(self, job: Job, now_ms: int) -> None:
        """A line that a crew has connected is found good: working service."""
        self._log((now_ms, _WORKING, job.case, job.slot, job.cabinet, -1, 0, 0))
        self._complete(job, now_ms)
        if self.on_service is not None:
            self.on_service(job, now_ms)

    def next_to_give_up(self) -> int:
        """Instant at which the next open order's customer gives up; NEVER if none will."""
        patience = self._patience
        while patience and patience[0][2].state == ENDED:
            heappop(patience)
        return patience[0][0] if patience else NEVER

    def give_up(self, now_ms: int) -> None:
        """Cancel all orders whose patience has ended and which no crew is serving."""
        while self.next_to_give_up() <= now_ms:
            job = heappop(self._patience)[2]
            # Who has been registered, or told, is patient until another instant than before.
            if job.gives_up_ms <= now_ms and job.state in (NEW, HELD, WAITING, AWAY):
                self._cancel(job, now_ms)

    def patient_until(self, job: Job, instant_ms: int) -> None:
        """A customer's patience ends at another instant than was known before."""
        job.gives_up_ms = instant_ms
        if instant_ms < NEVER:
            heappush(self._patience, (instant_ms, job.case, job))
            if instant_ms < self.watched_until_ms:
                self.impatient = True

    def sent_away(self, job: Job) -> None:
        """A customer has left the name alone: there is nothing to ask after or complain about."""
        if self.complaints is not None:
            self.complaints.ended(job, SENT_AWAY)
        if self.office is not None:
            self.office.sent_away(job)

    def back_again(self, job: Job, now_ms: int) -> None:
        """Whoever left the name orders after all, at the counter."""
        if self.complaints is not None:
            self.complaints.opens(job, job.order_type, now_ms)
        self.ask(job)

    def leaves(self, job: Job, now_ms: int) -> None:
        """A customer does not want the line any more, whatever the patience."""
        self._cancel(job, now_ms)

    def _cancel(self, job: Job, now_ms: int) -> None:
        in_vain = self.screening is not None and self.screening.calls_off(job)
        assigned = not in_vain and job.state not in (NEW, HELD)
        if job.state == WAITING:
            self._town.dispatcher.forget(job)
        elif job.state == HELD:
            self._facilities.given_up(job)
        elif job.state == AWAY and self.on_given_up is not None:
            self.on_given_up(job)
        job.state = ENDED
        self._log(
            (
                now_ms,
                _CANCELLED,
                job.case,
                job.slot,
                job.cabinet,
                -1,
                int(assigned),
                int(job.has_port),
            )
        )
        if assigned:
            pairs = self._pairs_of(job.cabinet, job.slot)
            self._facilities.release(pairs, job.has_port, job.key)
        if (assigned or in_vain) and self._town.appointments is not None:
            self._town.appointments.given_up(job, now_ms)
        if job.order_type == MOVE:
            self._moving.discard((job.old_cabinet, job.old_slot))
        self._town.ended(job)
        if self.office is not None:
            self.office.given_up(job)
        if self.complaints is not None:
            self.complaints.ended(job, GIVEN_UP)

    def _complete(self, job: Job, now_ms: int) -> None:
        town = self._town
        job.state = ENDED
        town.line_state[job.cabinet][job.slot] = 1
        if job.order_type == MOVE:
            town.line_state[job.old_cabinet][job.old_slot] = 0
            self._moving.discard((job.old_cabinet, job.old_slot))
            if self.awaited:
                self.line_is_back(job.old_cabinet, job.old_slot, now_ms)
            pairs = self._pairs_of(job.old_cabinet, job.old_slot)
            borrowed = pairs + 1 if pairs != job.old_cabinet else 0
            self._log((now_ms, _RELEASED, job.case, job.old_slot, job.old_cabinet, -1, 0, borrowed))
            self._facilities.release(pairs, port=False, key=job.key)
        elif self.rerouting is not None:
            self.rerouting.in_service(job, now_ms)
        town.ended(job)
        if self.office is not None:
            self.office.served(job)
        if self.complaints is not None:
            self.complaints.ended(job)

    def _pairs_of(self, cabinet: int, slot: int) -> int:
        """The cabinet whose pairs a line gives back: its own, or that from which it borrows."""
        return cabinet if self.rerouting is None else self.rerouting.gives_back(cabinet, slot)

    def line_is_back(self, cabinet: int, slot: int, now_ms: int) -> None:
        """A line works again: now it can be given up, if its customer has asked for that."""
        job = self.leaving.pop((cabinet, slot), None)
        if job is not None:
            self._cease(job, now_ms)
        for then in self.awaited.pop((cabinet, slot), ()):
            then(now_ms)

    def when_back(self, cabinet: int, slot: int, then: Callable[[int], None]) -> None:
        """Let something be done when a line that is down works again or has been moved away."""
        self.awaited.setdefault((cabinet, slot), []).append(then)

    def will_leave(self, cabinet: int, slot: int) -> bool:
        """Whether the customer of a line in service has asked for a move, or to give it up."""
        return (cabinet, slot) in self._moving or (cabinet, slot) in self.leaving

    def close(self, cabinet: int, slot: int, key: int, now_ms: int) -> None:
        """The company gives up a line in service, by a cease order of its own."""
        town = self._town
        job = Job(self, town.new_case(), key, cabinet, town.exchange_of[cabinet], slot, -1)
        self._log((now_ms, _ORDER, job.case, slot, cabinet, -1, CEASE, 0))
        town.opened(job, now_ms)
        self._cease(job, now_ms)

    def _cease(self, job: Job, now_ms: int) -> None:
        pairs = self._pairs_of(job.cabinet, job.slot)
        borrowed = pairs + 1 if pairs != job.cabinet else 0
        self._log((now_ms, _CEASED, job.case, job.slot, job.cabinet, -1, 0, borrowed))
        self._town.line_state[job.cabinet][job.slot] = 0
        self._facilities.release(pairs, port=True, key=job.key)
        job.state = ENDED
        self._town.ended(job)
        if self.on_ceased is not None:
            self.on_ceased(job, now_ms)


__all__ = ["OrderBook", "OrderRow"]
