"""Orders on their way through the offices of their counties, and what they wait for in between.

Acceptance -> ports and pairs -> assignment -> exchange order -> jumper -> dispatch -> visit -> test
-> working service -> billing. The desks are here; what lies between them is done elsewhere and
comes back by :meth:`Office.paired`, :meth:`Office.dispatch`, :meth:`Office.connected` and
:meth:`Office.served`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind, Recorder
from telesim.scenario.office.courses import ROLE_OF_STEP, clerks_on_courses
from telesim.scenario.office.key_accounts import FIELD
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import (
    ACCEPTANCE,
    ASSIGNMENT,
    BILLING,
    DISPATCH,
    EXCHANGE,
    STEPS,
    TEST,
    office_hours,
    staff_in,
)
from telesim.simulation import agenda as when
from telesim.simulation.crew import Crew
from telesim.simulation.facilities import Facilities
from telesim.simulation.job import AWAY, ENDED, VISITED, Job
from telesim.simulation.office.carrying import Carrying
from telesim.simulation.office.contacts import ContactBook
from telesim.simulation.office.desk import Desk, Paper
from telesim.simulation.office.key_accounts import FACILITIES, KeyAccountBook
from telesim.simulation.orders import OrderBook
from telesim.simulation.town import Town
from telesim.units import DAY_MS, PER_MILLION
from telesim.workload.office import first_times, office_mark, office_work_ms

_DONE = tuple(
    int(kind)
    for kind in (
        Kind.ACCEPTED,
        Kind.RECORDED,
        Kind.FRAME_WRITTEN,
        Kind.WORK_ORDERED,
        Kind.TESTED,
        Kind.BILLED,
    )
)
_SENT_BACK, _CONNECTED = int(Kind.SENT_BACK), int(Kind.CONNECTED)
_IN_VAIN = int(Kind.WORKED_IN_VAIN)


class Office:
    """The desks of all counties, and the papers of all orders that are open there.

    Attributes:
        to_field: what an order does when it has been dispatched.
        stirred: desks at which papers or clerks wait since the last settling.
    """

    def __init__(
        self,
        town: Town,
        section: OrderSystem,
        orders: OrderBook,
        facilities: Facilities,
        recorder: Recorder,
        keys: NDArray[np.uint64],
    ) -> None:
        scenario = town.scenario
        self._town = town
        self._agenda = town.agenda
        self._orders = orders
        self._log = recorder.append
        self._hours = office_hours(scenario, section.calendar)
        self._facilities = facilities
        self.to_field: Callable[[Job], None] = town.want_crew
        given = [section.steps.get(word) for word in STEPS]
        self._laws = [None if step is None else step.work for step in given]
        length_ms = -(-scenario.horizon_ms // DAY_MS) * DAY_MS
        batches = {step.batch for step in section.steps.values() if step.batch}
        trays = {batch: Carrying(self._hours, batch, length_ms) for batch in batches}
        #: By step: when trays leave for it; None where each paper comes at once.
        self._trays = [None if step is None else trays.get(step.batch) for step in given]
        #: Chance of a mistake by step in parts per million; the steps whose mistakes each finds.
        self._wrong_ppm = [0 if step is None else round(step.wrong * PER_MILLION) for step in given]
        self._finds: list[list[int]] = [[] for _ in STEPS]
        for number, step in enumerate(given):
            if step is not None and step.found_at is not None:
                self._finds[STEPS.index(step.found_at)].append(number)
        self._first_work, self._first_mark = first_times(self._laws, self._wrong_ppm, keys)
        self._county_of = scenario.exchange_county
        #: By county and step; None for a step that the scenario leaves out.
        self._desks: list[list[Desk | None]] = []
        clerks = 0
        for number, county in enumerate(scenario.counties):
            desks: list[Desk | None] = []
            for at, known in enumerate(given):
                if known is None:
                    desks.append(None)
                    continue
                staff = staff_in(known.staff, county)
                desks.append(Desk(number * len(STEPS) + at, at, clerks, staff))
                clerks += staff
            self._desks.append(desks)
        #: The opening interval in which the office has been seen open last.
        self._open = (0, 0)
        #: Desks at which something waits for the office to open; empty while it is open.
        self._closed: dict[int, Desk] = {}
        self._let_clerks_learn()
        self._papers: dict[int, Paper] = {}
        self.stirred: dict[int, Desk] = {}
        self._then = (
            self._accepted, self._recorded, self._frame_written, self._dispatched, self._tested,
            self._billed,
        )  # fmt: skip
        #: Who watches the orders of key accounts; None where nobody does.
        self.accounts: KeyAccountBook | None = None
        if scenario.key_accounts is not None:
            self.accounts = KeyAccountBook(self, town, scenario.key_accounts, self._hours, recorder)
        #: What becomes of cases at the counter; None where each is done at once.
        self.contacts: ContactBook | None = None
        if scenario.contacts is not None:
            self.contacts = ContactBook(self, town, scenario.contacts, recorder)
        orders.ask = self.accept
        orders.office = self

    def _let_clerks_learn(self) -> None:
        """Courses take clerks from closing time of the day before to that of their last day."""
        hours = self._hours
        closing = {
            start // DAY_MS: end for start, end in zip(hours.starts, hours.ends, strict=True)
        }
        days = sorted(closing)
        before = dict(zip(days, [0, *(closing[day] for day in days)], strict=False))
        for (county, step), away in clerks_on_courses(self._town.scenario, hours).items():
            desk = self._desks[county][step]
            assert desk is not None
            there: frozenset[int] = frozenset()
            for day in days:
                numbers = away.get(day, frozenset())
                if numbers != there:
                    there, what = numbers, (desk, numbers)
                    self._agenda.at(
                        before[day], when.ENDS, when.OFFICE_COURSE, desk.number, self._learn, what
                    )

    def _learn(self, what: tuple[Desk, frozenset[int]]) -> None:
        desk, numbers = what
        desk.send_away(numbers)
        self.stirred[desk.number] = desk

    # -- what comes from outside ----------------------------------------------------------------

    def accept(self, job: Job) -> None:
        """An order has come; one that waited before the run began has been accepted.

        Whoever was registered here and orders after all is accepted anew, on the same paper.
        """
        known = self._papers.get(job.case)
        if known is not None:
            known.sent_away = False
            self._facilities.stirred = True
            self._go(known, ACCEPTANCE)
            return
        paper = self._papers[job.case] = Paper(job)
        early = job.since_ms < 0
        if self.accounts is not None:
            self.accounts.came(paper)
        if self.contacts is not None:
            self.contacts.came(paper)
        if early:
            self._facilities.ask(job)
        else:
            # Settling is where a customer's patience comes to be watched.
            self._facilities.stirred = True
            self._go(paper, ACCEPTANCE)

    def paired(self, job: Job) -> None:
        """Port and pairs are there."""
        job.state = AWAY
        self._begin(self._papers[job.case], ASSIGNMENT)

    def dispatch(self, job: Job) -> None:
        """Nothing but a crew is wanting; an order needs somebody to send it.

        Repairs and moves back of borrowed lines have no paper here.
        """
        if job.cause >= 0 or job.order_type < 0:
            self._town.want_crew(job)
            return
        job.state = AWAY
        self._begin(self._papers[job.case], DISPATCH)

    def connected(self, crew: Crew, job: Job, now_ms: int) -> bool:
        """A visit has connected a line: whether that has been written down, as a test is wanted."""
        if self._laws[TEST] is None:
            return False
        self._log(
            (now_ms, _CONNECTED, job.case, job.slot, job.cabinet, crew.number, 0, crew.site_ms)
        )
        # Nobody gives up a line that stands but for its test.
        job.state = VISITED
        self._begin(self._papers[job.case], TEST)
        return True

    def sent_away(self, job: Job) -> None:
        """A customer is registered instead of being taken; of one who never came there is no paper.

        What is not written as an order has no mistake in it.
        """
        paper = self._papers.get(job.case)
        if paper is not None:
            paper.sent_away = True
            paper.wrong = 0

    def without_pair(self, job: Job) -> None:
        """A crew has found no pair: the order is with those who give them out once more."""
        paper = self._papers[job.case]
        if paper.account is not None and self.accounts is not None:
            self.accounts.gets(paper, FACILITIES)

    def served(self, job: Job) -> None:
        """The line works; its customer need not wait for what is still to be written."""
        paper = self._papers[job.case]
        paper.served = True
        self._begin(paper, BILLING)

    def given_up(self, job: Job) -> None:
        """A customer gives up: who finds the paper throws it away."""
        paper = self._papers.pop(job.case, None)
        if paper is not None and paper.account is not None:
            paper.account.forget()

    # -- desks ----------------------------------------------------------------------------------

    def _begin(self, paper: Paper, step: int) -> None:
        """An order comes to a step for the first time."""
        paper.furthest = step
        self._go(paper, step)

    def _go(self, paper: Paper, step: int) -> None:
        """Hand a paper to a step; a step that does not exist is passed at once."""
        desk = self._desks[self._county_of[paper.job.exchange]][step]
        paper.step = step
        if paper.account is not None and self.accounts is not None:
            self.accounts.gets(paper, step)
        if desk is None:
            self._onward(paper, step)
            return
        now, trays = self._agenda.now, self._trays[step]
        if trays is None or paper.urgency:
            self._lay(desk, paper, now)
            return
        if desk.tray_ms < now:
            leaves = trays.leaves(now)
            if leaves == now:
                self._lay(desk, paper, now)
                return
            if leaves is None:
                return  # later than the run
            desk.tray_ms = leaves
            self._agenda.at(leaves, when.ENDS, when.OFFICE_TRAY, desk.number, self._carry, desk)
        desk.tray.append(paper)

    def _lay(self, desk: Desk, paper: Paper, now_ms: int) -> None:
        desk.lay(paper, now_ms)
        self.stirred[desk.number] = desk

    def lay_question(self, question: Paper) -> None:
        """Somebody asks after an order at the desk of acceptance."""
        desk = self._desks[self._county_of[question.job.exchange]][ACCEPTANCE]
        assert desk is not None
        if question.owner >= 0:
            desk.keep(question, self._agenda.now)
            self.stirred[desk.number] = desk
        else:
            self._lay(desk, question, self._agenda.now)

    def _carry(self, desk: Desk) -> None:
        """The papers of a tray are carried to their desk."""
        papers, desk.tray = desk.tray, []
        desk.tray_ms = -1
        for paper in papers:
            if not paper.given_up:
                self._lay(desk, paper, self._agenda.now)

    def settle(self, now_ms: int) -> None:
        """Free clerks take what waits; while the office is closed it waits for the opening."""
        stirred, self.stirred = self.stirred, {}
        since, until = self._open
        # Within the interval of the last look nobody need look at the calendar.
        if (now_ms >= until or now_ms < since) and not self._is_open(now_ms):
            if not self._closed:
                self._wait_for_opening(now_ms)
            self._closed.update(stirred)
            return
        for number in sorted(stirred) if len(stirred) > 1 else stirred:
            desk = stirred[number]
            while desk.free and (desk.waiting or desk.kept):
                taken = desk.take()
                if taken is None:
                    break
                self._work(desk, *taken, now_ms)

    def _is_open(self, now_ms: int) -> bool:
        """Whether the office is open; if so, remember until when."""
        hours = self._hours
        at = hours.index(now_ms)
        if at < 0 or now_ms >= hours.ends[at]:
            return False
        self._open = hours.starts[at], hours.ends[at]
        return True

    def _wait_for_opening(self, now_ms: int) -> None:
        """One look for all desks when the office opens next, if it does within the run."""
        opens = self._hours.next_open(now_ms)
        if opens is not None:
            self._agenda.at(opens, when.ENDS, when.OFFICE_OPENS, 0, self._opens, None)

    def _opens(self, _: None) -> None:
        """What has come while the office was closed is taken in settling, with what comes now."""
        self.stirred.update(self._closed)
        self._closed.clear()

    def _work(self, desk: Desk, clerk: int, paper: Paper, now_ms: int) -> None:
        step, job = desk.step, paper.job
        times = paper.times[step]
        if times:
            law = self._laws[step]
            assert law is not None
            work = office_work_ms(law, job.key, step, times)
        else:
            work = self._first_work[step][job.case]
        if self.contacts is not None and step == ACCEPTANCE:
            work = self.contacts.work_ms(paper, work)
        paper.work_ms = work
        ends = now_ms + work
        if ends > self._open[1]:
            done = self._hours.add_work(now_ms, work)
            if done is None:
                return  # later than the run
            ends = done
        paper.waited_ms = now_ms - paper.since_ms
        self._agenda.at(ends, when.ENDS, when.OFFICE_DONE, clerk, self._done, (desk, clerk, paper))

    def _done(self, what: tuple[Desk, int, Paper]) -> None:
        """A clerk is done with a paper: free for the next one, which is taken in settling."""
        desk, clerk, paper = what
        desk.back(clerk)
        self.stirred[desk.number] = desk
        step, job, now = desk.step, paper.job, self._agenda.now
        if job.state == ENDED and not paper.served:
            self._log((now, _IN_VAIN, job.case, job.slot, job.cabinet, -1, paper.work_ms, step))
            return
        if (
            self.contacts is not None
            and step == ACCEPTANCE
            and self.contacts.handled(desk, clerk, paper, now)
        ):
            return
        self._log(
            (now, _DONE[step], job.case, job.slot, job.cabinet, -1, paper.work_ms, paper.waited_ms)
        )
        times = paper.times[step]
        paper.times[step] = times + 1
        if self._errs(job, step, times):
            paper.wrong |= 1 << step
        if paper.wrong:
            # In the green channel each desk looks at what the one before it has done.
            for faulty in range(step) if paper.urgency else self._finds[step]:
                if paper.wrong >> faulty & 1:
                    paper.wrong &= (1 << faulty) - 1
                    row = (job.case, job.slot, job.cabinet, -1, faulty, step)
                    self._log((now, _SENT_BACK, *row))
                    self._go(paper, faulty)
                    return
        self._onward(paper, step)

    def _errs(self, job: Job, step: int, times: int) -> bool:
        """Whether an order leaves a step with a mistake, by the clerks' training of today."""
        stated = self._wrong_ppm[step]
        if not stated:
            return False
        chance = self._town.errors_ppm(ROLE_OF_STEP[step], self._county_of[job.exchange], stated)
        mark = office_mark(job.key, step, times) if times else self._first_mark[step][job.case]
        return mark < chance

    def _onward(self, paper: Paper, step: int) -> None:
        """A step is done: the next one, or what stands between them when that is yet to come."""
        if step < paper.furthest:
            self._go(paper, step + 1)
        else:
            self._then[step](paper)

    # -- what follows a step, the first time ------------------------------------------------------

    def _accepted(self, paper: Paper) -> None:
        if paper.account is not None and self.accounts is not None:
            self.accounts.gets(paper, FACILITIES)
        self._facilities.ask(paper.job)

    def _recorded(self, paper: Paper) -> None:
        self._begin(paper, EXCHANGE)

    def _frame_written(self, paper: Paper) -> None:
        self._orders.assigned(paper.job, self._agenda.now)

    def _dispatched(self, paper: Paper) -> None:
        if paper.account is not None and self.accounts is not None:
            self.accounts.gets(paper, FIELD)
        self.to_field(paper.job)

    def _tested(self, paper: Paper) -> None:
        self._orders.tested(paper.job, self._agenda.now)

    def hurry(self, paper: Paper) -> None:
        """A paper has become more urgent: where it lies, it moves up."""
        desk = self._desks[self._county_of[paper.job.exchange]][paper.step]
        if paper.lies and desk is not None:
            desk.hurry(paper)
            self.stirred[desk.number] = desk

    def _billed(self, paper: Paper) -> None:
        del self._papers[paper.job.case]
