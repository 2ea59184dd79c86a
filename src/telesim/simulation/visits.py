"""Visits of crews to jobs: how far, whether to begin today, and what the crew will meet.

What a visit meets is decided when the crew sets out, from the job's own marks: nobody at home,
done, or not done yet. The marks are the same under every policy.
"""

from __future__ import annotations

from collections.abc import Callable

from telesim.eventlog import Kind, Recorder
from telesim.policies.jobs import WORKS
from telesim.policies.shift_end import NoStart, ShiftEnd
from telesim.scenario import Scenario
from telesim.simulation import splicing
from telesim.simulation.appointments import Appointments
from telesim.simulation.crew import Crew
from telesim.simulation.diagnosis import Diagnoses
from telesim.simulation.job import AT_MAIN_FRAME, Job
from telesim.simulation.market.screening import Screening
from telesim.simulation.people.training import TrainingBook
from telesim.simulation.queues import Entry, KeyQueue, Queue
from telesim.simulation.rules import Rules, first_frame_variant
from telesim.simulation.set_up import SetUps
from telesim.simulation.slips import Slips
from telesim.simulation.workforce import AT_THE_NORM, Team, site_time_ms
from telesim.units import PER_MILLION
from telesim.workload import followups

_DISPATCHED = int(Kind.DISPATCHED)
_NO_ACCESS, _UNFINISHED, _CLEARED = int(Kind.NO_ACCESS), int(Kind.UNFINISHED), int(Kind.CLEARED)
_IN_SERVICE = int(Kind.IN_SERVICE)
_JUST_MS = 1


def _nothing(crew: Crew, job: Job, travel_ms: int, now_ms: int) -> None:
    """Nobody listens."""


