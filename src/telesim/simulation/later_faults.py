"""Faults that no candidate foretells: repeats, and what people make while the run goes on.

Such a fault is like any other of its cause: a row of the same columns, read from the marks of
its own key instead of from the workload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.distributions import Distribution
from telesim.eventlog import Kind
from telesim.scenario.causes import Cause
from telesim.simulation import agenda as when
from telesim.simulation.job import Job, Marks
from telesim.simulation.striking import WORKING, next_working
from telesim.simulation.town import Town
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.simulation.faults import FaultBook
    from telesim.simulation.feeders import Feeders

_REPEAT_OF = int(Kind.REPEAT_OF)

#: One row of workload.Faults as plain numbers, in the order of its columns, case first and the
#: marks of the first visit together.
FaultRow = tuple[int, int, int, int, int, float, int, int, int, int, int, int, int, int, int, Marks]
_UNDER_ANY_RATE = -1.0


def later_fault(
    case: int,
    now_ms: int,
    number: int,
    cause: Cause,
    cabinet: int,
    slot: int,
    distance_m: int,
    key: int,
    travel: Distribution | None,
    *,
    whole: bool = False,
    known: bool = False,
    report_delay_ms: int | None = None,
) -> FaultRow:
    """The row of a fault of cause ``number`` that happens now, with the marks of ``key``.

    It hits the one line, or with ``whole`` as many as the law of the cause says. Where the joint
    is ``known`` from an earlier repair, it is opened again and nothing is located. ``travel`` is
    the factor on the travel time of a visit. Without ``report_delay_ms`` the law of the cause says
    when it is reported.
    """
    lines, reports = 1, 1
    if whole:
        lines, reports = followups.later_lines(cause.lines, cause.reporting_share, key)
    locate, material = 0, 0
    if known and cause.splicing is not None:
        locate = followups.reopening_ms(cause.splicing, key)
    elif cause.splicing is not None:
        locate, material = followups.later_stages(cause.splicing, key)
    return (
        case,
        now_ms,
        number,
        cabinet,
        slot,
        _UNDER_ANY_RATE,
        key,
        lines,
        reports,
        followups.later_report_delay_ms(cause.report_delay, key, 0)
        if report_delay_ms is None
        else report_delay_ms,
        followups.later_work_ms(cause.work, key, 0),
        locate,
        material,
        followups.later_remote_ppm(key, 0),
        distance_m,
        followups.later_marks(travel, key, 0),
    )


class LaterFaults:
    """Lets lines fail again after their repair, or because of earlier work.

    ``feeders`` is what strikes feeder cables; None where nothing strikes more than one cabinet.
    """

    def __init__(self, faults: FaultBook, town: Town, feeders: Feeders | None) -> None:
        self._faults = faults
        self._town = town
        self._feeders = feeders
        self._causes = tuple(town.scenario.faults.values())

    def after(self, job: Job, now_ms: int) -> None:
        """A fault has ended: if it comes back, it is known when."""
        faults, town = self._faults, self._town
        rules = town.rules[job.exchange]
        within = rules.repeat_within_ms[job.cause]
        if not within:
            return
        share = rules.repeat_share[job.cause]
        if faults.slips is not None:
            share = faults.slips.repeat_share(job, share, rules.recurs[job.cause])
        if faults.training is not None and not rules.recurs[job.cause]:
            share = faults.training.repeat_share(job, share)
        delay = followups.repeat(job.key, 0, share, within)
        if delay is not None and (instant := now_ms + delay) < town.arrivals_end_ms:
            town.agenda.at(instant, when.ARRIVES, when.REPEAT, job.case, self._fails_again, job)
            if faults.supervision is not None:
                faults.supervision.will_fail(job, instant)

    def _fails_again(self, earlier: Job) -> None:
        supervision = self._faults.supervision
        if supervision is not None and supervision.has_put_right(earlier):
            return
        self.fails_again(earlier)

    def fails_again(self, earlier: Job, report_delay_ms: int | None = None) -> bool:
        """A cleared line fails once more from the same cause, if it still works.

        It is reported by the law of its cause, or after a delay: then it had not been repaired at
        all. A cause that recurs by a law of its own makes a new fault; all else that a crew has
        worked on is the same one, which must be done over. Returns whether it failed.
        """
        own = self._causes[earlier.cause].repeats
        bad = earlier.visits > 0 and (own is None or report_delay_ms is not None)
        return self.happens(
            earlier.cause, earlier.cabinet, earlier.slot, earlier.distance_m,
            followups.repeat_key(earlier.key, 0), earlier.case, _REPEAT_OF,
            whole=own is not None and own.whole_event and report_delay_ms is None,
            redone=earlier if bad else None, report_delay_ms=report_delay_ms,
        )  # fmt: skip

    def happens(
        self,
        number: int,
        cabinet: int,
        slot: int,
        distance_m: int,
        key: int,
        earlier: int,
        link: int,
        *,
        whole: bool = False,
        redone: Job | None = None,
        report_delay_ms: int | None = None,
    ) -> bool:
        """A line fails now because of an earlier case, if it still works; no candidate says so.

        It is a fault of cause ``number`` like any other, with marks of the key. It hits the one
        line, or with ``whole`` as many as the cause usually does, beginning beside it where it
        does not work. ``link`` is the kind of the row that names the earlier case, ``redone`` that
        case where its repair must be done over. Returns whether it failed.
        """
        if self._town.line_state[cabinet][slot] != WORKING:
            struck = self.beside(number, cabinet, slot, key) if whole else None
            if struck is None:
                return False
            cabinet, slot = struck
        town = self._town
        travel = town.scenario.travel
        row = later_fault(
            town.new_case(), town.now, number, self._causes[number], cabinet, slot, distance_m, key,
            travel.variation if travel else None, whole=whole, known=redone is not None,
            report_delay_ms=report_delay_ms,
        )  # fmt: skip
        self._faults.arrive(row, town.now, earlier, link, redone)
        return True

    def beside(self, cause: int, cabinet: int, slot: int, key: int) -> tuple[int, int] | None:
        """Cabinet and slot of a line that works, on the cable that a line hangs on; None = none.

        What strikes a cable strikes it whether or not this line of it works.
        """
        if self._causes[cause].cable is None:
            return None
        found = next_working(self._town.line_state[cabinet], slot)
        if found >= 0:
            return cabinet, found
        if self._feeders is not None and self._feeders.reach_beyond(cause, cabinet):
            return self._feeders.elsewhere(cabinet, key)
        return None
