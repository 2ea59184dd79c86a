"""What slips under a pay scheme: tickets forgotten, tests skipped, repairs closed that are none.

Whether it happens to a case stands in the case's own marks. What a crew will do on closing is
settled when it sets out, since it changes how long the visit takes; a reform that begins
meanwhile does not reach it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import REPAIR
from telesim.simulation import agenda as when
from telesim.simulation.crew import Crew
from telesim.simulation.habits import Habits
from telesim.simulation.job import AWAY, Job
from telesim.simulation.town import Town
from telesim.workload import slips as marks

if TYPE_CHECKING:
    from telesim.simulation.later_faults import LaterFaults

_FORGOTTEN, _REMINDED = int(Kind.FORGOTTEN), int(Kind.REMINDED)
_UNTESTED, _UNREPAIRED = int(Kind.UNTESTED), int(Kind.UNREPAIRED)
_FOUND, _CLEARED = int(Kind.FOUND_UNREPAIRED), int(Kind.CLEARED)
_IN_SERVICE = int(Kind.IN_SERVICE)


class FailsAgain(Protocol):
    """The part of the fault book that makes lines fail again, and a ticket due for a crew."""

    ready: Callable[[Job], None]
    later: LaterFaults


@dataclass(slots=True)
class _Closing:
    """What a crew will do on closing a job.

    ``comes_back_ms`` is when the customer reports a line that was not repaired, None = it was.
    """

    habits: Habits
    untested: bool
    comes_back_ms: int | None


class Slips:
    """Knows what slips; the books ask it when a ticket is due and when a job is closed."""

    def __init__(self, town: Town, faults: FailsAgain, recorder: Recorder) -> None:
        self._town = town
        self._faults = faults
        self._log = recorder.append
        #: What supervision leaves of all that slips; 1 without any.
        self.left = 1.0
        #: Tickets that lie forgotten, by case.
        self._forgotten: dict[int, Job] = {}
        #: Who answers the customer of a forgotten ticket who calls again, where that takes a call.
        self.on_call: Callable[[Job], None] | None = None
        #: By case: what the crew on its way there will do.
        self._closings: dict[int, _Closing] = {}

    # -- tickets ----------------------------------------------------------------------------

    def forgets(self, job: Job) -> bool:
        """Whether a ticket that is due for a crew lies forgotten instead, until it is called in.

        Tickets are forgotten in the office, so the scheme is that of the policies of its place.
        """
        town = self._town
        forgotten = town.rules[job.exchange].scenario.policies.pay.forgotten
        if forgotten is None:
            return False
        wait = marks.forgotten_ms(job.key, forgotten.share * self.left, forgotten.wait)
        if not wait:
            return False
        now = town.now
        self._log((now, _FORGOTTEN, job.case, job.slot, job.cabinet, -1, 0, wait))
        job.state = AWAY
        self._forgotten[job.case] = job
        town.agenda.at(now + wait, when.ARRIVES, when.REMINDER, job.case, self._calls_again, job)
        return True

    def _calls_again(self, job: Job) -> None:
        """The customer has lost patience; an answered enquiry may have come first."""
        if job.case not in self._forgotten:
            return
        if self.on_call is None:
            self.reminded(job)
        else:
            self.on_call(job)

    def reminded(self, job: Job) -> None:
        """The customer has called about a ticket: if it lay forgotten, it is due for a crew now."""
        if self._forgotten.pop(job.case, None) is None:
            return
        self._log((self._town.now, _REMINDED, job.case, job.slot, job.cabinet, -1, 0, 0))
        self._faults.ready(job)

    # -- closing ----------------------------------------------------------------------------

    def set_out(self, job: Job, habits: Habits, outcome: int, site_ms: int, closing_ms: int) -> int:
        """A crew with habits sets out: settle how it will close; returns its crew time on site."""
        self._closings.pop(job.case, None)
        if outcome not in (_CLEARED, _IN_SERVICE):
            return site_ms
        skipped, unrepaired = habits.skipped_tests, habits.unrepaired
        untested = skipped is not None and marks.untested(job.key, skipped.share * self.left)
        comes_back = None
        if (
            unrepaired is not None
            and outcome == _CLEARED
            and job.variant.kind == REPAIR
            and job.lines == 1
        ):
            share = unrepaired.share * self.left
            comes_back = marks.comes_back_ms(job.key, share, unrepaired.comes_back)
        self._closings[job.case] = _Closing(habits, untested, comes_back)
        return site_ms - closing_ms if untested else site_ms

    def closes(self, job: Job, crew: Crew, now_ms: int) -> None:
        """A crew is about to close a job: write down what is wrong with that."""
        closing = self._closings.get(job.case)
        if closing is None:
            return
        if closing.untested:
            self._log((now_ms, _UNTESTED, job.case, job.slot, job.cabinet, crew.number, 0, 0))
        if closing.comes_back_ms is not None:
            self._log((now_ms, _UNREPAIRED, job.case, job.slot, job.cabinet, crew.number, 0, 0))
        if job.cause < 0:
            del self._closings[job.case]

    def repeat_share(self, job: Job, share: float, recurs: bool) -> float:
        """The share of repeats of a job that has just ended; 0 when its line is still down.

        The general share is that of the repairs that were not done well, which how a crew works
        makes more or less. Where the cause ``recurs`` by a law of its own nobody's work does.
        """
        closing = self._closings.get(job.case)
        if closing is None:
            return share
        if closing.comes_back_ms is not None:
            return 0.0
        if recurs:
            return share
        skipped = closing.habits.skipped_tests
        if closing.untested and skipped is not None:
            share *= skipped.untested_repeats
        return share * closing.habits.redo[job.variant.kind]

    def closed(self, job: Job, crew: Crew, now_ms: int) -> None:
        """A fault has been closed: if its line is not repaired, it is down again from now on.

        Inspection reports it when it looks before the customer calls.
        """
        closing = self._closings.pop(job.case, None)
        if closing is None or closing.comes_back_ms is None:
            return
        habits, delay = closing.habits, closing.comes_back_ms
        seen = habits.found_after_ms <= delay and marks.found(job.key, habits.found_share)
        if seen:
            delay = habits.found_after_ms
        self.comes_back(job, crew, delay, seen, now_ms)

    def taken(self, job: Job) -> tuple[bool, int | None]:
        """Whether a job just closed went without its test; when it comes back if not repaired.

        Whoever asks does what :meth:`closed` would do.
        """
        closing = self._closings.pop(job.case, None)
        return (False, None) if closing is None else (closing.untested, closing.comes_back_ms)

    def comes_back(self, job: Job, crew: Crew, delay: int, seen: bool, now_ms: int) -> None:
        """A line that is not repaired is down again, and reported after a delay."""
        town = self._town
        if now_ms + delay >= town.arrivals_end_ms:
            return
        if self._faults.later.fails_again(job, delay) and seen:
            what = (job, crew.number)
            town.agenda.at(
                now_ms + delay, when.ARRIVES, when.INSPECTION, job.case, self._found, what
            )

    def _found(self, what: tuple[Job, int]) -> None:
        job, crew = what
        self._log((self._town.now, _FOUND, job.case, job.slot, job.cabinet, crew, 0, 0))
