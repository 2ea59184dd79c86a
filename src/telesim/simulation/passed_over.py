"""Jobs that wait on while a crew takes a later one that is nearer or easier."""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.policies.dispatch import PairRule
from telesim.policies.jobs import WORKS, CrewView
from telesim.policies.jobs import Job as JobView
from telesim.policies.picking import NearAndEasyWithin
from telesim.policies.precedence import KindsByPair, PromisedByPair
from telesim.scenario import Scenario
from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.job import WAITING, Job
from telesim.simulation.queues import PairQueue, view
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Team

_PASSED_OVER = int(Kind.PASSED_OVER)


class PassedOver:
    """Writes down whom a crew passes over, once for each case.

    Several crews may choose at one instant: a job that the next of them takes has not been left
    waiting. So what crews pass over is noted while they choose, and written when all have chosen.

    Only jobs of the crew's own queues are looked at, those that its rule looks at; who lends a
    hand has none of his own that he could start.
    """

    def __init__(self, visits: Visits, dispatcher: Dispatcher, recorder: Recorder) -> None:
        self._visits = visits
        self._dispatcher = dispatcher
        self._log = recorder.append
        self._known: set[int] = set()
        #: Passed over by a crew at this instant: (job, number of the crew, case that it took).
        self.noted: list[tuple[Job, int, int]] = []

    @staticmethod
    def wanted(scenario: Scenario) -> bool:
        """Whether crews ever pick near and easy jobs."""
        wheres = (scenario, *(phase.scenario for phase in scenario.phases))
        return any(there.policies.pay.near_and_easy is not None for there in wheres)

    def sets_out(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew has taken a job, which is out of its queue."""
        team: Team = crew.team
        variant, since, known = job.variant, job.since_ms, self._known
        if variant.kind == WORKS or job.urgent:
            return
        its_queue = self._dispatcher.queue_for(job)
        if not isinstance(its_queue, PairQueue) or team not in its_queue.teams:
            return
        order = _order_of(its_queue.rule)
        if order is None:
            return
        crew_view = CrewView(0, team.members, crew.number)
        taken = _class(order, view(job, variant), crew_view, now_ms)
        passed: list[tuple[int, int, Job]] = []
        for queue in team.queues:
            if not isinstance(queue, PairQueue) or queue.variant.kind == WORKS:
                continue
            order = _order_of(queue.rule)
            if order is None:
                continue
            for other in queue.first():
                if (
                    other.since_ms < since
                    and other.case not in known
                    and _class(order, queue.views[other.case], crew_view, now_ms) == taken
                    and self._visits.may_start(crew, other, now_ms)
                ):
                    passed.append((other.since_ms, other.case, other))
        for _, _, other in sorted(passed, key=lambda one: one[:2]):
            self.noted.append((other, crew.number, job.case))

    def settle(self, now_ms: int) -> None:
        """All have chosen: write down who has been passed over and waits on."""
        noted, self.noted = self.noted, []
        for job, crew, taken in noted:
            if job.state == WAITING and job.case not in self._known:
                self._known.add(job.case)
                self._log(
                    (now_ms, _PASSED_OVER, job.case, job.slot, job.cabinet, crew, taken,
                     now_ms - job.since_ms)
                )  # fmt: skip


def _order_of(rule: PairRule) -> tuple[frozenset[int], bool, NearAndEasyWithin] | None:
    """Kinds pulled off to, whether promised, and the rule within; None = crews do not pick."""
    kinds: frozenset[int] = frozenset()
    if isinstance(rule, KindsByPair):
        kinds, rule = rule.kinds, rule.rule
    promised = isinstance(rule, PromisedByPair)
    if isinstance(rule, PromisedByPair):
        rule = rule.rule
    return (kinds, promised, rule) if isinstance(rule, NearAndEasyWithin) else None


def _class(
    order: tuple[frozenset[int], bool, NearAndEasyWithin],
    job: JobView,
    crew: CrewView,
    now_ms: int,
) -> tuple[bool, bool, int]:
    """Pulled off to it or not, promised or not, class of the rule."""
    kinds, promised, rule = order
    return job.kind in kinds, promised, rule.job_class(job, crew, now_ms)