class Visits:
    """Plans visits and sends crews out on them."""

    def __init__(self, scenario: Scenario, recorder: Recorder, rules: list[Rules]) -> None:
        self._log = recorder.append
        self._rules = rules
        #: Called when a gang sets out to join pairs: (crew, job, travel in ms, now).
        self.on_gang_at_work: Callable[[Crew, Job, int, int], None] = _nothing
        #: Called instead, when a gang is to build: (crew, job, now).
        self.on_building: Callable[[Crew, Job, int], None] | None = None
        #: Told who has taken which job, where crews pick for themselves: (crew, job, now).
        self.on_taken: Callable[[Crew, Job, int], None] | None = None
        #: What crews need before they go, where they need anything after standing idle.
        self.set_ups: SetUps | None = None
        #: How crews close jobs, where a pay scheme says so.
        self.slips: Slips | None = None
        #: Who is sent to the wrong faults, where the desk may be wrong.
        self.diagnoses: Diagnoses | None = None
        #: Who is sent for pairs that there are not, where records may be wrong.
        self.screening: Screening | None = None
        #: How well crews are trained, where that changes.
        self.training: TrainingBook | None = None
        travel = scenario.travel
        self._per_km_ms = travel.per_km if travel else 0
        #: Whether the way depends on more than team and exchange.
        self._by_job = bool(self._per_km_ms) or scenario.main_frame is not None
        self._variation = travel.variation if travel else None
        #: Variants of calls to a main frame, to which the way is another.
        first = first_frame_variant(scenario)
        self._at_frame = (first, first + 1) if scenario.main_frame is not None else ()
        #: Customers lie evenly over a disc, at two thirds of the radius on average.
        self._mean_distance_m = [round(e.radius_km * 1000 * 2 / 3) for e in scenario.exchanges]

    def mean_travel(self, team: Team, job: Job) -> int:
        """Mean travel of a team to the customer, by the customer's distance band.

        To a main frame it is that to the exchange's customers; at the team's base there is none.
        """
        mean = team.travel_ms[job.exchange]
        if job.cause == AT_MAIN_FRAME:
            return 0 if job.exchange == team.base else mean
        if self._per_km_ms:
            beyond = job.distance_m - self._mean_distance_m[job.exchange]
            mean += beyond * self._per_km_ms // 1000
            if mean < _JUST_MS:
                return _JUST_MS
        return mean

    def mean_travels(self, team: Team, jobs: list[Job]) -> list[int]:
        """The same for each of some jobs, written out: crews look at many when they choose."""
        travel_ms, per_km, middle = team.travel_ms, self._per_km_ms, self._mean_distance_m
        if not self._by_job:
            return [travel_ms[job.exchange] for job in jobs]
        if not per_km:
            return [self.mean_travel(team, job) for job in jobs]
        found = []
        for job in jobs:
            if job.cause == AT_MAIN_FRAME:
                found.append(self.mean_travel(team, job))
                continue
            exchange = job.exchange
            way = travel_ms[exchange] + (job.distance_m - middle[exchange]) * per_km // 1000
            found.append(way if way > _JUST_MS else _JUST_MS)
        return found

    def may_start(self, crew: Crew, job: Job, now_ms: int) -> bool:
        """Whether the end of the day lets the crew begin what the visit is expected to take."""
        variant = job.variant
        rules = self._rules[job.exchange]
        policy = rules.shift_end[variant.kind]
        if policy is None:
            return True
        if variant.plain >= 0 and self._in_time(crew, job, now_ms):
            return True
        team: Team = crew.team
        expected = self.mean_travel(team, job) + team.expected_ms[variant.number] + rules.closing_ms
        expected += self.set_up_of(crew, job.exchange, now_ms)
        return policy.start(expected, crew.duty_until_ms - now_ms + crew.later_today_ms)

    def set_up_of(self, crew: Crew, exchange: int, now_ms: int) -> int:
        """What a crew is expected to need before its way, if it sets out now."""
        return 0 if self.set_ups is None else self.set_ups.expected(crew, exchange, now_ms)

    def end_of_day(self, team: Team, queue: Queue) -> tuple[ShiftEnd | None, int]:
        """The rule for the end of a team's day, and the expected crew time at a job of a queue."""
        variant = queue.variant
        rules = self._rules[queue.exchange]
        expected = team.expected_ms[variant.number] + rules.closing_ms
        return rules.shift_end[variant.kind], expected

    def too_late(self, crew: Crew, queue: Queue, now_ms: int) -> bool:
        """Whether it is so late that no job of a queue can fit, however near: asked before looking
        at many queues of one variant, as an answer that is quick and may be too hopeful.
        """
        variant = queue.variant
        rules = self._rules[queue.exchange]
        policy = rules.shift_end[variant.kind]
        if type(policy) is not NoStart or variant.plain >= 0:
            return False
        left = crew.duty_until_ms - now_ms + crew.later_today_ms
        least: int = crew.team.expected_ms[variant.number] + rules.closing_ms
        least += self.set_up_of(crew, queue.exchange, now_ms)
        return least > left and 2 * left < policy.whole_day_ms

    def first_to_start(self, crew: Crew, queue: KeyQueue, now_ms: int) -> Entry | None:
        """The first of the first K jobs of a queue that the crew may start."""
        variant = queue.variant
        rules = self._rules[queue.exchange]
        policy = rules.shift_end[variant.kind]
        team: Team = crew.team
        beside_travel = team.expected_ms[variant.number] + rules.closing_ms
        beside_travel += self.set_up_of(crew, queue.exchange, now_ms)
        left = crew.duty_until_ms - now_ms + crew.later_today_ms
        if type(policy) is NoStart and variant.plain < 0 and variant.number not in self._at_frame:
            return self._first_near_enough(team, queue, left, beside_travel, policy.whole_day_ms)
        mean_travel = self.mean_travel
        for entry in queue.front():
            if policy is None or policy.start(mean_travel(team, entry[4]) + beside_travel, left):
                return entry
            if variant.plain >= 0 and self._in_time(crew, entry[4], now_ms):
                return entry
        return None

    def _first_near_enough(
        self, team: Team, queue: KeyQueue, left: int, beside_travel: int, whole_day_ms: int
    ) -> Entry | None:
        """The same under no-start, whose rule and way are written out: most looks end here."""
        travel_ms, per_km, middle = team.travel_ms, self._per_km_ms, self._mean_distance_m
        enough, long_ways = left - beside_travel, 2 * left >= whole_day_ms
        too_long = whole_day_ms - beside_travel
        for entry in queue.front():
            job = entry[4]
            exchange = job.exchange
            way = travel_ms[exchange]
            if per_km:
                way += (job.distance_m - middle[exchange]) * per_km // 1000
                if way < _JUST_MS:
                    way = _JUST_MS
            if way <= enough if way <= too_long else long_ways:
                return entry
        return None

    def _in_time(self, crew: Crew, job: Job, now_ms: int) -> bool:
        """Whether the crew may be expected in the promised window: then it goes, late in its day.

        What runs over is overtime or suspended, as the rule for the end of the day says.
        """
        return now_ms + self.mean_travel(crew.team, job) <= job.promise.end_ms

    def send(self, crew: Crew, job: Job, now_ms: int) -> None:
        """Decide what the visit will meet, from the job's own marks, and set out."""
        team: Team = crew.team
        variant, exchange = job.variant, job.exchange
        number, kind = variant.number, variant.kind
        if kind == WORKS and self.on_building is not None:
            self.on_building(crew, job, now_ms)
            return
        rules = self._rules[exchange]
        told = visit = job.visits
        if self.diagnoses is not None:
            told += self.diagnoses.visits_in_vain(job)
            if self.diagnoses.misleads(job):
                mean = self.mean_travel(team, job)
                self.diagnoses.send(crew, job, mean, rules, told, now_ms)
                if self.on_taken is not None:
                    self.on_taken(crew, job, now_ms)
                return
        if self.screening is not None:
            told += self.screening.visits_in_vain(job)
            if self.screening.misleads(job):
                self.screening.send(crew, job, self.mean_travel(team, job), rules, told, now_ms)
                if self.on_taken is not None:
                    self.on_taken(crew, job, now_ms)
                return
        job.visits = visit + 1
        travel_ppm, access, fix = (
            followups.later_marks(self._variation, job.key, visit) if visit else job.marks
        )
        mean = self.mean_travel(team, job) if self._by_job else team.travel_ms[exchange]
        travel = mean * travel_ppm // PER_MILLION
        if self.set_ups is not None:
            travel += self.set_ups.before(crew, job, visit, now_ms)
        log = self._log
        log((now_ms, _DISPATCHED, job.case, job.slot, job.cabinet, crew.number, told, travel))
        if self.on_taken is not None:
            self.on_taken(crew, job, now_ms)
        pace, stages = team.pace[number], job.splicing
        nobody = rules.no_access_ppm[kind]
        if variant.plain >= 0:
            nobody = Appointments.no_access_ppm(crew, job, travel, now_ms, nobody)
        if access < nobody:
            outcome, site, stages = _NO_ACCESS, rules.no_access_ms, None
        elif stages is not None:
            outcome, site = splicing.visit(job, stages, team.members, pace)
            if outcome == _CLEARED:
                site += rules.closing_ms
        else:
            site = job.work_ms if pace == AT_THE_NORM else site_time_ms(job.work_ms, pace)
            fixed_ppm = team.fix_ppm[number]
            if self.training is not None:
                fixed_ppm = self.training.fix_ppm(job, fixed_ppm)
            if fix < fixed_ppm:
                outcome = _CLEARED if job.cause >= 0 else _IN_SERVICE
                site += rules.closing_ms
            else:
                outcome = _UNFINISHED
        if team.habits is not None and self.slips is not None and job.cause != AT_MAIN_FRAME:
            site = self.slips.set_out(job, team.habits, outcome, site, rules.closing_ms)
        if travel + site <= 0:
            site = _JUST_MS
        policy = rules.shift_end[kind]
        if policy is not None:
            policy = policy.for_lines(job.lines)
        crew.begin(job, travel, site, outcome, policy, now_ms)
        if stages is not None:
            self.on_gang_at_work(crew, job, travel, now_ms)
