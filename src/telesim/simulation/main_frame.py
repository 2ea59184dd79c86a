"""The main frame: jobs that wait for their jumper, and calls for somebody to run them.

Jumpers that wait at an exchange gather in a call, a job of its own for crews with the skill.
When a crew sets out, the call is closed: it runs what has gathered, all of it done at the end
of the visit, and later jumpers begin the next call. A call is as old as its first jumper; with
jobs of the green channel in it, it stands as the oldest of those, and so do the jumpers with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from telesim.eventlog import Kind, Recorder
from telesim.scenario.main_frame import MainFrame
from telesim.simulation.crew import Crew
from telesim.simulation.job import AT_MAIN_FRAME, AWAY, ENDED, WAITING, Job
from telesim.simulation.rules import (
    FIRST_CAUSE,
    INSTALL_BUILD,
    INSTALL_PREBUILT,
    MOVE_LINE,
    NEVER,
    first_frame_variant,
)
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload import followups

_ASKED, _JUMPERED = int(Kind.JUMPER_ASKED), int(Kind.JUMPERED)
_CALL, _DONE, _LAPSED = int(Kind.FRAME_CALL), int(Kind.FRAME_DONE), int(Kind.FRAME_LAPSED)
#: Nobody need be at home, and what is run at the frame is right: no mark is above or below these.
_ALWAYS_IN, _ALWAYS_DONE = PER_MILLION, -1


@dataclass(slots=True)
class _Call:
    """A call and the jobs that have joined it, each with the crew time of its jumper."""

    job: Job
    waiting: dict[int, tuple[Job, int]] = field(default_factory=dict)


def _nobody_asks(job: Job, passed: int) -> None:
    """Where nobody complains no job is urgent."""


class MainFrameBook:
    """Holds jobs back until their jumper is run, and follows the calls."""

    def __init__(self, town: Town, section: MainFrame, recorder: Recorder) -> None:
        scenario = town.scenario
        self._town = town
        #: What a job does when its jumper is run, or when it needs none.
        self.ready: Callable[[Job], None] = town.want_crew
        self._log = recorder.append
        #: Told when an urgent job begins to wait for its jumper: (job, jobs that its call passes).
        self.on_overtaking: Callable[[Job, int], None] = _nobody_asks
        self._work = section.work
        self._at_most = section.at_most
        self._first_exchange = len(scenario.cabinets)
        first = first_frame_variant(scenario)
        #: For calls of orders, and of faults.
        self._for_orders, self._for_faults = town.variants[first : first + 2]
        words = {INSTALL_PREBUILT: "install", INSTALL_BUILD: "install", MOVE_LINE: "move"}
        swaps = range(FIRST_CAUSE + len(scenario.faults), first)
        words.update(dict.fromkeys(swaps, "pair-swap"))
        #: Variants of the jobs that need a jumper.
        self._needing = {number for number, word in words.items() if word in section.jobs}
        #: By exchange: whether the crew in the field runs its jumper itself.
        self._unmanned = [not staffed for staffed in scenario.frame_manned]
        #: Cases of lines that stay on their pair, whose jumper is in its place.
        self.keeps_pair: set[int] = set()
        #: By exchange: the call that jumpers join, if it still waits and has room.
        self._open: dict[int, _Call] = {}
        #: By case of the call, and by case of the job that waits for it.
        self._calls: dict[int, _Call] = {}
        self._call_of: dict[int, _Call] = {}

    def prepare(self, job: Job) -> None:
        """Nothing but a crew is wanting for a job: first its jumper, if it needs one.

        For what is only taken for a pair to be changed, none is run before a crew has seen it.
        """
        needs = job.variant.number in self._needing
        if not needs or job.case in self.keeps_pair or job.case in self._town.misjudged:
            self.ready(job)
            return
        work = followups.jumper_work_ms(self._work, job.key)
        if self._unmanned[job.exchange]:
            job.work_ms += work
            self.ready(job)
            return
        call = self._call_at(job)
        call.waiting[job.case] = (job, work)
        self._call_of[job.case] = call
        call.job.work_ms += work
        call.job.lines = len(call.waiting)
        job.state = AWAY
        self._log(
            (self._town.now, _ASKED, job.case, job.slot, job.cabinet, -1, call.job.case, work)
        )
        if job.ahead:
            self.hurry(job)
        if job.due_ms < NEVER <= call.job.due_ms:
            self._due(call.job, job.due_ms)
        if call.job.state != WAITING:
            self._town.dispatcher.wait(call.job)
        elif job.cause >= 0 and call.job.variant is self._for_orders:
            self._hurry(call)
        if job.urgent:
            self.on_overtaking(job, self.urge(job))

    def _due(self, row: Job, due_ms: int) -> None:
        """Somebody who has been promised a date has joined a call of jobs that have none."""
        waits = row.state == WAITING
        if waits:
            self._town.dispatcher.withdraw(row)
        row.due_ms = due_ms
        if waits:
            self._town.dispatcher.wait(row)

    def _call_at(self, job: Job) -> _Call:
        """The call that a job joins: the one that waits at its exchange, or a new one."""
        call = self._open.get(job.exchange)
        if call is not None and call.job.state == WAITING and len(call.waiting) < self._at_most:
            return call
        case, place = self._town.new_case(), self._first_exchange + job.exchange
        self._log((self._town.now, _CALL, case, -1, place, -1, 0, 0))
        variant = self._for_faults if job.cause >= 0 else self._for_orders
        call = _Call(self._row(case, job.exchange, self._town.now, job.due_ms))
        call.job.variant = variant
        self._open[job.exchange] = self._calls[case] = call
        return call

    def _row(self, case: int, exchange: int, since_ms: int, due_ms: int) -> Job:
        place = self._first_exchange + exchange
        job = Job(self, case, case, place, exchange, -1, AT_MAIN_FRAME)
        job.since_ms, job.due_ms = since_ms, due_ms
        job.work_ms = job.distance_m = 0
        job.marks = (PER_MILLION, _ALWAYS_IN, _ALWAYS_DONE)
        return job

    def hurry(self, job: Job) -> None:
        """A job of the green channel stands ahead: so does its call, until a crew has set out."""
        call = self._call_of.get(job.case)
        if call is None or job.since_ms >= call.job.since_ms:
            return
        row = call.job
        waits = row.state == WAITING
        if waits:
            self._town.dispatcher.withdraw(row)
        row.ahead = True
        row.since_ms, row.due_ms = job.since_ms, min(row.due_ms, job.due_ms)
        if waits:
            self._town.dispatcher.wait(row, anew=False)

    def urge(self, job: Job) -> int:
        """A complaint has made a job urgent: so is its call; how many jobs that is put before."""
        call = self._call_of.get(job.case)
        if call is None or call.job.state != WAITING:
            return 0
        return self._town.dispatcher.hurry(call.job)

    def _hurry(self, call: _Call) -> None:
        """A fault has joined a call of orders: it waits as a call of faults from now on."""
        old = call.job
        self._town.dispatcher.forget(old)
        old.state = ENDED
        call.job = self._row(old.case, old.exchange, old.since_ms, old.due_ms)
        call.job.variant = self._for_faults
        call.job.work_ms, call.job.lines = old.work_ms, old.lines
        call.job.ahead, call.job.urgent = old.ahead, old.urgent
        self._town.dispatcher.wait(call.job, anew=False)

    def forget(self, job: Job) -> None:
        """A customer gives up; if the job waits for a jumper, nobody need run it any more."""
        call = self._call_of.pop(job.case, None)
        if call is None or call.job.state != WAITING:
            return
        _, work = call.waiting.pop(job.case)
        row = call.job
        row.work_ms -= work
        row.lines = len(call.waiting)
        if not call.waiting:
            self._town.dispatcher.forget(row)
            row.state = ENDED
            del self._calls[row.case]
            self._log((self._town.now, _LAPSED, row.case, -1, row.cabinet, -1, 0, 0))

    def visit_over(self, crew: Crew, row: Job, now_ms: int) -> None:
        """A crew reports back from a main frame: all jumpers of the call are run."""
        call = self._calls.pop(row.case)
        row.state = ENDED
        log = self._log
        jumpers = len(call.waiting)
        log((now_ms, _DONE, row.case, -1, row.cabinet, crew.number, jumpers, crew.site_ms))
        for case, (job, _) in call.waiting.items():
            if self._call_of.pop(case, None) is None:
                continue  # the customer has given up meanwhile
            log((now_ms, _JUMPERED, case, job.slot, job.cabinet, crew.number, row.case, 0))
            self.ready(job)
