"""Waiting jobs: one queue for each zone (places served by the same crews) and variant of job."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING

from telesim.policies.dispatch import KeyRule, PairRule
from telesim.policies.jobs import Job as JobView
from telesim.simulation.job import WAITING, Job

if TYPE_CHECKING:
    from telesim.simulation.rules import Variant
    from telesim.simulation.workforce import Team

#: How many waiting jobs of a queue are looked at when the first does not fit the day (DESIGN 2.6).
SCAN = 64
_new_view = tuple.__new__
Entry = tuple[int, int, int, int, Job]


def view(job: Job, variant: Variant) -> JobView:
    """The job as a dispatch rule sees it."""
    # The tuple is built directly: this is done for every job that has to wait.
    return _new_view(
        JobView,
        (
            variant.kind,
            variant.group,
            job.since_ms,
            job.due_ms,
            job.lines,
            variant.expected_ms,
            job.case,
        ),
    )


class KeyQueue:
    """Jobs in the order of a key rule."""

    __slots__ = (
        "_key",
        "changes",
        "exchange",
        "free_start",
        "heap",
        "number",
        "teams",
        "unfit",
        "variant",
    )

    def __init__(
        self,
        number: int,
        variant: Variant,
        teams: tuple[Team, ...],
        rule: KeyRule,
        free_start: bool,
        exchange: int,
    ) -> None:
        self.number = number
        self.variant = variant
        self.teams = teams
        #: Whether a crew may begin a job at any time of its day (no policy says otherwise).
        self.free_start = free_start
        #: One of the exchanges of the zone; all have the same rules.
        self.exchange = exchange
        self._key = rule.job_key
        self.heap: list[Entry] = []
        #: Counts what comes and goes.
        self.changes = 0
        #: By team: (changes, end of duty) at which nothing was found that fits its day. As time
        #: only runs out, nothing will be until the queue changes or another interval begins.
        self.unfit: dict[int, tuple[int, int]] = {}

    def add(self, job: Job) -> None:
        """A job waits from now on."""
        self.changes += 1
        a, b, c = self._key(view(job, self.variant))
        heappush(self.heap, (a, b, c, job.case, job))

    def head(self) -> Entry | None:
        """The first job still waiting, with its key before it; None when nobody waits."""
        heap = self.heap
        while heap:
            entry = heap[0]
            if entry[4].state == WAITING:
                return entry
            heappop(heap)
            self.changes += 1
        return None

    def remove(self, entry: Entry) -> None:
        """The job of an entry, usually the head, waits no longer."""
        self.changes += 1
        heap = self.heap
        if heap[0] is entry:
            heappop(heap)
        else:
            heap.remove(entry)
            heapify(heap)

    def first(self, suits: Callable[[Job], bool]) -> Entry | None:
        """The first job that suits among the first K in the order of their keys."""
        passed: list[Entry] = []
        found = None
        while found is None and len(passed) < SCAN:
            entry = self.head()
            if entry is None:
                break
            passed.append(heappop(self.heap))
            if suits(entry[4]):
                found = entry
        for entry in passed:
            heappush(self.heap, entry)
        return found

    def waiting(self) -> list[Job]:
        """All jobs still waiting, in no particular order."""
        return [entry[4] for entry in self.heap if entry[4].state == WAITING]


class PairQueue:
    """Jobs in the order in which they came, for a rule that weighs job against crew."""

    __slots__ = ("_jobs", "_scan", "exchange", "free_start", "number", "rule", "teams", "variant")

    def __init__(
        self,
        number: int,
        variant: Variant,
        teams: tuple[Team, ...],
        rule: PairRule,
        free_start: bool,
        exchange: int,
    ) -> None:
        self.number = number
        self.variant = variant
        self.teams = teams
        self.rule = rule
        self.free_start = free_start
        #: One of the exchanges of the zone; all have the same rules.
        self.exchange = exchange
        self._scan = rule.scan
        self._jobs: dict[int, Job] = {}

    def add(self, job: Job) -> None:
        """A job waits from now on."""
        self._jobs[job.case] = job

    def first(self) -> list[Job]:
        """The first K jobs still waiting."""
        jobs = self._jobs
        gone = [case for case, job in islice(jobs.items(), self._scan) if job.state != WAITING]
        while gone:
            for case in gone:
                del jobs[case]
            gone = [case for case, job in islice(jobs.items(), self._scan) if job.state != WAITING]
        return list(islice(jobs.values(), self._scan))

    def remove(self, job: Job) -> None:
        """The job waits no longer."""
        del self._jobs[job.case]

    def waiting(self) -> list[Job]:
        """All jobs still waiting."""
        return [job for job in self._jobs.values() if job.state == WAITING]


Queue = KeyQueue | PairQueue
