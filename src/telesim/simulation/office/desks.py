"""The desks of all offices: trays that are carried to them, opening hours, clerks who take papers.

What a paper is about, and what becomes of it when a clerk is done, is the office's business.
"""

from __future__ import annotations

from collections.abc import Callable

from telesim.calendar import Calendar
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import STEPS, staff_in
from telesim.simulation import agenda as when
from telesim.simulation.job import Job
from telesim.simulation.office.carrying import Carrying
from telesim.simulation.office.desk import URGENT, Desk, Paper
from telesim.simulation.town import Town
from telesim.units import DAY_MS


class Desks:
    """Desks by county and step, each with its tray and its clerks.

    Attributes:
        work_ms: clerk's time that a paper takes at a step. done: what becomes of a paper when a
            clerk at a desk is done with it; the clerk is free again.
        stirred: desks at which papers or clerks wait since the last settling.
        on_overtaking: told when an urgent paper comes to a desk: (order, papers that it is put
            before).
    """

    def __init__(
        self,
        town: Town,
        section: OrderSystem,
        hours: Calendar,
        work_ms: Callable[[Paper, int], int],
        done: Callable[[Desk, int, Paper], None],
    ) -> None:
        scenario = town.scenario
        self._agenda = town.agenda
        self._hours = hours
        self.work_ms, self.done = work_ms, done
        self.on_overtaking: Callable[[Job, int], None] | None = None
        given = [section.steps.get(word) for word in STEPS]
        length_ms = -(-scenario.horizon_ms // DAY_MS) * DAY_MS
        batches = {step.batch for step in section.steps.values() if step.batch}
        trays = {batch: Carrying(hours, batch, length_ms) for batch in batches}
        #: By step: when trays leave for it; None where each paper comes at once.
        self._trays = [None if step is None else trays.get(step.batch) for step in given]
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
        self.stirred: dict[int, Desk] = {}

    def in_county(self, county: int, step: int) -> Desk:
        """The desk of a step that the scenario has."""
        desk = self._desks[county][step]
        assert desk is not None
        return desk

    # -- papers come ----------------------------------------------------------------------------

    def hand(self, paper: Paper) -> None:
        """Hand a paper to the desk of its step, at once or with the next tray."""
        step = paper.step
        desk = self.in_county(self._county_of[paper.job.exchange], step)
        now, trays = self._agenda.now, self._trays[step]
        if trays is None or paper.urgency:
            if paper.urgency <= -URGENT and not paper.served and self.on_overtaking is not None:
                self.on_overtaking(paper.job, desk.before(paper))
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
        """Somebody asks after an order; a question that one clerk answers waits for that clerk."""
        desk = self.in_county(self._county_of[question.job.exchange], question.step)
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

    def hurry(self, paper: Paper) -> None:
        """A paper has become more urgent: where it lies, it moves up."""
        desk = self._desks[self._county_of[paper.job.exchange]][paper.step]
        if paper.lies and desk is not None:
            desk.hurry(paper)
            self.stirred[desk.number] = desk

    def urge(self, paper: Paper) -> int:
        """A paper has become urgent: it moves up, and is fetched where it waits to be carried.

        Returns:
            How many papers it is put before.
        """
        desk = self._desks[self._county_of[paper.job.exchange]][paper.step]
        passed = 0
        if desk is not None and paper.lies:
            passed = desk.before(paper)
            self.hurry(paper)
        elif desk is not None and paper in desk.tray:
            passed = desk.before(paper)
            desk.tray.remove(paper)
            self._lay(desk, paper, self._agenda.now)
        return passed

    def send_away(self, desk: Desk, numbers: frozenset[int]) -> None:
        """These clerks of a desk are away from now on, all others are there."""
        desk.send_away(numbers)
        self.stirred[desk.number] = desk

    # -- clerks take them -------------------------------------------------------------------------

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
        """A clerk of an open office begins with a paper."""
        work = paper.work_ms = self.work_ms(paper, desk.step)
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
        self.done(desk, clerk, paper)
