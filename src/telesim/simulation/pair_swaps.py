"""Lines changed over to spare pairs instead of being repaired in the cable, and done over there."""

from __future__ import annotations

from telesim.distributions import Distribution
from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario.causes import PairSwap
from telesim.simulation.facilities import Facilities
from telesim.simulation.feeders import Feeders
from telesim.simulation.job import Job
from telesim.simulation.rules import FIRST_CAUSE, Variant
from telesim.simulation.town import Town
from telesim.workload import followups

_PAIR_SWAP, _NO_SPARE = int(Kind.PAIR_SWAP), int(Kind.NO_SPARE)
_SAME_JOINT, _FEEDER = int(Kind.SAME_JOINT), int(Level.FEEDER)


class PairSwaps:
    """Takes spare pairs for lines, and knows which lines have theirs already."""

    def __init__(
        self, town: Town, facilities: Facilities, feeders: Feeders | None, recorder: Recorder
    ) -> None:
        self._town = town
        self._facilities = facilities
        self._feeders = feeders
        self._log = recorder.append
        self._causes = tuple(town.scenario.faults.values())
        variants = iter(town.variants[FIRST_CAUSE + len(self._causes) :])
        #: By cause: how its lines may be changed over, and the variant of that job.
        self.of_cause: list[tuple[PairSwap, Variant] | None] = [
            None if cause.pair_swap is None else (cause.pair_swap, next(variants))
            for cause in self._causes
        ]
        #: Cases whose lines had been changed over before, and need no further spare.
        self.keeps_pair: set[int] = set()

    def same_joint(self, job: Job, earlier: Job, time_ms: int) -> None:
        """A repair is done over at its joint, where there is one: the place is known.

        A line that has been changed over keeps its spare pair. In the cable the joint is opened
        again. A line of a cable repaired in one visit may be changed over, as any other.
        """
        found = self.of_cause[job.cause]
        kept = found is not None and earlier.variant.work == found[1].number
        if kept:
            self.keeps_pair.add(job.case)
        elif job.splicing is None:
            return
        if job.splicing is not None:
            job.located = not job.locate_ms
        self._log((time_ms, _SAME_JOINT, job.case, job.slot, job.cabinet, -1, int(kept), 0))

    def change_over(self, job: Job) -> Variant:
        """Take spare pairs for the lines, if there are any; returns what kind of job it is now."""
        found = self.of_cause[job.cause]
        assert found is not None
        swap, variant = found
        if job.case not in self.keeps_pair:
            if job.lines > swap.lines_at_most:
                return job.variant
            if self._feeders is not None and self._feeders.beyond_one_cabinet(job):
                return job.variant
            now, log = self._town.now, self._log
            of_feeder = self._causes[job.cause].cable == "feeder"
            lacking = self._facilities.change_over(job.cabinet, job.lines, job.key, of_feeder)
            if lacking >= 0:
                log((now, _NO_SPARE, job.case, job.slot, job.cabinet, -1, lacking, 0))
                return job.variant
            level = _FEEDER if of_feeder else 0
            log((now, _PAIR_SWAP, job.case, job.slot, job.cabinet, -1, level, job.lines))
        job.splicing = None
        job.work_ms = job.lines * followups.swap_work_ms(swap.work, job.key, 0)
        job.variant = variant
        return variant

    def law_of(self, job: Job) -> tuple[Distribution | None, int]:
        """The law of the work of a job, and how many lines it is for."""
        found = self.of_cause[job.cause]
        if found is not None and job.variant.work == found[1].number:
            return found[0].work, job.lines
        return self._causes[job.cause].work, 1

    def later_work_ms(self, job: Job) -> int:
        """Crew time of the next visit to a job that the last one did not finish."""
        found = self.of_cause[job.cause]
        if found is not None and job.variant.work == found[1].number:
            return job.lines * followups.swap_work_ms(found[0].work, job.key, job.visits)
        return followups.later_work_ms(self._causes[job.cause].work, job.key, job.visits)
