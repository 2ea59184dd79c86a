"""Complaints of customers whose jobs are overdue: answered or not, climbing, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

from telesim.calendar import parse_range
from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import JOB_KINDS
from telesim.scenario.care.complaints import LEVELS, Complaints
from telesim.simulation import agenda as when
from telesim.simulation.care.answering import ANSWERED, CLOSED, ComplaintLines, Reader
from telesim.simulation.care.hours import hours_of
from telesim.simulation.care.urgency import Urgency
from telesim.simulation.customers import is_down, line_of
from telesim.simulation.job import AWAY, WAITING, Job
from telesim.simulation.promises import Promise
from telesim.simulation.rules import NEVER
from telesim.simulation.town import Town
from telesim.units import DAY_MS
from telesim.workload.care import complaints as marks

_COMPLAINT, _CALL_LOST = int(Kind.COMPLAINT), int(Kind.COMPLAINT_CALL_LOST)
_ANSWERED, _CLIMBS, _READ = (
    int(Kind.COMPLAINT_ANSWERED), int(Kind.COMPLAINT_CLIMBS), int(Kind.COMPLAINT_READ),
)  # fmt: skip
_URGENT, _RESOLVED = int(Kind.JOB_URGENT), int(Kind.COMPLAINT_RESOLVED)
#: Purposes in the agenda.
_BORNE, _CALL, _ANSWER, _READING, _CLIMB, _BROKEN = range(150, 156)
#: How a complaint ends.
DONE, GIVEN_UP, SENT_AWAY, LINE_WORKS = range(4)
_HOTLINE, _CITY = 1, 2
_LAST = len(LEVELS) - 1


@dataclass(slots=True, eq=False)
class _Customer:
    """A customer of an open job.

    Of a fault of several lines customer ``number`` is the one with line ``line`` of those that
    went down, in the order in which they are restored. ``factor`` on the hazard holds since
    ``since_ms``; ``left`` is what is borne from then on; ``at_ms`` the instant of the complaint as
    things stand, NEVER once it is made.
    """

    job: Job
    kind: int
    key: int
    number: int
    line: int
    factor: float
    since_ms: int
    left: float
    at_ms: int = NEVER


@dataclass(slots=True, eq=False)
class _Complaint:
    """A complaint that is not resolved."""

    case: int
    customer: _Customer
    county: int
    since_ms: int
    level: int = 0
    resolved: bool = False


class ComplaintBook:
    """Knows every open job that may be complained about, and every complaint.

    A customer bears an amount that stands in his marks, and complains at the instant at which the
    hazard of the days overdue has added up to it. That is known when the job comes in; only what
    makes the hazard higher meanwhile moves it forward. A job has as many customers as report it,
    each with a line of his own; whose line works again has nothing more to complain about, though
    others of the cable have.
    """

    def __init__(
        self, town: Town, section: Complaints, urgency: Urgency, recorder: Recorder
    ) -> None:
        self._town, self._section, self._urgency = town, section, urgency
        self._agenda = town.agenda
        self._log = recorder.append
        scenario = town.scenario
        hazard = section.hazard
        self._per_ms = [hazard.per_day_overdue.get(kind, 0.0) / DAY_MS for kind in JOB_KINDS]
        counties = range(len(scenario.counties))
        opens, closes = parse_range(section.desk.hours)
        self._desks = [ComplaintLines(section.desk.positions, opens, closes) for _ in counties]
        calendar = hours_of(scenario, section.head.calendar)
        self._heads = [Reader(calendar, section.head.reads) for _ in counties]
        self._county = scenario.exchange_county
        #: By case of the job.
        self._customers: dict[int, list[_Customer]] = {}
        self._complaints: dict[int, list[_Complaint]] = {}
        #: (instant, case of the job, number of the customer) of complaints to come; void where the
        #: customer's is another instant now.
        self._heap: list[tuple[int, int, int]] = []
        self._watched_ms = NEVER

    # -- jobs -----------------------------------------------------------------------------------

    def opens(self, job: Job, kind: int, since_ms: int, *, repeat: bool = False) -> None:
        """A job comes in, ordered or reported at an instant."""
        promise = self._town.rules[job.exchange].promise_ms[kind]
        if promise >= NEVER or not self._per_ms[kind]:
            return
        # What was overdue before the run began was borne before it.
        overdue = max(since_ms + promise, 0)
        factor = 1 + self._section.hazard.repeat * repeat
        several = min(job.reports, job.lines) if job.lines > 1 else 1
        customers = self._customers[job.case] = []
        for number in range(several):
            key = marks.customer(job.key, number)
            line = line_of(job, number)
            left = marks.borne(key)
            customers.append(_Customer(job, kind, key, number, line, factor, overdue, left))
            self._plan(customers[-1])

    def ended(self, job: Job, how: int = DONE) -> None:
        """A job is done, or its customer has given up, or was sent away and is registered."""
        self._customers.pop(job.case, None)
        for complaint in self._complaints.pop(job.case, ()):
            self._resolve(complaint, how)

    def lines_back(self, job: Job) -> None:
        """Some lines of a job work again: what their customers have complained about is over."""
        still = []
        for complaint in self._complaints.get(job.case, ()):
            if _is_down(complaint.customer):
                still.append(complaint)
            else:
                self._resolve(complaint, LINE_WORKS)
        if job.case in self._complaints:
            self._complaints[job.case] = still

    def _resolve(self, complaint: _Complaint, how: int) -> None:
        complaint.resolved = True
        self._write(_RESOLVED, complaint, how, self._agenda.now - complaint.since_ms)

    def handed_over(self, job: Job) -> None:
        """The case has been passed on to somebody else."""
        self._more(job.case, self._section.hazard.hand_off)

    def promised(self, job: Job) -> None:
        """An appointment is made; it is broken if nobody is on the way when its window ends."""
        if job.case in self._customers and self._section.hazard.broken_promise:
            promise = job.promise
            self._agenda.at(
                promise.end_ms, when.GIVES_UP, _BROKEN, job.case, self._window_ends, (job, promise)
            )

    def _window_ends(self, what: tuple[Job, Promise]) -> None:
        job, promise = what
        if job.promise is promise and job.state in (WAITING, AWAY):
            self._more(job.case, self._section.hazard.broken_promise)

    def _more(self, case: int, share: float) -> None:
        """The hazard of a job becomes higher from now on."""
        if not share:
            return
        now = self._agenda.now
        for customer in self._customers.get(case, ()):
            if customer.at_ms < NEVER:
                hazard = customer.factor * self._per_ms[customer.kind]
                customer.left -= max(now - customer.since_ms, 0) * hazard
                customer.since_ms = max(now, customer.since_ms)
                customer.factor += share
                self._plan(customer)

    def _plan(self, customer: _Customer) -> None:
        hazard = customer.factor * self._per_ms[customer.kind]
        customer.at_ms = customer.since_ms + int(max(customer.left, 0) / hazard) + 1
        self._watch(customer.at_ms, customer)

    def _watch(self, at_ms: int, customer: _Customer) -> None:
        """Look at a customer at an instant; one entry in the agenda stands for all."""
        if at_ms >= self._town.arrivals_end_ms:
            return
        heappush(self._heap, (at_ms, customer.job.case, customer.number))
        if at_ms < self._watched_ms:
            self._watched_ms = at_ms
            self._agenda.at(at_ms, when.ARRIVES, _BORNE, at_ms, self._look, at_ms)

    def _look(self, at_ms: int) -> None:
        if at_ms != self._watched_ms:
            return  # somebody was looked at earlier, and this instant is watched anew
        heap = self._heap
        while heap and (heap[0][0] <= at_ms or self._due(heap[0]) is None):
            customer = self._due(heappop(heap))
            if customer is not None:
                customer.at_ms = NEVER
                if _is_down(customer):
                    self._complain(customer)
        self._watched_ms = NEVER
        if heap:
            self._watched_ms = heap[0][0]
            self._agenda.at(heap[0][0], when.ARRIVES, _BORNE, heap[0][0], self._look, heap[0][0])

    def _due(self, entry: tuple[int, int, int]) -> _Customer | None:
        """The customer who is to complain at an instant, unless something else is known since.

        A job that has ended, or whose customer was sent away and came back, has left entries.
        """
        at_ms, case, number = entry
        customers = self._customers.get(case, ())
        if number < len(customers) and customers[number].at_ms == at_ms:
            return customers[number]
        return None

    # -- complaints -----------------------------------------------------------------------------

    def _complain(self, customer: _Customer) -> None:
        job, key, now = customer.job, customer.key, self._agenda.now
        complaint = _Complaint(self._town.new_case(), customer, self._county[job.exchange], now)
        self._complaints.setdefault(job.case, []).append(complaint)
        self._write(_COMPLAINT, complaint, customer.kind, job.case)
        desk = self._desks[complaint.county]
        calls = now if desk.is_open(now) else desk.next_day(now, marks.calls_at(key))
        self._agenda.at(calls, when.ARRIVES, _CALL, complaint.case, self._call, complaint)
        self._may_climb(complaint)

    def _call(self, complaint: _Complaint) -> None:
        """The customer calls the 180 desk, unless the line works by now."""
        if complaint.resolved:
            return
        desk, key, now = self._section.desk, complaint.customer.key, self._agenda.now
        answer = self._desks[complaint.county].call(
            now, marks.handling_ms(desk.handling, key), marks.patience_ms(desk.patience, key)
        )
        self._agenda.at(
            answer.time_ms, when.ARRIVES, _ANSWER, complaint.case, self._answer,
            (complaint, answer.what, now),
        )  # fmt: skip

    def _answer(self, what: tuple[_Complaint, int, int]) -> None:
        complaint, outcome, called_ms = what
        if complaint.resolved:
            return
        waited = self._agenda.now - called_ms
        if outcome != ANSWERED:
            self._write(_CALL_LOST, complaint, int(outcome == CLOSED), waited)
            return
        logged = marks.logged(complaint.customer.key, self._section.desk.logged)
        self._write(_ANSWERED, complaint, int(logged), waited)
        if logged and self._section.supervised:
            self._to_the_head(complaint)

    def _may_climb(self, complaint: _Complaint) -> None:
        climbs = self._section.climbs
        if marks.climbs(complaint.customer.key, complaint.level, climbs.share):
            self._agenda.at(
                self._agenda.now + climbs.after, when.ARRIVES, _CLIMB, complaint.case, self._climb,
                complaint,
            )  # fmt: skip

    def _climb(self, complaint: _Complaint) -> None:
        """Nothing has happened: the complaint goes one level higher."""
        if complaint.resolved:
            return
        complaint.level += 1
        if complaint.level == _HOTLINE and not self._section.hotlines:
            complaint.level = _CITY
        self._write(_CLIMBS, complaint, complaint.level, 0)
        if complaint.level == _HOTLINE:
            self._to_the_head(complaint)
        else:
            self._make_urgent(complaint)
        if complaint.level < _LAST:
            self._may_climb(complaint)

    def _to_the_head(self, complaint: _Complaint) -> None:
        """The head of the county reads the case, after those that lie there."""
        now = self._agenda.now
        done = self._heads[complaint.county].read(now)
        if done is not None:
            # A case may lie with the head twice: from the desk, and from the hotline.
            entity = complaint.case * 2 + (complaint.level == _HOTLINE)
            self._agenda.at(done, when.ENDS, _READING, entity, self._read, (complaint, now))

    def _read(self, what: tuple[_Complaint, int]) -> None:
        complaint, came_ms = what
        if not complaint.resolved:
            self._write(_READ, complaint, 0, self._agenda.now - came_ms)
            self._make_urgent(complaint)

    def _make_urgent(self, complaint: _Complaint) -> None:
        job = complaint.customer.job
        if not job.urgent:
            overtaken = self._urgency.hurry(job)
            self._write(_URGENT, complaint, job.case, overtaken)

    # -- what they share ------------------------------------------------------------------------

    def _write(self, kind: int, complaint: _Complaint, reason: int, amount: int) -> None:
        job, now = complaint.customer.job, self._agenda.now
        self._log((now, kind, complaint.case, job.slot, job.cabinet, -1, reason, amount))


def _is_down(customer: _Customer) -> bool:
    """Whether the line of a customer waits still; cables are restored line by line."""
    return is_down(customer.job, customer.line)
