"""Crews to waiting jobs: matching when an instant settles, and setting out.

Before an instant no idle crew could start any waiting job, so only crews that have become
free and jobs that have begun to wait can change that. Each district of the workforce is
matched by itself, best job first under a key rule, crew by crew under a pair rule.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import CrewView
from telesim.scenario import Scenario
from telesim.simulation import splicing
from telesim.simulation.crew import Crew
from telesim.simulation.job import WAITING, Job
from telesim.simulation.queues import Entry, KeyQueue, PairQueue, Queue, view
from telesim.simulation.workforce import Organisation, Team, site_time_ms
from telesim.units import PER_MILLION
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.simulation.rules import Rules

_DISPATCHED = int(Kind.DISPATCHED)
_NO_ACCESS, _UNFINISHED, _CLEARED = int(Kind.NO_ACCESS), int(Kind.UNFINISHED), int(Kind.CLEARED)
_IN_SERVICE = int(Kind.IN_SERVICE)
_JUST_MS = 1


def _nothing(crew: Crew, job: Job, travel_ms: int, now_ms: int) -> None:
    """Nobody listens."""


class Dispatcher:
    """Holds the queues and the idle crews, and brings them together."""

    def __init__(self, scenario: Scenario, recorder: Recorder, rules: list[Rules]) -> None:
        self._scenario = scenario
        self._log = recorder.append
        self._rules = rules
        self._organisation = Organisation((), (), (), ())
        self._pair_rules = False
        #: Whether a job has begun to wait or a crew has become free since the last settling.
        self.stirred = False
        self._new: list[Job] = []
        self._freed: list[Crew] = []
        travel = scenario.travel
        #: Called when a gang sets out to join pairs: (crew, job, travel in ms, now).
        self.on_gang_at_work: Callable[[Crew, Job, int, int], None] = _nothing
        self._per_km_ms = travel.per_km if travel else 0
        self._variation = travel.variation if travel else None
        #: Customers lie evenly over a disc, at two thirds of the radius on average.
        self._mean_distance_m = [round(e.radius_km * 1000 * 2 / 3) for e in scenario.exchanges]

    def reorganise(self, organisation: Organisation, crews: list[Crew], now_ms: int) -> None:
        """Take over new teams and queues; whoever waits or is idle goes on to do so in them."""
        waiting = [job for queue in self._organisation.queues for job in queue.waiting()]
        self._organisation = organisation
        self._pair_rules = any(isinstance(queue, PairQueue) for queue in organisation.queues)
        self._freed.clear()
        for crew, team in zip(crews, organisation.team_of_crew, strict=True):
            crew.team = team
            if crew.job is None and crew.duty_until_ms > now_ms:
                self._freed.append(crew)
        self._new.extend(waiting)
        self.stirred = True

    def wait(self, job: Job) -> None:
        """A job waits for a crew from now on."""
        job.state = WAITING
        self._new.append(job)
        self.stirred = True

    def free(self, crew: Crew) -> None:
        """A crew on duty has nothing to do from now on."""
        self._freed.append(crew)
        self.stirred = True

    def new_shift(self, teams: set[Team]) -> None:
        """Forget who was free in these teams; those on duty now are freed one by one."""
        for team in teams:
            team.idle.clear()
        if self._freed:
            self._freed = [crew for crew in self._freed if crew.team not in teams]

    def settle(self, now_ms: int) -> None:
        """Match crews that have become free and jobs that have begun to wait."""
        new, freed = self._new, self._freed
        self._new, self._freed = [], []
        self.stirred = False
        if not self._pair_rules:
            if len(freed) == 1 and not new:
                self._feed(freed[0], now_ms)
                return
            if len(new) == 1 and not freed:
                self._offer(new[0], now_ms)
                return
        queue_of = self._organisation.queue_of
        touched = {}
        for job in new:
            if job.state == WAITING:
                queue = queue_of[job.exchange][job.variant.number]
                queue.add(job)
                touched[queue.number] = queue
        for crew in freed:
            team = crew.team
            heappush(team.idle, (crew.free_since_ms, crew.number, crew))
            for queue in team.queues:
                touched[queue.number] = queue
        pairs = [q for q in touched.values() if isinstance(q, PairQueue)]
        if pairs:
            self._match_pairs(pairs, now_ms)
        if len(pairs) < len(touched):
            self._match_keys([q for q in touched.values() if isinstance(q, KeyQueue)], now_ms)

    # -- key rules --------------------------------------------------------------------------

    def _feed(self, crew: Crew, now_ms: int) -> None:
        """One crew has become free and nothing else has happened: it takes the best job."""
        team: Team = crew.team
        best: Entry | None = None
        best_queue: KeyQueue | None = None
        for queue in team.key_queues:
            heap = queue.heap
            while heap and heap[0][4].state != WAITING:
                heappop(heap)
            if not heap or (best is not None and heap[0] > best):
                continue
            if queue.free_start or self._may_start(crew, heap[0][4], now_ms):
                best, best_queue = heap[0], queue
            elif self._something_may_start(crew, queue, now_ms):
                entry = queue.take_first(lambda job: self._may_start(crew, job, now_ms))
                if entry is not None:
                    heappush(heap, entry)
                    if best is None or entry < best:
                        best, best_queue = entry, queue
        if best is None or best_queue is None:
            heappush(team.idle, (crew.free_since_ms, crew.number, crew))
            return
        best_queue.remove(best)
        self._send(crew, best[4], now_ms)

    def _offer(self, job: Job, now_ms: int) -> None:
        """One job has begun to wait and nothing else has happened: the best idle crew takes it."""
        if job.state != WAITING:
            return
        queue = self._organisation.queue_of[job.exchange][job.variant.number]
        assert isinstance(queue, KeyQueue)
        for team in queue.teams:
            if team.idle:
                break
        else:
            queue.add(job)
            return
        if not queue.heap:
            crew = self._crew_for(queue, job, now_ms)
            if crew is not None:
                self._send(crew, job, now_ms)
                return
            queue.add(job)
            return
        queue.add(job)
        self._match_keys([queue], now_ms)

    def _match_keys(self, queues: list[KeyQueue], now_ms: int) -> None:
        heads = []
        for queue in queues:
            head = queue.head()
            if head is not None:
                heads.append((head[0], head[1], head[2], head[3], queue))
        if len(heads) > 1:
            heapify(heads)
        while heads:
            queue = heappop(heads)[4]
            entry = queue.head()
            assert entry is not None
            crew = self._crew_for(queue, entry[4], now_ms)
            if crew is not None:
                queue.take()
                self._send(crew, entry[4], now_ms)
            elif not self._send_later_one(queue, now_ms):
                continue
            head = queue.head()
            if head is not None:
                heappush(heads, (head[0], head[1], head[2], head[3], queue))

    def _send_later_one(self, queue: KeyQueue, now_ms: int) -> bool:
        """The head does not fit anybody's day: send somebody to the first job that does."""
        if queue.free_start:
            return False
        idle = [
            (since, number, crew)
            for team in queue.teams
            for since, number, crew in team.idle
            if crew.job is None
            and crew.duty_until_ms > now_ms
            and self._something_may_start(crew, queue, now_ms)
        ]
        if not idle:
            return False
        entry = queue.take_first(
            lambda job: any(self._may_start(crew, job, now_ms) for _, _, crew in idle)
        )
        if entry is None:
            return False
        job = entry[4]
        _, since, number, crew = min(
            (crew.team.travel_ms[job.exchange], since, number, crew)
            for since, number, crew in idle
            if self._may_start(crew, job, now_ms)
        )
        crew.team.idle.remove((since, number, crew))
        heapify(crew.team.idle)
        self._send(crew, job, now_ms)
        return True

    def _crew_for(self, queue: Queue, job: Job, now_ms: int) -> Crew | None:
        """The idle crew nearest to the job, then free the longest, that may start it."""
        best: Team | None = None
        best_rank = (0, 0, 0)
        for team in queue.teams:
            idle = team.idle
            while idle and (idle[0][2].job is not None or idle[0][2].duty_until_ms <= now_ms):
                heappop(idle)
            if not idle:
                continue
            since, number, crew = idle[0]
            if best is not None:
                rank = (team.travel_ms[job.exchange], since, number)
                if rank >= best_rank:
                    continue
            elif len(queue.teams) > 1:
                rank = (team.travel_ms[job.exchange], since, number)
            else:
                rank = best_rank
            if queue.free_start or self._may_start(crew, job, now_ms):
                best, best_rank = team, rank
        if best is None:
            return None
        return heappop(best.idle)[2]

    # -- pair rules -------------------------------------------------------------------------

    def _match_pairs(self, queues: list[PairQueue], now_ms: int) -> None:
        """Crews in the order of their numbers each take the job that scores lowest for them."""
        teams: dict[int, Team] = {t.number: t for q in queues for t in q.teams if t.idle}
        crews = sorted(
            (number, crew)
            for team in teams.values()
            for _, number, crew in team.idle
            if crew.job is None and crew.duty_until_ms > now_ms
        )
        open_queues = {q.number for q in queues}
        while crews and open_queues:
            best: tuple[int, int, int, Job, Crew, PairQueue] | None = None
            number, crew = crews[0]
            for queue in crew.team.queues:
                if queue.number not in open_queues or not isinstance(queue, PairQueue):
                    continue
                for job in queue.first():
                    if not self._may_start(crew, job, now_ms):
                        continue
                    score = queue.rule.pair_score(
                        view(job, queue.variant),
                        CrewView(self._mean_travel(crew.team, job), crew.team.members, number),
                        now_ms,
                    )
                    if best is None or (score, job.case) < best[:2]:
                        best = (score, job.case, number, job, crew, queue)
            if best is None:
                crews.pop(0)
                continue
            _, _, number, job, crew, queue = best
            queue.remove(job)
            crews.remove((number, crew))
            crew.team.idle.remove((crew.free_since_ms, number, crew))
            heapify(crew.team.idle)
            self._send(crew, job, now_ms)

    # -- setting out --------------------------------------------------------------------------

    def _mean_travel(self, team: Team, job: Job) -> int:
        """Mean travel of a team to the customer, by the customer's distance band."""
        mean = team.travel_ms[job.exchange]
        if self._per_km_ms:
            beyond = job.distance_m - self._mean_distance_m[job.exchange]
            mean = max(_JUST_MS, mean + beyond * self._per_km_ms // 1000)
        return mean

    def _something_may_start(self, crew: Crew, queue: KeyQueue, now_ms: int) -> bool:
        """Whether a job of the queue could fit the crew's day if it lay at the crew's door."""
        variant = queue.variant
        policy = self._rules[queue.exchange].shift_end[variant.kind]
        if policy is None:
            return True
        expected = site_time_ms(variant.expected_ms, crew.team.pace[variant.number])
        return policy.start(expected, crew.duty_until_ms - now_ms + crew.later_today_ms)

    def _may_start(self, crew: Crew, job: Job, now_ms: int) -> bool:
        """Whether the end of the day lets the crew begin what the visit is expected to take."""
        variant = job.variant
        rules = self._rules[job.exchange]
        policy = rules.shift_end[variant.kind]
        if policy is None:
            return True
        team: Team = crew.team
        expected = (
            self._mean_travel(team, job)
            + site_time_ms(variant.expected_ms, team.pace[variant.number])
            + rules.closing_ms
        )
        return policy.start(expected, crew.duty_until_ms - now_ms + crew.later_today_ms)

    def _send(self, crew: Crew, job: Job, now_ms: int) -> None:
        """Decide what the visit will meet, from the job's own marks, and set out."""
        team: Team = crew.team
        variant = job.variant
        rules = self._rules[job.exchange]
        visit = job.visits
        job.visits = visit + 1
        if visit == 0:
            travel_ppm, access, fix = job.travel_ppm, job.access_ppm, job.fix_ppm
        else:
            travel_ppm = followups.later_travel_ppm(self._variation, job.key, visit)
            access = followups.later_access_ppm(job.key, visit)
            fix = followups.later_fix_ppm(job.key, visit)
        mean = self._mean_travel(team, job) if self._per_km_ms else team.travel_ms[job.exchange]
        travel = mean * travel_ppm // PER_MILLION
        pace = team.pace[variant.number]
        kind = variant.kind
        if access < rules.no_access_ppm[kind]:
            outcome = _NO_ACCESS
            site = rules.no_access_ms
        elif job.splicing is not None:
            outcome, site = splicing.visit(job, job.splicing, team.members, pace)
            if outcome == _CLEARED:
                site += rules.closing_ms
        else:
            site = site_time_ms(job.work_ms, pace)
            if fix < team.fix_ppm[variant.number]:
                outcome = _CLEARED if job.cause >= 0 else _IN_SERVICE
                site += rules.closing_ms
            else:
                outcome = _UNFINISHED
        self._log(
            (now_ms, _DISPATCHED, job.case, job.slot, job.cabinet, crew.number, visit, travel)
        )
        if travel + site <= 0:
            site = _JUST_MS
        crew.begin(job, travel, site, outcome, rules.shift_end[kind], now_ms)
        if job.splicing is not None and outcome != _NO_ACCESS:
            self.on_gang_at_work(crew, job, travel, now_ms)
