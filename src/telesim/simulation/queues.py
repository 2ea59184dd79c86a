"""Waiting jobs: one queue for each zone (places served by the same crews) and variant of job."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from telesim.policies.dispatch import KeyRule, PairRule
from telesim.policies.jobs import WORKS
from telesim.policies.jobs import Job as JobView
from telesim.simulation.job import WAITING, Job

if TYPE_CHECKING:
    from telesim.simulation.rules import Variant
    from telesim.simulation.workforce import Team

#: How many waiting jobs of a queue are looked at when the first does not fit the day (DESIGN 2.6).
SCAN = 64
#: Places before the head that are worth giving back.
_WORTH_CUTTING = 512
#: Added to a key of construction, which comes after all else: more than any key of a rule.
_AFTER_ALL = 2**64
#: Taken off the key or the score of an urgent job: more than whatever puts other work first.
URGENT = 2**68
#: Taken off that of a key account's job where those call crews away: more than all other things.
_AHEAD = 2**66
#: Before the keys of all jobs that are not urgent, behind those of all that are.
_BEHIND_URGENT = (-URGENT // 2,)
_new_view = tuple.__new__
Entry = tuple[int, int, int, int, Job]
#: What stands before the job in an entry.
Key = tuple[int, int, int, int]


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


def _older(job: Job, others: Iterable[Job]) -> int:
    """How many jobs that wait are older than another one, urgent ones left out."""
    mine = (job.since_ms, job.case)
    return sum(
        other.state == WAITING and not other.urgent and (other.since_ms, other.case) < mine
        for other in others
    )


def _after_all(
    key: Callable[[JobView], tuple[int, int, int]],
) -> Callable[[JobView], tuple[int, int, int]]:
    """The same order as by a key, behind whatever has that key itself."""

    def later(job: JobView) -> tuple[int, int, int]:
        first, second, third = key(job)
        return first + _AFTER_ALL, second, third

    return later


class KeyQueue:
    """Jobs in the order of a key rule.

    A sorted list and where its head is: most rules go by age, so that most jobs join at the
    end and leave at the front, and the first K can be looked at without taking them out.
    """

    __slots__ = (
        "_first",
        "_gone",
        "_key",
        "accounts_first",
        "changes",
        "entries",
        "exchange",
        "free_start",
        "number",
        "rule",
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
        accounts_first: bool = False,
    ) -> None:
        self.number = number
        self.variant = variant
        self.teams = teams
        #: Whether a crew may begin a job at any time of its day (no policy says otherwise).
        self.free_start = free_start
        #: Whether key accounts' jobs go before all that are not urgent: a crew that becomes free
        #: must not take what it could be called away from at once.
        self.accounts_first = accounts_first
        #: One of the exchanges of the zone; all have the same rules.
        self.exchange = exchange
        self.rule = rule
        self._key = rule.job_key if variant.kind != WORKS else _after_all(rule.job_key)
        #: Empty when nobody waits, so that whoever looks over many queues need not ask each.
        self.entries: list[Entry] = []
        #: Where the head is; what stands before it has left.
        self._first = 0
        #: Jobs behind the head that have been given up and still stand there.
        self._gone = 0
        #: Counts what comes and goes.
        self.changes = 0
        #: By team: (changes, end of duty, set-up) at which nothing was found that fits its day. As
        #: time only runs out, nothing will be until the queue changes or another interval begins.
        self.unfit: dict[int, tuple[int, int, int]] = {}

    def add(self, job: Job) -> None:
        """A job waits from now on."""
        key = self._key
        a, b, c = key(view(job, self.variant))
        if job.urgent:
            a -= URGENT
        if job.ahead and self.accounts_first:
            a -= _AHEAD
        entry = (a, b, c, job.case, job)
        entries = self.entries
        if not entries or entry > entries[-1]:
            # Behind the first K it changes nothing for whoever looks at those.
            if len(entries) - self._first - self._gone < SCAN:
                self.changes += 1
            entries.append(entry)
        else:
            self.changes += 1
            insort(entries, entry, self._first)

    def head(self) -> Entry | None:
        """The first job still waiting, with its key before it; None when nobody waits."""
        entries, first = self.entries, self._first
        while first < len(entries):
            entry = entries[first]
            if entry[4].state == WAITING:
                return entry
            first += 1
            self._first = first
            self._gone -= 1
            self.changes += 1
        entries.clear()
        self._first = 0
        return None

    def remove(self, entry: Entry) -> None:
        """The job of an entry, usually the head, waits no longer."""
        self.changes += 1
        entries, first = self.entries, self._first
        if entries[first] is entry:
            first += 1
            if first == len(entries):
                entries.clear()
                first = 0
            elif first >= _WORTH_CUTTING and 2 * first > len(entries):
                del entries[:first]
                first = 0
            self._first = first
        else:
            del entries[bisect_left(entries, entry, first)]

    def give_up(self, job: Job) -> None:
        """A waiting job is about to be given up: it is taken out where it stands by its key.

        One whose key has changed since it came is dropped when it comes to the head.
        """
        self.changes += 1
        entries = self.entries
        first, *rest = self.key_of(job)
        at = bisect_left(entries, (first - URGENT * job.urgent, *rest), self._first)
        if at < len(entries) and entries[at][4] is job:
            self.remove(entries[at])
            return
        if self._gone > SCAN and 2 * self._gone > len(entries) - self._first:
            self.entries = [e for e in entries[self._first :] if e[4].state == WAITING]
            self._first = self._gone = 0
        self._gone += 1

    def withdraw(self, job: Job) -> None:
        """A waiting job is taken out, wherever it stands."""
        self.changes += 1
        entries = self.entries
        at = bisect_left(entries, self.key_of(job), self._first)
        if at == len(entries) or entries[at][4] is not job:
            # It is urgent, or something of its key has changed since it came.
            at = next(n for n in range(self._first, len(entries)) if entries[n][4] is job)
        del entries[at]

    def key_of(self, job: Job) -> Key:
        """Where a job would stand if it were not urgent."""
        first, second, third = self._key(view(job, self.variant))
        return (first - _AHEAD * (job.ahead and self.accounts_first), second, third, job.case)

    def before(self, job: Job, key: Key | None) -> int:
        """Jobs that wait here before one with a key of the same rule, urgent ones left out."""
        if key is None:
            return _older(job, (entry[4] for entry in islice(self.entries, self._first, None)))
        # Entries stand in order, the urgent ones at the front.
        entries = self.entries
        first = bisect_left(entries, _BEHIND_URGENT, self._first)
        end = bisect_left(entries, key, first)
        if not self._gone:
            return end - first
        return [entry[4].state for entry in islice(entries, first, end)].count(WAITING)

    def front(self) -> Iterator[Entry]:
        """The first K jobs still waiting."""
        first = self._first
        if not self._gone:
            return iter(self.entries[first : first + SCAN])
        return islice((e for e in islice(self.entries, first, None) if e[4].state == WAITING), SCAN)

    def takes_over(self, other: Queue) -> bool:
        """Whether it has taken over the jobs of a queue with the same order, just as they stand."""
        if not isinstance(other, KeyQueue) or self._key != other._key:
            return False
        if self.accounts_first != other.accounts_first:
            return False
        self.entries, self._first, self._gone = other.entries, other._first, other._gone
        return True

    def waiting(self) -> list[Job]:
        """All jobs still waiting, in their order."""
        return [e[4] for e in self.entries[self._first :] if e[4].state == WAITING]


class PairQueue:
    """Jobs in the order in which they came, for a rule that weighs job against crew.

    Jobs of the green channel stand before the first that is younger than they are made out to be.
    """

    __slots__ = (
        "_scan",
        "entries",
        "exchange",
        "free_start",
        "number",
        "rule",
        "teams",
        "variant",
        "views",
    )

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
        #: Jobs by case; empty when nobody waits.
        self.entries: dict[int, Job] = {}
        #: What the rule sees of each of them: as it was when they began to wait, as in a key queue.
        self.views: dict[int, JobView] = {}

    def add(self, job: Job) -> None:
        """A job waits from now on."""
        self.views[job.case] = view(job, self.variant)
        if job.urgent:
            # Before the others, so that it is among the first K.
            self.entries = {job.case: job, **self.entries}
        elif job.ahead:
            self._put_ahead(job)
        else:
            self.entries[job.case] = job

    def _put_ahead(self, job: Job) -> None:
        """Else a rule that looks at the first K would not see who is behind them."""
        mine = (job.since_ms, job.case)
        jobs = list(self.entries.values())
        place = next(
            (
                n
                for n, other in enumerate(jobs)
                if not other.urgent and (other.since_ms, other.case) > mine
            ),
            len(jobs),
        )
        jobs.insert(place, job)
        self.entries = {other.case: other for other in jobs}

    def before(self, job: Job, key: Key | None) -> int:
        """Jobs that wait here and are older than another one, urgent ones left out."""
        # Construction comes after all else, whatever its age.
        return 0 if self.variant.kind == WORKS else _older(job, self.entries.values())

    def first(self) -> list[Job]:
        """The first K jobs still waiting."""
        jobs = self.entries
        while True:
            found = list(islice(jobs.values(), self._scan))
            gone = [job.case for job in found if job.state != WAITING]
            if not gone:
                return found
            for case in gone:
                del jobs[case], self.views[case]

    def remove(self, job: Job) -> None:
        """The job waits no longer."""
        del self.entries[job.case], self.views[job.case]

    def withdraw(self, job: Job) -> None:
        """A waiting job is taken out, wherever it stands."""
        del self.entries[job.case], self.views[job.case]

    def takes_over(self, other: Queue) -> bool:
        """Whether it has taken over the jobs of a queue with the same rule, just as they stand."""
        if not isinstance(other, PairQueue) or self.rule is not other.rule:
            return False
        self.entries, self.views = other.entries, other.views
        return True

    def waiting(self) -> list[Job]:
        """All jobs still waiting."""
        return [job for job in self.entries.values() if job.state == WAITING]


Queue = KeyQueue | PairQueue
