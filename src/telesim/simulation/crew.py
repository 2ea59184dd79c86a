"""A crew lives as long as the run: it waits for a visit, makes it, reports back.

The crew is a SimPy process that waits on one event of its own, ``turn``. Setting out triggers
it for the instant at which the visit will be over; then the crew writes down what it did and
reports back. When other things happen at the same instant, the agenda gives the crew its turn
among them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from simpy import Environment, Event

from telesim.calendar import Calendar
from telesim.eventlog import Kind, Recorder
from telesim.policies.shift_end import ShiftEnd
from telesim.simulation.agenda import ENDS, VISIT, Agenda, Turn
from telesim.simulation.job import VISITED, Job
from telesim.simulation.rules import NEVER

_ARRIVED, _SUSPENDED, _RESUMED = int(Kind.ARRIVED), int(Kind.SUSPENDED), int(Kind.RESUMED)
_OVERTIME = int(Kind.OVERTIME)


class Crew:
    """One crew: where it is in its calendar, and the visit it is on.

    Attributes:
        duty_until_ms: end of the open interval the crew is in; 0 while off duty.
        job: the job of the current visit, None when idle.
        free_since_ms: end of its last visit; who has been free longest goes first.
        outcome: kind of the row that will end the visit.
        site_ms: crew time on site of the visit.
    """

    __slots__ = (
        "_agenda",
        "_env",
        "_log",
        "_free",
        "arrive_ms",
        "calendar",
        "duty",
        "duty_next",
        "duty_until_ms",
        "free_since_ms",
        "interval",
        "job",
        "number",
        "outcome",
        "segments",
        "shift_end_ms",
        "site_ms",
        "team",
        "turn",
    )

    def __init__(
        self,
        number: int,
        calendar: Calendar,
        duty: list[tuple[int, int, int]],
        env: Environment,
        agenda: Agenda,
        recorder: Recorder,
        free: Callable[[Crew], None],
    ) -> None:
        self.number = number
        self.calendar = calendar
        self.duty = duty
        self.duty_next = 0
        self.duty_until_ms = 0
        self.shift_end_ms = 0
        self.interval = -1
        self.free_since_ms = -1
        self.job: Job | None = None
        self.team: Any = None
        self.outcome = 0
        self.site_ms = 0
        self.arrive_ms = 0
        self.segments: list[tuple[int, int, int]] = []
        self._env = env
        self._agenda = agenda
        self._log = recorder.append
        self._free = free
        self.turn = Turn(env)
        env.process(self._life())

    def _life(self) -> Generator[Event, Any, None]:
        """Wait for the end of a visit, report back, and again."""
        env, agenda, log = self._env, self._agenda, self._log
        due = (ENDS, VISIT, self.number, self._go_on, None)
        while True:
            yield self.turn
            self.turn = Turn(env)
            if not agenda.alone(due):
                yield self.turn
                self.turn = Turn(env)
            now = agenda.now
            job = self.job
            assert job is not None
            self.job = None
            self.free_since_ms = now
            if self.segments:
                self.write_visit(job, now)
                self.segments = []
            else:
                log((self.arrive_ms, _ARRIVED, job.case, job.slot, job.cabinet, self.number, 0, 0))
            if self.duty_until_ms > now:
                self._free(self)
            job.book.visit_over(self, job, now)
            agenda.proceed()

    def _go_on(self, _: object) -> bool:
        """It is this crew's turn among all that is due at the instant."""
        self.turn.succeed()
        return True

    def begin(
        self, job: Job, travel_ms: int, site_ms: int, outcome: int, policy: ShiftEnd | None, now_ms: int
    ) -> None:
        """Set out for a job now; the crew must be on duty. ``policy`` None suspends and resumes."""
        self.job = job
        job.state = VISITED
        self.outcome = outcome
        self.site_ms = site_ms
        finish = now_ms + travel_ms + site_ms
        if finish <= self.duty_until_ms:
            self.arrive_ms = now_ms + travel_ms
        else:
            finish = self._over_closed_hours(travel_ms, site_ms, policy, now_ms)
        if finish < NEVER:
            self.turn.after(finish - now_ms)

    def _over_closed_hours(
        self, travel_ms: int, site_ms: int, policy: ShiftEnd | None, now_ms: int
    ) -> int:
        """Lay the visit over breaks and ends of days; returns its end, NEVER beyond the calendar.

        Fills ``segments`` with (first instant, crew time before it, overtime at its end) for
        each day the visit touches.
        """
        calendar = self.calendar
        self.segments = segments = []
        self.arrive_ms = NEVER
        done, whole = 0, travel_ms + site_ms
        time, interval = now_ms, self.interval
        while True:
            shift_end = calendar.shift_ends[interval]
            open_ms = calendar.work_between(time, shift_end)
            left = whole - done
            overtime = 0
            if left > open_ms and policy is not None:
                overtime = min(policy.overrun_ms(left - open_ms), left - open_ms)
            segments.append((time, done, overtime))
            if self.arrive_ms == NEVER and done + open_ms + overtime >= travel_ms:
                self.arrive_ms = self._within(time, shift_end, open_ms, travel_ms - done)
            if left <= open_ms + overtime:
                return self._within(time, shift_end, open_ms, left)
            done += open_ms + overtime
            following = calendar.next_open(shift_end + overtime)
            while following is not None and following < shift_end:
                following = calendar.next_open(following + 1)
            if following is None:
                return NEVER
            time = following
            interval = calendar.index(time)

    def _within(self, start_ms: int, shift_end_ms: int, open_ms: int, work_ms: int) -> int:
        """The instant ``work_ms`` after a start, through the shift and then on overtime."""
        if work_ms > open_ms:
            return shift_end_ms + work_ms - open_ms
        end = self.calendar.add_work(start_ms, work_ms)
        assert end is not None
        return end

    def instant(self, crew_ms: int, now_ms: int) -> int:
        """The instant at which ``crew_ms`` of the visit begun at ``now_ms`` have passed.

        NEVER when the calendar ends before.
        """
        if not self.segments:
            return now_ms + crew_ms
        for n, (time, done, overtime) in enumerate(self.segments):
            last = n + 1 == len(self.segments)
            shift_end = self.calendar.shift_ends[self.calendar.index(time)]
            open_ms = self.calendar.work_between(time, shift_end)
            if crew_ms <= done + open_ms + overtime:
                return self._within(time, shift_end, open_ms, crew_ms - done)
            if last:
                break
        return NEVER

    def write_visit(self, job: Job, until_ms: int) -> None:
        """Log arrival, suspensions and overtime of a visit as far as they have happened."""
        log, case, line, place, crew = self._log, job.case, job.slot, job.cabinet, self.number
        if self.arrive_ms <= until_ms:
            log((self.arrive_ms, _ARRIVED, case, line, place, crew, 0, 0))
        segments = self.segments
        if not segments:
            return
        for n, (time, _, overtime) in enumerate(segments):
            if n and time <= until_ms:
                log((time, _RESUMED, case, line, place, crew, 0, 0))
            shift_end = self.calendar.shift_ends[self.calendar.index(time)]
            stopped = shift_end + overtime
            if overtime and stopped <= until_ms:
                log((stopped, _OVERTIME, case, line, place, crew, 0, overtime))
            if n + 1 < len(segments) and stopped <= until_ms:
                log((stopped, _SUSPENDED, case, line, place, crew, 0, 0))
