"""Which job of a queue a crew takes under a pair rule: the lowest score of those it may start."""

from __future__ import annotations

from telesim.policies.jobs import CrewView
from telesim.simulation.crew import Crew
from telesim.simulation.job import Job
from telesim.simulation.queues import URGENT, PairQueue
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Team

_new_way = tuple.__new__


class Choices:
    """Looks at queues for one crew after another while they choose at one instant."""

    def __init__(self, visits: Visits, now_ms: int) -> None:
        self._visits = visits
        self._now_ms = now_ms
        #: By number of the queue: its first K jobs.
        self._jobs: dict[int, list[Job]] = {}

    def best(self, crew: Crew, queue: PairQueue) -> tuple[int, int, Job] | None:
        """(score, case, job) of the job that a crew would take from a queue."""
        now_ms = self._now_ms
        if not queue.entries or self._visits.too_late(crew, queue, now_ms):
            return None
        jobs = self._jobs.get(queue.number)
        if jobs is None:
            jobs = self._jobs[queue.number] = queue.first()
        team: Team = crew.team
        members, number = team.members, crew.number
        promised = queue.variant.plain >= 0
        policy, beside_travel = self._visits.end_of_day(team, queue)
        beside_travel += self._visits.set_up_of(crew, queue.exchange, now_ms)
        left = crew.duty_until_ms - now_ms + crew.later_today_ms
        views, pair_score = queue.views, queue.rule.pair_score
        best: Job | None = None
        lowest = 0
        for job, way in zip(jobs, self._visits.mean_travels(team, jobs), strict=True):
            if (
                policy is not None
                and not policy.start(way + beside_travel, left)
                and not (promised and now_ms + way <= job.promise.end_ms)
            ):
                continue
            # The tuple is built directly: this is done for every job that a crew looks at.
            way_of_crew = _new_way(CrewView, (way, members, number))
            score = pair_score(views[job.case], way_of_crew, now_ms)
            if job.urgent:
                score -= URGENT
            if best is None or score < lowest or (score == lowest and job.case < best.case):
                best, lowest = job, score
        return None if best is None else (lowest, best.case, best)

    def taken(self, queue: PairQueue) -> None:
        """A job has left a queue, so that another may be among its first K."""
        self._jobs.pop(queue.number, None)
