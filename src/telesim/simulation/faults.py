"""Faults on their way: lines go down, are reported, visited and restored."""

from __future__ import annotations

from collections.abc import Callable

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.cable_repairs import CableRepairs
from telesim.simulation.care.complaints import ComplaintBook
from telesim.simulation.crew import Crew
from telesim.simulation.desks.fault_reception import FaultReception
from telesim.simulation.diagnosis import Diagnoses
from telesim.simulation.facilities import Facilities
from telesim.simulation.feeders import Feeders
from telesim.simulation.job import ENDED, Job
from telesim.simulation.later_faults import FaultRow, LaterFaults
from telesim.simulation.orders import OrderBook
from telesim.simulation.pair_swaps import PairSwaps
from telesim.simulation.people.supervision import SupervisionBook
from telesim.simulation.people.training import TrainingBook
from telesim.simulation.preventive import PreventiveWork
from telesim.simulation.pull_off import PullOffs
from telesim.simulation.rules import FIRST_CAUSE, NEVER, Variant
from telesim.simulation.slips import Slips
from telesim.simulation.striking import DOWN, strike
from telesim.simulation.town import Town
from telesim.units import PER_MILLION

_FAULT, _REPEAT_OF, _REPORT = int(Kind.FAULT), int(Kind.REPEAT_OF), int(Kind.REPORT)
_REMOTE, _MATERIAL = int(Kind.CLEARED_REMOTELY), int(Kind.MATERIAL)
_CLEARED, _UNFINISHED = int(Kind.CLEARED), int(Kind.UNFINISHED)
_WRONG_SKILL = int(Kind.WRONG_SKILL)
#: Ends of visits after which a crew knows what is wrong, but has not done with it.
_BEEN_THERE = (_MATERIAL, _UNFINISHED)


