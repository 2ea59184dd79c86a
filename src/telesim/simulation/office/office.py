"""Orders on their way through the offices of their counties, and what they wait for in between.

Acceptance -> ports and pairs -> assignment -> exchange order -> jumper -> dispatch -> visit -> test
-> working service -> billing. What follows each step is here; what lies between them is done
elsewhere and comes back by :meth:`Office.paired`, :meth:`Office.dispatch`,
:meth:`Office.connected` and :meth:`Office.served`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind, Recorder
from telesim.scenario.office.key_accounts import FIELD
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import (
    ACCEPTANCE,
    ASSIGNMENT,
    BILLING,
    DISPATCH,
    EXCHANGE,
    TEST,
    office_hours,
)
from telesim.simulation.crew import Crew
from telesim.simulation.facilities import Facilities
from telesim.simulation.job import AWAY, ENDED, VISITED, Job
from telesim.simulation.office.clerk_courses import let_clerks_learn
from telesim.simulation.office.contacts import ContactBook
from telesim.simulation.office.desk import URGENT, Desk, Paper
from telesim.simulation.office.desks import Desks
from telesim.simulation.office.key_accounts import FACILITIES, KeyAccountBook
from telesim.simulation.office.step_laws import StepLaws
from telesim.simulation.orders import OrderBook
from telesim.simulation.town import Town

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
    """The papers of all open orders, and where each goes next.

    Attributes:
        to_field: what an order does when it has been dispatched.
        desks: where papers wait for clerks.
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
        self._facilities = facilities
        self.to_field: Callable[[Job], None] = town.want_crew
        hours = office_hours(scenario, section.calendar)
        self._laws = StepLaws(town, section, keys)
        self.desks = Desks(town, section, hours, self._work_ms, self._done)
        let_clerks_learn(town, hours, self.desks)
        self._papers: dict[int, Paper] = {}
        self._then = (
            self._accepted, self._recorded, self._frame_written, self._dispatched, self._tested,
            self._billed,
        )  # fmt: skip
        #: Who watches the orders of key accounts; None where nobody does.
        self.accounts: KeyAccountBook | None = None
        if scenario.key_accounts is not None:
            self.accounts = KeyAccountBook(self, town, scenario.key_accounts, hours, recorder)
        #: What becomes of cases at the counter; None where each is done at once.
        self.contacts: ContactBook | None = None
        if scenario.contacts is not None:
            self.contacts = ContactBook(self, town, scenario.contacts, recorder)
        orders.ask = self.accept
        orders.office = self

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
        if not self._laws.there[TEST]:
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

    # -- from desk to desk ------------------------------------------------------------------------

    def _begin(self, paper: Paper, step: int) -> None:
        """An order comes to a step for the first time."""
        paper.furthest = step
        self._go(paper, step)

    def _go(self, paper: Paper, step: int) -> None:
        """Hand a paper to a step; a step that is not needed is passed at once."""
        paper.step = step
        if paper.account is not None and self.accounts is not None:
            self.accounts.gets(paper, step)
        if self._laws.needs(paper.job, step):
            self.desks.hand(paper)
        else:
            self._onward(paper, step)

    def _work_ms(self, paper: Paper, step: int) -> int:
        """Clerk's time for a paper at a step."""
        work = self._laws.work_ms(paper, step)
        if self.contacts is not None and step == ACCEPTANCE:
            work = self.contacts.work_ms(paper, work)
        return work

    def _done(self, desk: Desk, clerk: int, paper: Paper) -> None:
        """A clerk is done with a paper: it goes on, or back with a mistake in it."""
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
        if self._laws.errs(job, step, times):
            paper.wrong |= 1 << step
        if paper.wrong:
            # In the green channel each desk looks at what the one before it has done.
            for faulty in range(step) if job.ahead else self._laws.finds[step]:
                if paper.wrong >> faulty & 1:
                    paper.wrong &= (1 << faulty) - 1
                    row = (job.case, job.slot, job.cabinet, -1, faulty, step)
                    self._log((now, _SENT_BACK, *row))
                    self._go(paper, faulty)
                    return
        self._onward(paper, step)

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

    def urge(self, job: Job) -> int:
        """A complaint has made an order urgent: its paper goes first; how many it is put before."""
        paper = self._papers.get(job.case)
        if paper is None or paper.served:
            return 0
        paper.urgency -= URGENT
        return self.desks.urge(paper)

    def _billed(self, paper: Paper) -> None:
        del self._papers[paper.job.case]
