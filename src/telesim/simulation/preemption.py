"""Crews called away to more urgent jobs: who, from what, and what becomes of the work left behind.

Before an instant no waiting job could call anybody away, so only jobs that have begun to wait, and
crews that come on duty with a job from the day before, can change that. Jobs are looked at in the
order of the dispatch rule, once all idle crews have been sent. Whatever the reason, nobody is
called away against that order: else a crew that takes the best job could be called away from it
at once, and two jobs could take a crew from each other for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import JOB_KINDS, CrewView
from telesim.scenario.preemption import CLASS, KEY_ACCOUNTS, ORDER, URGENT, Preemption
from telesim.simulation import agenda as when
from telesim.simulation import queues
from telesim.simulation.calling_away import call_away
from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.job import VISITED, WAITING, Job
from telesim.simulation.queues import Key, KeyQueue, view
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import AT_THE_NORM, Organisation, Team
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.simulation.faults import FaultBook
    from telesim.simulation.orders import OrderBook
    from telesim.simulation.town import Town

_INTERRUPTED = int(Kind.INTERRUPTED)
#: Ends of a visit on which work is done: none of these crews has come in vain.
_WORKING = (int(Kind.CLEARED), int(Kind.IN_SERVICE), int(Kind.UNFINISHED))


def preempts_anywhere(scenario: Scenario) -> bool:
    """Whether crews are ever called away."""
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    return any(there.policies.preemption is not None for there in wheres)


class InterruptingDispatcher(Dispatcher):
    """A dispatcher whose jobs may call crews away, by the policy of the place that they leave."""

    def __init__(self, visits: Visits, town: Town, recorder: Recorder) -> None:
        super().__init__(visits)
        self._town = town
        self._log = recorder.append
        #: Whose jobs may be interrupted: set when both are there.
        self.books: tuple[OrderBook, FaultBook] | None = None
        self._crews_of: dict[Team, list[Crew]] = {}
        #: Jobs that have begun to wait; whether all that wait must be looked at instead.
        self._waiting: list[Job] = []
        self._look_at_all = False
        #: How often the work of a case has been drawn anew.
        self._redrawn: dict[int, int] = {}

    # -- what may let a job call somebody away ------------------------------------------------

    def wait(self, job: Job, anew: bool = True) -> None:
        """A job waits from now on, and may call a crew away when things settle."""
        super().wait(job, anew)
        self._waiting.append(job)
        self.stirred = True

    def reorganise(self, organisation: Organisation, crews: list[Crew], now_ms: int) -> None:
        """Take over new teams and queues; every job that waits is looked at again."""
        super().reorganise(organisation, crews, now_ms)
        self._crews_of = {}
        for crew, team in zip(crews, organisation.team_of_crew, strict=True):
            self._crews_of.setdefault(team, []).append(crew)
        self._look_at_all = True

    def new_shift(self, teams: set[Team]) -> None:
        """Crews come on duty, some with a job that they had begun."""
        super().new_shift(teams)
        self._look_at_all = self.stirred = True

    def settle(self, now_ms: int) -> None:
        """Send idle crews; then let jobs that still wait call others away."""
        super().settle(now_ms)
        while self._waiting or self._look_at_all:
            for job in self._in_order():
                if job.state == WAITING:
                    crew = self._whom(job, now_ms)
                    if crew is not None:
                        self._call_away(crew, job, now_ms)
            if self._new or self._freed:
                super().settle(now_ms)

    def _in_order(self) -> list[Job]:
        """The jobs to look at, best first."""
        jobs = self._waiting
        if self._look_at_all:
            jobs = [job for queue in self._organisation.queues for job in queue.waiting()]
        self._waiting, self._look_at_all = [], False
        wanted = {job.case: job for job in jobs if job.state == WAITING}
        return sorted(wanted.values(), key=self._key)

    # -- whom -----------------------------------------------------------------------------------

    def _whom(self, job: Job, now_ms: int) -> Crew | None:
        """The crew whose job comes last of those that it may be called away from."""
        found: Crew | None = None
        last: Key | None = None
        for team in self.queue_for(job).teams:
            for crew in self._crews_of[team]:
                other = crew.job
                if other is None or crew.duty_until_ms <= now_ms:
                    continue
                if not self._gives_way(other, job, crew, now_ms):
                    continue
                key = self._key(other)
                if (last is None or key > last) and self._visits.may_start(crew, job, now_ms):
                    found, last = crew, key
        return found

    def _gives_way(self, other: Job, job: Job, crew: Crew, now_ms: int) -> bool:
        """Whether a job in hand may be left for another."""
        if self.books is None or other.book not in self.books or crew.outcome not in _WORKING:
            return False
        if other.splicing is not None or other.variant.plain >= 0 or other.state != VISITED:
            return False
        policy = self._policy(other)
        if policy is None or JOB_KINDS[other.variant.kind] not in policy.jobs:
            return False
        if self._key(job)[:3] >= self._key(other)[:3]:
            return False
        return (
            (URGENT in policy.by and job.urgent and not other.urgent)
            or (KEY_ACCOUNTS in policy.by and job.ahead and not other.ahead)
            or (CLASS in policy.by and self._class(job, now_ms) < self._class(other, now_ms))
            or ORDER in policy.by
        )

    def _policy(self, job: Job) -> Preemption | None:
        return self._town.rules[job.exchange].scenario.policies.preemption

    def _class(self, job: Job, now_ms: int) -> int:
        """The class of a job by the rule of its queue, whoever the crew."""
        rule = self.queue_for(job).rule
        return rule.job_class(view(job, job.variant), CrewView(0, 1, 0), now_ms)

    def _key(self, job: Job) -> Key:
        """Where a job stands, or would stand if it waited."""
        queue = self.queue_for(job)
        assert isinstance(queue, KeyQueue)
        first, second, third, case = queue.key_of(job)
        return (first - queues.URGENT * job.urgent, second, third, case)

    # -- what becomes of the job that is left ---------------------------------------------------

    def _call_away(self, crew: Crew, job: Job, now_ms: int) -> None:
        self.queue_for(job).withdraw(job)
        left = crew.job
        assert left is not None
        policy = self._policy(left)
        assert policy is not None
        site_ms = call_away(crew, now_ms)
        # The visit that follows is this one again: same marks, same number.
        left.visits -= 1
        if policy.work == "resume":
            done_ms = max(site_ms, 0) * crew.team.pace[left.variant.number] // AT_THE_NORM
            left.work_ms = max(left.work_ms - done_ms, 0)
        elif policy.work == "resample" and site_ms >= 0:
            left.work_ms = self._drawn_anew(left)
        lost = int(policy.work != "resume")
        self._log(
            (now_ms, _INTERRUPTED, left.case, left.slot, left.cabinet, crew.number, lost, site_ms)
        )
        self._visits.send(crew, job, now_ms)
        self.wait(left)
        if left.cause < 0 and left.gives_up_ms <= now_ms:
            # Who would have left while the crew was there may leave now, when others have settled.
            self._town.agenda.at(
                now_ms, when.GIVES_UP, when.LEFT_BEHIND, left.case, self._gives_up, left
            )

    def _gives_up(self, job: Job) -> None:
        if job.state == WAITING and self.books is not None:
            self.books[0].leaves(job, self._town.now)

    def _drawn_anew(self, job: Job) -> int:
        """Work of a job that is begun anew, by a mark of its own for each time."""
        assert self.books is not None
        orders, faults = self.books
        number = self._redrawn.get(job.case, 0)
        self._redrawn[job.case] = number + 1
        if job.book is orders:
            return followups.redrawn_work_ms(self._town.order_law(job), job.key, number)
        law, lines = faults.pair_swaps.law_of(job)
        return lines * followups.redrawn_work_ms(law, job.key, number)


__all__ = ["InterruptingDispatcher", "preempts_anywhere"]
