"""Jobs that wait on while a crew takes a later one that is nearer or easier."""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import WORKS, CrewView
from telesim.policies.picking import NearAndEasyWithin
from telesim.policies.precedence import KindsByPair, PromisedByPair
from telesim.scenario import Scenario
from telesim.simulation.crew import Crew
from telesim.simulation.job import Job
from telesim.simulation.queues import PairQueue, view
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Team

_PASSED_OVER = int(Kind.PASSED_OVER)


class PassedOver:
    """Writes down whom a crew passes over, once for each case.

    Only jobs of the crew's own queues are looked at, those that its rule looks at; who lends a
    hand has none of his own that he could start.
    """

    def __init__(self, visits: Visits, recorder: Recorder) -> None:
        self._visits = visits
        self._log = recorder.append
        self._known: set[int] = set()

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
        taken = None
        passed: list[tuple[int, int, Job]] = []
        for queue in team.queues:
            if queue.variant is variant and isinstance(queue, PairQueue) and taken is None:
                taken = self._class(crew, queue, job, now_ms)
        if taken is None:
            return
        for queue in team.queues:
            if not isinstance(queue, PairQueue) or queue.variant.kind == WORKS:
                continue
            for other in queue.first():
                if (
                    other.since_ms < since
                    and other.case not in known
                    and self._class(crew, queue, other, now_ms) == taken
                    and self._visits.may_start(crew, other, now_ms)
                ):
                    passed.append((other.since_ms, other.case, other))
        for waits_since, case, other in sorted(passed, key=lambda one: one[:2]):
            known.add(case)
            self._log(
                (now_ms, _PASSED_OVER, case, other.slot, other.cabinet, crew.number, job.case,
                 now_ms - waits_since)
            )  # fmt: skip

    def _class(
        self, crew: Crew, queue: PairQueue, job: Job, now_ms: int
    ) -> tuple[bool, bool, int] | None:
        """Pulled off to it or not, promised or not, class of the rule; None = no such rule."""
        rule, seen = queue.rule, view(job, queue.variant)
        pulled = isinstance(rule, KindsByPair) and seen.kind in rule.kinds
        if isinstance(rule, KindsByPair):
            rule = rule.rule
        promised = isinstance(rule, PromisedByPair)
        if isinstance(rule, PromisedByPair):
            rule = rule.rule
        if not isinstance(rule, NearAndEasyWithin):
            return None
        way = CrewView(0, crew.team.members, crew.number)
        return pulled, promised, rule.job_class(seen, way, now_ms)