class FaultBook:
    """Takes faults in, follows them and lets them end."""

    def __init__(
        self, town: Town, orders: OrderBook, facilities: Facilities, recorder: Recorder
    ) -> None:
        self._orders = orders
        self._town = town
        self._log = recorder.append
        scenario = town.scenario
        self._window_start_ms = scenario.window_start_ms
        self._window_end_ms = scenario.window_end_ms
        self._causes = tuple(scenario.faults.values())
        self._splicing = [cause.splicing for cause in self._causes]
        # Asked for every fault; the town keeps these lists for life.
        self._rules = town.rules
        self._exchange_of = town.exchange_of
        self._line_state = town.line_state
        #: What strikes feeder cables; None where each serves one cabinet, or nothing strikes them.
        self._feeders = (
            Feeders(scenario, town.line_state, orders, recorder)
            if Feeders.wanted(scenario)
            else None
        )
        self.pair_swaps = PairSwaps(town, facilities, self._feeders, recorder)
        #: By cause, what a report needs: desk's share in ppm, variant of the job, change-over.
        self._handling = [
            (round(PER_MILLION * cause.cleared_remotely), variant, swap)
            for cause, variant, swap in zip(
                self._causes,
                town.variants[FIRST_CAUSE:],
                self.pair_swaps.of_cause,
                strict=False,
            )
        ]
        #: What fails again, or because of earlier work.
        self.later = LaterFaults(self, town, self._feeders)
        #: What gangs do at cables, stage by stage.
        self.cables = CableRepairs(town, recorder, self._part_up)
        #: What pay does to repairs, where a scheme says so.
        self.slips: Slips | None = None
        self.preventive: PreventiveWork | None = None
        #: Who answers the customers who report, where that takes a call.
        self.reception: FaultReception | None = None
        #: What the desk makes of reports, where that may be wrong.
        self.diagnoses: Diagnoses | None = None
        #: What watches the open repairs, where crews are pulled off to them.
        self.pull_offs: PullOffs | None = None
        #: Who hears of jobs that may be complained about, where anybody complains; and repeats.
        self.complaints: ComplaintBook | None = None
        self._repeats: set[int] = set()
        #: How well crews are trained, where that changes.
        self.training: TrainingBook | None = None
        #: Who looks at closed repairs, where anybody does.
        self.supervision: SupervisionBook | None = None
        #: Until when planned repairs are promised, by the key of the case.
        self.due_of: dict[int, int] = {}
        #: What a job does when nothing but a crew is wanting; the main frame may come first.
        self.ready: Callable[[Job], None] = town.dispatcher.wait
        #: Told when a visit has cleared a fault, where that may disturb others: (job, now).
        self.on_cleared: Callable[[Job, int], None] | None = None

    def arrive(
        self,
        row: FaultRow,
        now_ms: int,
        earlier: int = -1,
        link: int = _REPEAT_OF,
        redone: Job | None = None,
    ) -> None:
        """A candidate fault comes due; it happens if its line works and the rate allows it.

        ``earlier`` is the case from which it comes, ``link`` the kind of the row that names it.
        ``redone`` is that case where its repair was not done well.
        """
        (
            case, time, cause, cabinet, slot, mark, key, lines, reports, delay,
            work, locate, material, remote, distance, marks,
        ) = row  # fmt: skip
        exchange = self._exchange_of[cabinet]
        if mark >= self._rules[exchange].cause_rate[cause]:
            return
        states = self._line_state[cabinet]
        if states[slot] != 1 and not (states[slot] == 2 and self._causes[cause].hits_lines_down):
            # A line that is not in service has no faults; one that is down or silent has its cable.
            struck = (
                self.later.beside(cause, cabinet, slot, key) if lines > 1 and states[slot] else None
            )
            if struck is None:
                return
            cabinet, slot = struck
            exchange, states = self._exchange_of[cabinet], self._line_state[cabinet]
        if self.preventive is not None and earlier < 0:
            if self.preventive.avoids(cause, cabinet, slot, key, now_ms):
                return
        log = self._log
        job = Job(self, case, key, cabinet, exchange, slot, cause)
        states[slot] = 2
        job.slots = [slot]
        if lines > 1:
            if self._feeders is not None and self._feeders.reach_beyond(cause, cabinet):
                self._feeders.cut(job, lines)
            else:
                # Its neighbours upwards, around the end.
                job.slots += strike(states, slot, lines - 1, DOWN)
                job.lines = len(job.slots)
        job.reports = reports
        job.work_ms = work
        job.remote_ppm = remote
        job.distance_m = distance
        job.marks = marks
        stages = self._splicing[cause]
        if stages is not None:
            job.splicing = stages
            job.locate_ms = locate
            job.material_ms = material
            job.located = False
        log((time, _FAULT, case, slot, cabinet, -1, cause, job.lines))
        if self._feeders is not None:
            self._feeders.write_cut(job, time)
        if earlier >= 0:
            log((time, link, case, slot, cabinet, -1, 0, earlier))
            if self.complaints is not None and link == _REPEAT_OF:
                self._repeats.add(case)
            if redone is not None:
                self.pair_swaps.same_joint(job, redone, time)
        job.since_ms = since = time + delay
        if since > now_ms:
            self._town.agenda.at(since, when.ARRIVES, when.REPORT, case, self._report, job)
        else:
            self._report(job)

    def _report(self, job: Job) -> None:
        """The first report comes in: it is valid at once, unless it must be answered first."""
        if self.reception is not None:
            self.reception.first_try(job)
            return
        self.valid_report(job)
        self.judge(job)

    def valid_report(self, job: Job) -> None:
        """The clock starts."""
        since = job.since_ms
        reports = job.reports if job.reports < job.lines else job.lines
        self._log((since, _REPORT, job.case, job.slot, job.cabinet, -1, 0, reports))
        if self._window_start_ms <= since < self._window_end_ms and not job.in_window:
            job.in_window = True
            self._town.open_in_window += 1

    def judge(self, job: Job) -> None:
        """The desk tests; unless it clears the fault itself, a crew is wanted."""
        remote_ppm, variant, swap = self._handling[job.cause]
        if job.remote_ppm < remote_ppm:
            told = job.since_ms if self.reception is None else self._town.now
            self._log((told, _REMOTE, job.case, job.slot, job.cabinet, -1, 0, 0))
            self._end(job, self._town.now)
            return
        job.variant = variant
        if self.diagnoses is not None and self.diagnoses.misjudges(job):
            variant = job.variant
        elif swap is not None:
            variant = self.pair_swaps.change_over(job)
        job.due_ms = self._promised_ms(job, variant)
        if self.complaints is not None:
            self.complaints.opens(job, variant.kind, job.since_ms, repeat=job.case in self._repeats)
        if self.pull_offs is not None:
            self.pull_offs.reported(job, self._town.now)
        if self.slips is not None and self.slips.forgets(job):
            return
        self.ready(job)

    def found_out(self, job: Job) -> None:
        """It is known what the fault is: the right one is wanted, and what comes before it."""
        _, job.variant, swap = self._handling[job.cause]
        if swap is not None:
            self.pair_swaps.change_over(job)
        self._judged_anew(job)

    def taken_for_cable(self, job: Job) -> None:
        """A fault that waits is taken for a cable fault from now on: a gang is wanted for it."""
        self._judged_anew(job)

    def _judged_anew(self, job: Job) -> None:
        """Another crew is wanted. From its report on it has the promise of what it is."""
        job.due_ms = self._promised_ms(job, job.variant)
        if self.pull_offs is not None:
            self.pull_offs.judged_anew(job, self._town.now)
        self.ready(job)

    def _promised_ms(self, job: Job, variant: Variant) -> int:
        """Until when customers are told that it will be done."""
        if self.due_of and job.key in self.due_of:
            return self.due_of[job.key]
        promise = self._rules[job.exchange].promise_ms[variant.kind]
        return job.since_ms + promise if promise < NEVER else NEVER

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew reports back from a fault."""
        outcome, log = crew.outcome, self._log
        if outcome == _CLEARED:
            down = len(job.slots)
            if self.reception is not None:
                self.reception.been_there(job)
            if self.slips is not None:
                self.slips.closes(job, crew, now_ms)
            log(
                (now_ms, _CLEARED, job.case, job.slot, job.cabinet, crew.number, down, crew.site_ms)
            )
            self._end(job, now_ms)
            if self.supervision is not None:
                self.supervision.closed(job, crew, now_ms)
            elif self.slips is not None:
                self.slips.closed(job, crew, now_ms)
            if self.on_cleared is not None:
                self.on_cleared(job, now_ms)
            return
        town = self._town
        wait = 0
        if self.reception is not None and outcome in _BEEN_THERE:
            self.reception.been_there(job)
        if outcome == _MATERIAL:
            self.cables.located((job, crew, crew.site_ms))
            wait = job.material_ms
        log((now_ms, outcome, job.case, job.slot, job.cabinet, crew.number, wait, crew.site_ms))
        if outcome == _MATERIAL:
            town.away_until(job, now_ms + wait)
        elif outcome == _UNFINISHED:
            job.work_ms = self.pair_swaps.later_work_ms(job)
            town.want_crew(job)
        elif outcome == _WRONG_SKILL:
            if self.reception is not None:
                self.reception.seen(job)
            self.found_out(job)
        else:
            town.try_on_next_day(crew, job, now_ms)

    def _part_up(self, job: Job, slots: list[int], now_ms: int) -> None:
        """Lines of a cable work again before the others."""
        self._up(job, slots, now_ms)
        if self.complaints is not None:
            self.complaints.lines_back(job)

    def _up(self, job: Job, slots: list[int], now_ms: int) -> None:
        """Lines work again, except one that has been moved away meanwhile."""
        cabinet = job.cabinet
        states = self._line_state[cabinet]
        if self._feeders is not None:
            slots = self._feeders.up(job, slots, now_ms)
        for slot in slots:
            if states[slot] == 2:
                states[slot] = 1
                if self._orders.leaving or self._orders.awaited:
                    self._orders.line_is_back(cabinet, slot, now_ms)

    def _end(self, job: Job, now_ms: int) -> None:
        if job.slots:
            self._up(job, job.slots, now_ms)
        job.state = ENDED
        if self.pull_offs is not None:
            self.pull_offs.done(job)
        if self.reception is not None:
            self.reception.over(job)
        if self.complaints is not None:
            self.complaints.ended(job)
        if job.in_window:
            job.in_window = False
            self._town.open_in_window -= 1
        self.later.after(job, now_ms)
