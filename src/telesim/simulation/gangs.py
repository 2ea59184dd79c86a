"""Gangs that repair and build: which of them build first today, and the sites they go to.

On a day on which a gang builds first it takes construction before anything else. On all others
construction comes last, which its queues see to (:mod:`telesim.simulation.queues`).
"""

from __future__ import annotations

from collections.abc import Collection
from heapq import heapify
from typing import Any

from telesim.policies.jobs import WORKS, CrewView
from telesim.policies.works import WorksPolicy
from telesim.simulation.crew import Crew
from telesim.simulation.job import Job
from telesim.simulation.queues import URGENT, KeyQueue, PairQueue, Queue
from telesim.simulation.rules import Rules
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Team

_new_way = tuple.__new__


class Gangs:
    """Sends gangs to building sites on the days on which they build first."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        #: By crew: the policy at its base, None where no day is for building first.
        self._policies: list[WorksPolicy | None] = []
        #: Teams that build first on some days, and the numbers of their queues.
        self._teams: list[tuple[Team, frozenset[int]]] = []
        #: By crew: its days on duty in the whole run.
        self._days: list[int] = []

    def reorganise(self, crews: list[Crew], crew_rules: list[Rules]) -> None:
        """Take over the policies that hold now; ``crew_rules`` are those at each crew's base."""
        if not self._days:
            self._days = [len(crew.duty) for crew in crews]
        found = (rules.scenario.policies.works for rules in crew_rules)
        self._policies = [
            None if type(policy).builds_first is WorksPolicy.builds_first else policy
            for policy in found
        ]
        builders = [crew for crew in crews if self._policies[crew.number] is not None]
        self._teams = [
            (team, frozenset(queue.number for queue in team.queues))
            for team in dict.fromkeys(crew.team for crew in builders)
        ]

    def _builds_first(self, crew: Crew) -> bool:
        policy = self._policies[crew.number]
        if policy is None:
            return False
        # The days still to come stand in its duty; today has been taken out.
        return policy.builds_first(crew.number, self._days[crew.number] - len(crew.duty) - 1)

    def sent(self, crew: Crew, now_ms: int) -> bool:
        """Whether an idle gang builds first today and has been sent to a site."""
        if not self._builds_first(crew):
            return False
        best: tuple[tuple[int, ...], Queue, Any, Job] | None = None
        for queue in crew.team.queues:
            if queue.variant.kind != WORKS:
                continue
            found = self._first(crew, queue, now_ms)
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], queue, *found[1:])
        if best is None:
            return False
        _, queue, waiting, job = best
        queue.remove(waiting)
        self._visits.send(crew, job, now_ms)
        return True

    def _first(
        self, crew: Crew, queue: Queue, now_ms: int
    ) -> tuple[tuple[int, ...], Any, Job] | None:
        """(rank, what the queue removes, job) of the best site of a queue for a gang."""
        if isinstance(queue, KeyQueue):
            entry = self._visits.first_to_start(crew, queue, now_ms)
            return None if entry is None else (entry[:4], entry, entry[4])
        return min(
            (
                ((pair_score(self._visits, crew, queue, job, now_ms), job.case), job, job)
                for job in queue.first()
                if self._visits.may_start(crew, job, now_ms)
            ),
            default=None,
            key=lambda found: found[0],
        )

    def match(self, queues: Collection[int], now_ms: int) -> None:
        """Send the idle gangs that build first and could serve any of these queues, by number."""
        idle = sorted(
            (since, number, crew)
            for team, its_queues in self._teams
            if team.idle and not its_queues.isdisjoint(queues)
            for since, number, crew in team.idle
            if crew.job is None and crew.duty_until_ms > now_ms
        )
        for since, number, crew in idle:
            if self.sent(crew, now_ms):
                crew.team.idle.remove((since, number, crew))
                heapify(crew.team.idle)


def pair_score(visits: Visits, crew: Crew, queue: PairQueue, job: Job, now_ms: int) -> int:
    """What a pair rule says of a job and a crew."""
    team: Team = crew.team
    # The tuple is built directly: this is done for every job that a crew looks at.
    way = _new_way(CrewView, (visits.mean_travel(team, job), team.members, crew.number))
    score = queue.rule.pair_score(queue.views[job.case], way, now_ms)
    return score - URGENT if job.urgent else score
