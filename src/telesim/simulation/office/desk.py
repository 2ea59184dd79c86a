"""A desk of a county's office: trays that are carried, papers that wait, clerks."""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from telesim.simulation.job import ENDED, Job

if TYPE_CHECKING:
    from telesim.simulation.office.key_accounts import Account


#: Taken off the urgency of a paper that a complaint has made urgent: more than key accounts get.
URGENT = 100


class Paper:
    """An order in the office.

    Attributes:
        step: the desk where it is. furthest: the step up to which it has come so far.
        wrong: steps whose mistake is in it, as bits. times: how often it has left each step.
        served: whether the line works; then its customer cannot give up any more.
        urgency: papers with a lower number go first at every desk; 0 = as all others.
        since_ms: when it came to lie at the desk where it is, ready to be taken.
        work_ms, waited_ms: of the clerk who has it.
        owner: the clerk who keeps its case; -1 = nobody does.
        question: number of a question about the order, which passes acceptance alone; -1 = the
            order itself. handled: clerks who have passed the case on.
        lies: whether it waits at a desk, ready to be taken.
        sent_away: whether its customer has been registered and has not come back.
        account: what is watched of the order of a key account; None for all others.
    """

    __slots__ = (
        "account",
        "furthest",
        "handled",
        "job",
        "lies",
        "owner",
        "question",
        "sent_away",
        "served",
        "since_ms",
        "step",
        "times",
        "urgency",
        "waited_ms",
        "work_ms",
        "wrong",
    )

    def __init__(self, job: Job) -> None:
        self.job = job
        self.step = self.furthest = 0
        self.wrong = 0
        self.times = [0, 0, 0, 0, 0, 0]
        self.served = False
        self.urgency = 0
        self.since_ms = self.work_ms = self.waited_ms = 0
        self.lies = False
        self.owner = self.question = -1
        self.sent_away = False
        self.handled = 0
        self.account: Account | None = None

    @property
    def given_up(self) -> bool:
        """Whether the customer does not want the line any more."""
        return self.job.state == ENDED and not self.served


#: Before the entries of all papers that are not urgent, behind those of all that are.
_BEHIND_URGENT = (1 - URGENT,)
#: Later than any paper comes to lie.
_LATER_MS = 2**62


class Desk:
    """Papers that wait at one step in one county, and its clerks, lowest number first.

    Attributes:
        number: of the desk among all. tray: papers to be carried together at ``tray_ms``.
        free: clerks with nothing to do. waiting: papers that lie here, those of which their
            customers want nothing any more included. kept: questions that one clerk answers.
    """

    __slots__ = (
        "_away",
        "_first",
        "_gone",
        "free",
        "kept",
        "number",
        "step",
        "tray",
        "tray_ms",
        "waiting",
    )

    def __init__(self, number: int, step: int, first_clerk: int, clerks: int) -> None:
        self.number = number
        self.step = step
        self.tray: list[Paper] = []
        self.tray_ms = -1
        self._first = first_clerk
        self.free = list(range(first_clerk, first_clerk + clerks))
        #: Clerks who shall be away, and those of them who have gone.
        self._away: frozenset[int] = frozenset()
        self._gone: set[int] = set()
        self.waiting: list[tuple[int, int, int, int, int, Paper]] = []
        #: By clerk: questions that only this one answers, as they came.
        self.kept: dict[int, deque[Paper]] = {}

    def lay(self, paper: Paper, now_ms: int) -> None:
        """A paper waits for a clerk: the most urgent first, then who came first."""
        paper.since_ms = now_ms
        paper.lies = True
        self._put(paper)

    def hurry(self, paper: Paper) -> None:
        """A paper that lies here has become more urgent."""
        self._put(paper)

    def before(self, paper: Paper) -> int:
        """Papers that lie here before an urgent one, or are still carried, as it would be.

        Those are counted that would be taken before it if nobody had complained; other urgent
        ones are left out.
        """
        since_ms = paper.since_ms if paper.lies else _LATER_MS
        mine = (paper.urgency + URGENT, since_ms, paper.job.since_ms, paper.job.case)
        # By the entries alone first, as there may be thousands, urgent ones standing at the front.
        lying = 0
        for entry in [entry for entry in self.waiting if _BEHIND_URGENT < entry < mine]:
            other = entry[5]
            # As ``given_up`` says, written out: this is asked millions of times.
            wanted = other.job.state != ENDED or other.served
            if wanted and other.lies and other.urgency == entry[0]:
                lying += 1
        if paper.lies:
            return lying
        carried = self.tray[: self.tray.index(paper)] if paper in self.tray else self.tray
        return lying + sum(not other.given_up for other in carried)

    def _put(self, paper: Paper) -> None:
        job = paper.job
        heappush(
            self.waiting,
            (paper.urgency, paper.since_ms, job.since_ms, job.case, paper.question, paper),
        )

    def keep(self, paper: Paper, now_ms: int) -> None:
        """A question waits for the clerk who keeps its case."""
        paper.since_ms = now_ms
        self.kept.setdefault(paper.owner, deque()).append(paper)

    def _take_kept(self) -> tuple[int, Paper] | None:
        """A free clerk takes a question that nobody else answers; the lowest number first."""
        for clerk in sorted(self.free) if self.kept else ():
            kept = self.kept.get(clerk)
            while kept:
                paper = kept.popleft()
                if not kept:
                    del self.kept[clerk]
                if not paper.given_up:
                    self.free.remove(clerk)
                    heapify(self.free)
                    return clerk, paper
        return None

    def take(self) -> tuple[int, Paper] | None:
        """A free clerk takes the next paper of an order that is still wanted; None = not now."""
        if self.kept and (kept := self._take_kept()) is not None:
            return kept
        free, waiting = self.free, self.waiting
        while free and waiting:
            urgency, _, _, _, _, paper = heappop(waiting)
            # Who has become more urgent lies here twice, and counts where it is more urgent.
            if (
                paper.urgency == urgency
                and paper.lies
                and (paper.job.state != ENDED or paper.served)
            ):
                paper.lies = False
                return heappop(free), paper
        return None

    def back(self, clerk: int) -> None:
        """A clerk is done; who shall be away goes now."""
        if clerk in self._away:
            self._gone.add(clerk)
        else:
            heappush(self.free, clerk)

    def send_away(self, numbers: frozenset[int]) -> None:
        """These of its clerks are away until this is said anew; all others are there.

        Who has a paper in hand is done with it first.
        """
        self._away = frozenset(self._first + number for number in numbers)
        free = (set(self.free) | self._gone) - self._away
        self._gone = (self._gone | set(self.free)) & self._away
        self.free = sorted(free)
