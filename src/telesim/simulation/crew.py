"""A crew lives as long as the run: it waits for a visit, makes it, reports back.

The crew is a SimPy process that waits on one event of its own, ``turn``. Setting out triggers
it for the instant at which the visit will be over; then the crew writes down what it did and
reports back. When other things happen at the same instant, the agenda gives the crew its turn
among them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator
from typing import Any

from simpy import Environment, Event
from simpy.events import NORMAL, PENDING

from telesim.calendar import Calendar
from telesim.eventlog import Kind, Recorder
from telesim.policies.shift_end import ShiftEnd, Suspend
from telesim.simulation.agenda import ENDS, VISIT, Agenda
from telesim.simulation.job import VISITED, Job
from telesim.simulation.rules import NEVER

_ARRIVED, _SUSPENDED, _RESUMED = int(Kind.ARRIVED), int(Kind.SUSPENDED), int(Kind.RESUMED)
_OVERTIME = int(Kind.OVERTIME)
_NONE: frozenset[int] = frozenset()
_SUSPEND = Suspend()


class Segment:
    """The part of a visit that falls on one day: its first instant, crew time done before."""

    __slots__ = ("done_ms", "interval", "overtime_ms", "start_ms")

    def __init__(self, start_ms: int, done_ms: int, interval: int) -> None:
        self.start_ms = start_ms
        self.done_ms = done_ms
        self.interval = interval
        self.overtime_ms = 0


class Crew:
    """One crew: where it is in its calendar, and the visit it is on.

    Attributes:
        duty_until_ms: end of the open interval the crew is in; 0 while off duty.
        calendar: its own; written: the same without days off and absences.
        later_today_ms: time on duty after that interval and before the end of the shift.
        job: the job of the current visit, None when idle.
        free_since_ms: end of its last visit; who has been free longest goes first.
        outcome: kind of the row that will end the visit.
        site_ms: crew time on site of the visit.
    """

    __slots__ = (
        "_agenda",
        "_free",
        "_log",
        "_schedule",
        "arrive_ms",
        "calendar",
        "duty",
        "duty_until_ms",
        "free_since_ms",
        "interval",
        "job",
        "last_ends",
        "later_today_ms",
        "number",
        "outcome",
        "segments",
        "site_ms",
        "team",
        "turn",
        "way_ms",
        "written",
    )

    def __init__(
        self,
        number: int,
        calendar: Calendar,
        written: Calendar,
        duty: list[tuple[int, int, int]],
        env: Environment,
        agenda: Agenda,
        recorder: Recorder,
        free: Callable[[Crew], None],
    ) -> None:
        self.number = number
        self.calendar = calendar
        self.written = written
        #: Days still to come: (first instant, ms on duty, ms at the depot), the next one last.
        self.duty = duty[::-1]
        self.duty_until_ms = 0
        self.later_today_ms = 0
        self.interval = -1
        self.free_since_ms = -1
        self.job: Job | None = None
        self.team: Any = None
        self.outcome = 0
        self.site_ms = 0
        self.arrive_ms = 0
        self.segments: list[Segment] = []
        #: Crew time of the way, of a visit that has segments.
        self.way_ms = 0
        #: Ends of shifts after which somebody else holds the post.
        self.last_ends: frozenset[int] = _NONE
        self._agenda = agenda
        self._log = recorder.append
        self._free = free
        self.turn = Event(env)
        self._schedule = env.schedule
        env.process(self._life())

    def _life(self) -> Generator[Event, Any, None]:
        """Wait for the end of a visit, report back, and again."""
        turn, agenda, log, free = self.turn, self._agenda, self._log, self._free
        due = (ENDS, VISIT, self.number, self._go_on, None)
        settle = agenda.settle
        while True:
            yield turn
            # One event for life, made pending again after use: a new one for each visit would
            # cost a tenth of it.
            turn.callbacks = []
            turn._value = PENDING
            alone = agenda.alone(due)
            if not alone:
                yield turn
                turn.callbacks = []
                turn._value = PENDING
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
                free(self)
            job.book.visit_over(self, job, now)
            if alone:
                settle(now)
            else:
                agenda.proceed()

    def _go_on(self, _: object) -> bool:
        """It is this crew's turn among all that is due at the instant."""
        self.turn.succeed()
        return True

    def begin(
        self,
        job: Job,
        travel_ms: int,
        site_ms: int,
        outcome: int,
        policy: ShiftEnd | None,
        now_ms: int,
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
            whole = travel_ms + site_ms
            self.way_ms = travel_ms
            if policy is None and not self.last_ends:
                finish = self._over_days(travel_ms, whole, now_ms)
            else:
                finish = self._over_days_with_overtime(travel_ms, whole, policy or _SUSPEND, now_ms)
            if finish == NEVER:
                return
        # Triggered now for an instant to come, as SimPy's own timeouts are.
        turn, schedule = self.turn, self._schedule
        turn._ok = True
        turn._value = None
        schedule(turn, NORMAL, finish - now_ms)

    def leave_at(self, instant_ms: int) -> None:
        """Whoever holds the post leaves at an instant: what is begun then is finished before."""
        ends = self.calendar.shift_ends
        before = bisect_right(ends, instant_ms)
        if before:
            self.last_ends |= {ends[before - 1]}

    def _over_days(self, travel_ms: int, whole_ms: int, now_ms: int) -> int:
        """Lay the visit over breaks and ends of days; returns its end, NEVER beyond the calendar.

        Fills ``segments``, one for each day the visit touches, and ``arrive_ms``.
        """
        calendar, interval = self.calendar, self.interval
        starts, ends, shift_ends = calendar.starts, calendar.ends, calendar.shift_ends
        self.segments = segments = [Segment(now_ms, 0, interval)]
        end = ends[interval]
        done = end - now_ms
        self.arrive_ms = now_ms + travel_ms if travel_ms <= done else NEVER
        last = len(ends) - 1
        while interval < last:
            shift_is_over = end == shift_ends[interval]
            interval += 1
            start, end = starts[interval], ends[interval]
            if shift_is_over:
                segments.append(Segment(start, done, interval))
            # The instant from which crew time counts, had it begun here.
            origin = start - done
            done = end - origin
            if self.arrive_ms == NEVER and travel_ms <= done:
                self.arrive_ms = origin + travel_ms
            if whole_ms <= done:
                return origin + whole_ms
        return NEVER

    def _over_days_with_overtime(
        self, travel_ms: int, whole_ms: int, policy: ShiftEnd, now_ms: int
    ) -> int:
        """The same when the policy may have the crew work on beyond the end of its shift."""
        calendar = self.calendar
        starts, ends, shift_ends = calendar.starts, calendar.ends, calendar.shift_ends
        done, time, interval = 0, now_ms, self.interval
        self.segments = segments = [Segment(now_ms, 0, interval)]
        self.arrive_ms = NEVER
        while True:
            end = ends[interval]
            # Time worked until the interval closes, and on overtime when that ends the shift.
            room = end - time
            overtime = 0
            shift_is_over = end == shift_ends[interval]
            if shift_is_over and whole_ms - done > room:
                left = whole_ms - done - room
                if end in self.last_ends:
                    overtime = left
                else:
                    overtime = min(policy.overrun_ms(left), left)
                    if policy.until_next_day and interval + 1 < len(starts):
                        overtime = min(overtime, starts[interval + 1] - end)
                segments[-1].overtime_ms = overtime
            if self.arrive_ms == NEVER and travel_ms <= done + room + overtime:
                self.arrive_ms = time + travel_ms - done
            if whole_ms <= done + room + overtime:
                return time + whole_ms - done
            done += room + overtime
            end += overtime
            interval += 1
            while interval < len(ends) and ends[interval] <= end:
                interval += 1
            if interval == len(ends):
                return NEVER
            time = max(starts[interval], end)
            if shift_is_over:
                segments.append(Segment(time, done, interval))

    def instant(self, crew_ms: int, now_ms: int) -> int:
        """The instant at which ``crew_ms`` of the visit begun at ``now_ms`` have passed.

        NEVER when the calendar ends before.
        """
        if not self.segments:
            return now_ms + crew_ms
        segment = self.segments[0]
        for following in self.segments:
            if following.done_ms >= crew_ms:
                break
            segment = following
        calendar = self.calendar
        left = crew_ms - segment.done_ms
        shift_end = calendar.shift_ends[segment.interval]
        open_ms = calendar.work_between(segment.start_ms, shift_end)
        if left > open_ms + segment.overtime_ms:
            return NEVER
        if left > open_ms:
            return shift_end + left - open_ms
        instant = calendar.add_work(segment.start_ms, left)
        return NEVER if instant is None else instant

    def write_visit(self, job: Job, until_ms: int) -> None:
        """Log arrival, suspensions and overtime of a visit as far as they have happened."""
        log, case, line, place, crew = self._log, job.case, job.slot, job.cabinet, self.number
        if self.arrive_ms <= until_ms:
            log((self.arrive_ms, _ARRIVED, case, line, place, crew, 0, 0))
        segments, starts = self.segments, self.calendar.starts
        goes_on = False
        for n, segment in enumerate(segments):
            if n and not goes_on and segment.start_ms <= until_ms:
                log((segment.start_ms, _RESUMED, case, line, place, crew, 0, 0))
            overtime = segment.overtime_ms
            stopped = self.calendar.shift_ends[segment.interval] + overtime
            # Overtime that lasts just until the next day on duty begins leaves no rest between.
            following = segments[n + 1] if n + 1 < len(segments) else None
            goes_on = following is not None and stopped == starts[following.interval]
            if stopped <= until_ms:
                if overtime:
                    log((stopped, _OVERTIME, case, line, place, crew, 0, overtime))
                if following is not None and not goes_on:
                    log((stopped, _SUSPENDED, case, line, place, crew, 0, 0))
