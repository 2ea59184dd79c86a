"""Matching where crews have territories: owners first, then whoever may lend a hand."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from telesim.eventlog import Kind, Recorder
from telesim.simulation.choices import Choices
from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.job import WAITING, Job
from telesim.simulation.queues import Entry, KeyQueue, PairQueue, Queue
from telesim.simulation.territory import Pool
from telesim.simulation.visits import Visits
from telesim.simulation.workforce import Organisation, Team

_LENT = int(Kind.LENT)


class TerritorialDispatcher(Dispatcher):
    """A dispatcher whose jobs wait by cabinet, each for those who own it.

    When owners and jobs have been brought together, a crew that is still idle has nothing of its
    own that it could start, and a job that still waits has no owner who could start it. Only then
    do crews lend a hand: key rules give the best job to the nearest crew, a pair rule lets crews
    choose in the order of their numbers, as among owners.
    """

    #: Who may lend a hand where is found anew from the jobs that wait.
    keeps_queues = False

    def __init__(self, visits: Visits, recorder: Recorder, exchanges: int, cabinets: int) -> None:
        super().__init__(visits)
        self._log = recorder.append
        #: Zones before those of the cabinets.
        self._exchanges = exchanges
        self._cabinets = cabinets
        self._pool_of: dict[int, Pool] = {}

    def reorganise(self, organisation: Organisation, crews: list[Crew], now_ms: int) -> None:
        """Take over new teams and queues, and with them who may lend a hand where."""
        super().reorganise(organisation, crews, now_ms)
        self._pool_of = organisation.pool_of

    def wait(self, job: Job, anew: bool = True) -> None:
        """A job waits from now on; crews of all territories are looked at when things settle."""
        job.state = WAITING
        if 0 <= job.cabinet < self._cabinets:
            job.zone = self._exchanges + job.cabinet
        self._new.append(job)
        self.stirred = True

    def teams_for(self, job: Job) -> tuple[Team, ...]:
        """The teams that own a job's cabinet, where it will wait; who lends a hand is not told."""
        if 0 <= job.cabinet < self._cabinets:
            job.zone = self._exchanges + job.cabinet
        return super().teams_for(job)

    def settle(self, now_ms: int) -> None:
        """Match owners and their jobs, then crews and jobs that are left."""
        new, freed = self._new[:], self._freed[:]
        super().settle(now_ms)
        if not self._pool_of:
            return
        if not new and len(freed) == 1 and not self._pair_rules:
            if freed[0].job is None:
                self._feed_from_others(freed[0], now_ms)
            return
        wanting: dict[int, Queue] = {}
        for job in new:
            if job.state == WAITING:
                queue = self._queue_of[job.zone][job.variant.number]
                pool = self._pool_of.get(queue.number)
                if pool is not None:
                    pool.open[queue.number] = wanting[queue.number] = queue
        idle = [crew for crew in freed if crew.job is None]
        # Before this instant no idle crew could start any waiting job: only these can change that.
        if len(idle) == 1 and not wanting and not self._pair_rules:
            self._feed_from_others(idle[0], now_ms)
            return
        for crew in idle:
            for pool in crew.team.pools:
                wanting.update(pool.open)
        if wanting:
            self._lend_to(wanting, now_ms)

    def _lend_to(self, queues: dict[int, Queue], now_ms: int) -> None:
        """Send idle crews to jobs that wait in some queues of others."""
        found = [queues[number] for number in sorted(queues)]
        for pool in {self._pool_of[queue.number] for queue in found}:
            pool.teams = [team for team in pool.members if team.idle]
        if self._pair_rules:
            self._lend_by_pairs([q for q in found if isinstance(q, PairQueue)], now_ms)
        self._lend_by_keys([q for q in found if isinstance(q, KeyQueue)], now_ms)

    def _feed_from_others(self, crew: Crew, now_ms: int) -> None:
        """The only crew that has become free takes the best job of others that it may start."""
        team: Team = crew.team
        best: Entry | None = None
        best_queue: KeyQueue | None = None
        for pool in team.pools:
            if not pool.open or self._visits.too_late(crew, next(iter(pool.open.values())), now_ms):
                continue
            empty = []
            for queue in pool.open.values():
                assert isinstance(queue, KeyQueue)
                entry = queue.head()
                if entry is None:
                    empty.append(queue.number)
                    continue
                if best is not None and entry > best:
                    continue
                if not queue.free_start:
                    entry = self._first_that_fits(crew, queue, now_ms)
                    if entry is None or (best is not None and entry > best):
                        continue
                best, best_queue = entry, queue
            for number in empty:
                del pool.open[number]
        if best is not None and best_queue is not None:
            best_queue.remove(best)
            self._take(crew)
            self._lend(crew, best[4], now_ms)

    def _lend_by_keys(self, queues: Iterable[KeyQueue], now_ms: int) -> None:
        """The best job first, to the nearest crew that may start it."""
        heads: list[tuple[int, int, int, int, Entry, KeyQueue]] = []
        for queue in queues:
            pool = self._pool_of[queue.number]
            head = queue.head()
            if head is None:
                pool.open.pop(queue.number, None)
            elif pool.teams:
                heads.append((*head[:4], head, queue))
        heapify(heads)
        while heads:
            *_, entry, queue = heappop(heads)
            pool = self._pool_of[queue.number]
            if not pool.teams:
                continue
            team = self._team_for(pool, entry[4], now_ms)
            if team is not None:
                queue.remove(entry)
                self._lend(heappop(team.idle)[2], entry[4], now_ms)
                if not team.idle:
                    for its_pool in team.pools:
                        if team in its_pool.teams:
                            its_pool.teams.remove(team)
                following = queue.head()
            elif pool.free_start:
                continue
            else:
                # It fits nobody's day: the first one behind it that does, in its own place.
                following = self._first_for_any(pool.teams, queue, now_ms)
            if following is not None:
                heappush(heads, (*following[:4], following, queue))

    def _lend_by_pairs(self, queues: list[PairQueue], now_ms: int) -> None:
        """Crews in the order of their numbers each take the job that scores lowest for them."""
        by_pool: dict[int, list[PairQueue]] = {}
        for queue in queues:
            pool = self._pool_of[queue.number]
            if queue.first():
                by_pool.setdefault(pool.number, []).append(queue)
            else:
                pool.open.pop(queue.number, None)
        teams = {t.number: t for q in queues for t in self._pool_of[q.number].teams}
        crews = {
            number: crew
            for team in teams.values()
            for _, number, crew in team.idle
            if crew.job is None and crew.duty_until_ms > now_ms
        }
        choices = Choices(self._visits, now_ms)
        for _, crew in sorted(crews.items()):
            best: tuple[int, int, Job, PairQueue] | None = None
            for pool in crew.team.pools:
                for queue in by_pool.get(pool.number, ()):
                    found = choices.best(crew, queue)
                    if found is not None and (best is None or found[:2] < best[:2]):
                        best = (*found, queue)
            if best is not None:
                _, _, job, queue = best
                queue.remove(job)
                choices.taken(queue)
                self._take(crew)
                self._lend(crew, job, now_ms)

    @staticmethod
    def _take(crew: Crew) -> None:
        """The crew is idle no longer."""
        idle = crew.team.idle
        idle.remove((crew.free_since_ms, crew.number, crew))
        heapify(idle)

    def _lend(self, crew: Crew, job: Job, now_ms: int) -> None:
        self._visits.send(crew, job, now_ms)
        self._log((now_ms, _LENT, job.case, job.slot, job.cabinet, crew.number, 0, 0))
