"""Crews to waiting jobs: matching when an instant settles.

Before an instant no idle crew could start any waiting job, so only crews that have become
free and jobs that have begun to wait can change that: best job first under a key rule, crew by
crew under a pair rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

from telesim.policies.jobs import WORKS
from telesim.simulation.choices import Choices
from telesim.simulation.crew import Crew
from telesim.simulation.gangs import Gangs
from telesim.simulation.job import WAITING, Job
from telesim.simulation.queues import Entry, KeyQueue, PairQueue, Queue
from telesim.simulation.territory import Pool
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Organisation, Team


class Dispatcher:
    """Holds the queues and the idle crews, and brings them together."""

    #: Whether jobs may stay where they stand when crews are organised anew.
    keeps_queues = True

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._organisation = Organisation((), (), (), ())
        self._queue_of = self._organisation.queue_of
        self._pair_rules = False
        #: Gangs that repair and build; None where nothing is built by gangs.
        self.gangs: Gangs | None = None
        #: Whether a job has begun to wait or a crew has become free since the last settling.
        self.stirred = False
        #: Told when an urgent job begins to wait: (job, jobs that it is put before).
        self.on_overtaking: Callable[[Job, int], None] = _nobody_asks
        self._new: list[Job] = []
        self._freed: list[Crew] = []

    def reorganise(self, organisation: Organisation, crews: list[Crew], now_ms: int) -> None:
        """Take over new teams and queues; whoever waits or is idle goes on to do so in them."""
        waiting: list[Job] = []
        stays = _same_zones(self._organisation, organisation) if self.keeps_queues else {}
        for queue in self._organisation.queues:
            if not (queue.number in stays and stays[queue.number].takes_over(queue)):
                waiting += queue.waiting()
        # Pair rules look at the first jobs of a queue: who came first stays first.
        waiting.sort(key=lambda job: (job.since_ms, job.case))
        self._organisation = organisation
        self._queue_of = organisation.queue_of
        self._pair_rules = any(isinstance(queue, PairQueue) for queue in organisation.queues)
        self._freed.clear()
        for crew, team in zip(crews, organisation.team_of_crew, strict=True):
            crew.team = team
            if crew.job is None and crew.duty_until_ms > now_ms:
                self._freed.append(crew)
        self._new[:0] = waiting
        self.stirred = True

    def wait(self, job: Job, anew: bool = True) -> None:
        """A job waits for a crew from now on; not ``anew`` when it has only changed its place."""
        if job.urgent and anew:
            self.on_overtaking(job, self.before(job))
        job.state = WAITING
        if not self._pair_rules:
            queue = self._queue_of[job.zone][job.variant.number]
            for team in queue.teams:
                if team.idle:
                    break
            else:
                # Nobody idle could take it; whoever becomes free at this instant will look here.
                queue.add(job)
                return
        self._new.append(job)
        self.stirred = True

    def forget(self, job: Job) -> None:
        """A waiting job has been given up; its queue drops it when it comes to the front."""
        queue = self._queue_of[job.zone][job.variant.number]
        if isinstance(queue, KeyQueue) and job not in self._new:
            queue.give_up(job)

    def withdraw(self, job: Job) -> None:
        """A waiting job is taken back; it may wait again later."""
        if job in self._new:
            self._new.remove(job)
        else:
            self._queue_of[job.zone][job.variant.number].withdraw(job)

    def queue_for(self, job: Job) -> Queue:
        """The queue in which a job waits, or has waited until now."""
        return self._queue_of[job.zone][job.variant.number]

    def hurry(self, job: Job) -> int:
        """Put a job before all others, now if it waits, else when it will; how many it passes."""
        if job.urgent:
            return 0
        passed = 0
        if job.state == WAITING:
            passed = self.before(job)
            self.withdraw(job)
            job.urgent = True
            self.wait(job, anew=False)
        job.urgent = True
        return passed

    def before(self, job: Job) -> int:
        """Jobs that wait for crews who can do a job and stand before it but for its urgency.

        Other urgent ones are left out. Under a rule of pairs those stand before it that are older.
        """
        own = self._queue_of[job.zone][job.variant.number]
        queues = {queue.number: queue for team in own.teams for queue in team.queues}
        key = own.key_of(job) if isinstance(own, KeyQueue) else None
        return sum(queue.before(job, key) for queue in queues.values() if queue.entries)

    def teams_for(self, job: Job) -> tuple[Team, ...]:
        """The teams that can do a job."""
        return self._queue_of[job.zone][job.variant.number].teams

    def free(self, crew: Crew) -> None:
        """A crew on duty has nothing to do from now on."""
        self._freed.append(crew)
        self.stirred = True

    def freed(self) -> list[Crew]:
        """Crews that have become free since the last settling."""
        return list(self._freed)

    def new_shift(self, teams: set[Team]) -> None:
        """Forget who was free in these teams; those on duty now are freed one by one."""
        for team in teams:
            team.idle.clear()
        if self._freed:
            self._freed = [crew for crew in self._freed if crew.team not in teams]

    def settle(self, now_ms: int) -> None:
        """Match crews that have become free and jobs that have begun to wait."""
        new, freed = self._new, self._freed
        self.stirred = False
        if not self._pair_rules:
            if not new and len(freed) == 1:
                self._feed(freed.pop(), now_ms)
                return
            if not freed and len(new) == 1 and not self._for_gangs(new[0]):
                self._offer(new.pop(), now_ms)
                return
        self._new, self._freed = [], []
        queue_of = self._queue_of
        touched = {}
        for job in new:
            if job.state == WAITING:
                queue = queue_of[job.zone][job.variant.number]
                queue.add(job)
                touched[queue.number] = queue
        for team in {crew.team for crew in freed}:
            for queue in team.queues:
                if queue.entries:
                    touched[queue.number] = queue
        for crew in freed:
            heappush(crew.team.idle, (crew.free_since_ms, crew.number, crew))
        if self.gangs is not None:
            self.gangs.match(touched, now_ms)
        pairs = [q for q in touched.values() if isinstance(q, PairQueue)]
        if pairs:
            self._match_pairs(pairs, now_ms)
        if len(pairs) < len(touched):
            self._match_keys([q for q in touched.values() if isinstance(q, KeyQueue)], now_ms)

    def _for_gangs(self, job: Job) -> bool:
        """Whether gangs that build first today are to choose before others take the job."""
        return self.gangs is not None and job.variant.kind == WORKS

    # -- key rules --------------------------------------------------------------------------

    def _feed(self, crew: Crew, now_ms: int) -> None:
        """One crew has become free and nothing else has happened: it takes the best job."""
        if self.gangs is not None and self.gangs.sent(crew, now_ms):
            return
        team: Team = crew.team
        best: Entry | None = None
        best_queue: KeyQueue | None = None
        for queue in team.key_queues:
            if not queue.entries:
                continue
            entry = queue.head()
            if entry is None or (best is not None and entry > best):
                continue
            if not queue.free_start:
                entry = self._first_that_fits(crew, queue, now_ms)
                if entry is None or (best is not None and entry > best):
                    continue
            best, best_queue = entry, queue
        if best is None or best_queue is None:
            heappush(team.idle, (crew.free_since_ms, crew.number, crew))
            return
        best_queue.remove(best)
        self._visits.send(crew, best[4], now_ms)

    def _first_that_fits(self, crew: Crew, queue: KeyQueue, now_ms: int) -> Entry | None:
        """The first job that the crew may start; that there is none is remembered."""
        set_up_ms = self._visits.set_up_of(crew, queue.exchange, now_ms)
        known = (queue.changes, crew.duty_until_ms, set_up_ms)
        if queue.unfit.get(crew.team.number) == known:
            return None
        entry = self._visits.first_to_start(crew, queue, now_ms)
        if entry is None:
            queue.unfit[crew.team.number] = known
        return entry

    def _offer(self, job: Job, now_ms: int) -> None:
        """One job has begun to wait and nothing else has happened: the best idle crew takes it."""
        if job.state != WAITING:
            return
        queue = self._queue_of[job.zone][job.variant.number]
        assert isinstance(queue, KeyQueue)
        if queue.head() is None:
            chosen = self._team_for(queue, job, now_ms)
            if chosen is not None:
                self._visits.send(heappop(chosen.idle)[2], job, now_ms)
                return
            queue.add(job)
            return
        queue.add(job)
        self._match_keys([queue], now_ms)

    def _match_keys(self, queues: list[KeyQueue], now_ms: int) -> None:
        """Send idle crews to the best jobs they may start, over these queues."""
        heads: list[tuple[int, int, int, int, Entry, KeyQueue]] = []
        for queue in queues:
            head = queue.head()
            if head is not None:
                heads.append((*head[:4], head, queue))
        heapify(heads)
        while heads:
            *_, entry, queue = heappop(heads)
            team = self._team_for(queue, entry[4], now_ms)
            if team is not None:
                queue.remove(entry)
                self._visits.send(heappop(team.idle)[2], entry[4], now_ms)
                following = queue.head()
            elif queue.free_start:
                continue
            else:
                # It fits nobody's day: the first one behind it that does, in its own place.
                following = self._first_for_any(queue.teams, queue, now_ms)
            if following is not None:
                heappush(heads, (*following[:4], following, queue))

    def _first_for_any(self, teams: Iterable[Team], queue: KeyQueue, now_ms: int) -> Entry | None:
        """The first job that the next idle crew of any of the teams may start."""
        best: Entry | None = None
        for team in teams:
            if team.idle:
                fitting = self._first_that_fits(team.idle[0][2], queue, now_ms)
                if best is None or (fitting is not None and fitting < best):
                    best = fitting
        return best

    def _team_for(self, queue: Queue | Pool, job: Job, now_ms: int) -> Team | None:
        """The team whose next idle crew takes the job: nearest, then free longest."""
        best: Team | None = None
        best_rank = (0, 0, 0)
        for team in queue.teams:
            idle = team.idle
            while idle and (idle[0][2].job is not None or idle[0][2].duty_until_ms <= now_ms):
                heappop(idle)
            if not idle:
                continue
            since, number, crew = idle[0]
            rank = (team.travel_ms[job.exchange], since, number)
            if (best is None or rank < best_rank) and (
                queue.free_start or self._visits.may_start(crew, job, now_ms)
            ):
                best, best_rank = team, rank
        return best

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
        choices = Choices(self._visits, now_ms)
        #: Teams and days for which nothing is left: others of them need not look again.
        nothing: set[tuple[int, int, int]] = set()
        while crews and open_queues:
            best: tuple[bool, int, int, Job, PairQueue] | None = None
            number, crew = crews[0]
            day = (crew.team.number, crew.duty_until_ms, crew.later_today_ms)
            if day in nothing:
                crews.pop(0)
                continue
            for queue in crew.team.queues:
                if queue.number not in open_queues or not isinstance(queue, PairQueue):
                    continue
                found = choices.best(crew, queue)
                # Construction comes after all else; who builds first today is under way already.
                last = queue.variant.kind == WORKS
                if found is not None and (best is None or (last, *found[:2]) < best[:3]):
                    best = (last, *found, queue)
            if best is None:
                nothing.add(day)
                crews.pop(0)
                continue
            *_, job, queue = best
            queue.remove(job)
            choices.taken(queue)
            nothing.clear()
            crews.remove((number, crew))
            crew.team.idle.remove((crew.free_since_ms, number, crew))
            heapify(crew.team.idle)
            self._visits.send(crew, job, now_ms)


def _nobody_asks(job: Job, passed: int) -> None:
    """Where nobody complains no job is urgent."""


def _same_zones(before: Organisation, after: Organisation) -> dict[int, Queue]:
    """Number of an old queue -> the new one of just the same places and variant."""
    new_of: dict[int, set[int]] = {}
    old_of: dict[int, set[int]] = {}
    for old_row, new_row in zip(before.queue_of, after.queue_of, strict=False):
        for old, new in zip(old_row, new_row, strict=True):
            new_of.setdefault(old.number, set()).add(new.number)
            old_of.setdefault(new.number, set()).add(old.number)
    return {
        old: after.queues[min(news)]
        for old, news in new_of.items()
        if len(news) == 1 and len(old_of[min(news)]) == 1
    }
