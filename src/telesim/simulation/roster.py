"""Who is on duty: every crew's own calendar, and the openings at which crews come on duty."""

from __future__ import annotations

from dataclasses import dataclass

from telesim import calendar as cal
from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.crew import Crew
from telesim.simulation.dispatch import Dispatcher
from telesim.simulation.people.courses import on_courses
from telesim.simulation.people.inspectors import inspection_days
from telesim.units import DAY_MS
from telesim.workload import Workload

_ON_DUTY, _DEPOT = int(Kind.ON_DUTY), int(Kind.DEPOT)


@dataclass(frozen=True, slots=True)
class Duty:
    """When a crew is on duty.

    ``calendar`` leaves out its days off and its absences, ``written`` does not; ``days`` has
    (first instant, ms on duty, ms at the depot) for each day on duty.
    """

    calendar: cal.Calendar
    written: cal.Calendar
    days: list[tuple[int, int, int]]


def duties(scenario: Scenario, workload: Workload) -> list[Duty]:
    """The duty of every crew.

    With rotation "5 of 6" crew n has the working days off whose count plus n is a sixth; days
    a crew is absent, those on which its post is empty, and days outside its service, are off too.
    """
    horizon = scenario.horizon_ms
    length = -(-horizon // DAY_MS) + 1
    depot = scenario.visits.depot if scenario.visits else 0
    working: dict[str, list[tuple[int, tuple[tuple[int, int], ...]]]] = {}
    common: dict[str, cal.Calendar] = {}
    away_or_empty = workload.absent
    if workload.turnover.crew.size:
        away_or_empty = away_or_empty | workload.turnover.empty(*away_or_empty.shape)
    if scenario.training is not None:
        courses = on_courses(scenario, workload.turnover, away_or_empty.shape)
        away_or_empty = away_or_empty | courses
    if scenario.supervision is not None:
        away_or_empty = away_or_empty | inspection_days(scenario, workload.turnover, away_or_empty)
    for name, written in scenario.calendars.items():
        holidays = cal.parse_holidays(written.holidays)
        working[name] = cal.working_days(written.hours, holidays, scenario.start, length)
        common[name] = cal.build(working[name], trim_ms=depot)[0]
    found: list[Duty] = []
    shared: dict[tuple[object, ...], Duty] = {}
    for number, (_, row_number) in enumerate(scenario.crew_units):
        row = scenario.crews[row_number]
        days_on, days_of = scenario.calendars[row.calendar].rotation
        first = scenario.ms_of(row.since) // DAY_MS if row.since else -1
        last = scenario.ms_of(row.until) // DAY_MS if row.until else length
        absent = away_or_empty[number]
        offset = number % days_of
        key = (row.calendar, offset, first, last, absent.tobytes() if absent.any() else b"")
        duty = shared.get(key)
        if duty is None:
            away = absent.tolist()

            def on_duty(
                ordinal: int,
                day: int,
                away: list[bool] = away,
                offset: int = offset,
                first: int = first,
                last: int = last,
                days_on: int = days_on,
                days_of: int = days_of,
            ) -> bool:
                return (
                    (ordinal + offset) % days_of < days_on
                    and first <= day <= last
                    and not (day < len(away) and away[day])
                )

            calendar, days = cal.build(working[row.calendar], on_duty, depot)
            duty = Duty(calendar, common[row.calendar], days)
            shared[key] = duty
        found.append(duty)
    return found


def _openings(members: list[tuple[Crew, int]]) -> set[int]:
    """Instants at which any of these crews comes on duty, or begins another day on duty.

    Days that touch are one interval of a calendar, yet each has its own row on duty.
    """
    instants: set[int] = set()
    seen: set[int] = set()
    for crew, _ in members:
        if id(crew.calendar) not in seen:
            seen.add(id(crew.calendar))
            instants.update(crew.calendar.starts)
            instants.update(first for first, on, depot in crew.duty if depot in (0, on))
    return instants


def _standing(calendar: cal.Calendar, now_ms: int) -> tuple[int, int, int]:
    """(number of the last interval begun, its end or 0 when it has passed, open time after it)."""
    interval = calendar.index(now_ms)
    if interval < 0 or calendar.ends[interval] <= now_ms:
        return interval, 0, 0
    return interval, calendar.ends[interval], calendar.later[interval]


class Roster:
    """Brings crews on duty when a calendar opens; one pending event for each calendar."""

    def __init__(
        self,
        scenario: Scenario,
        crews: list[Crew],
        dispatcher: Dispatcher,
        agenda: Agenda,
        recorder: Recorder,
    ) -> None:
        self._crews: dict[str, list[tuple[Crew, int]]] = {name: [] for name in scenario.calendars}
        bases = [scenario.exchange_number[row.base] for row in scenario.crews]
        for crew, (_, row_number) in zip(crews, scenario.crew_units, strict=True):
            place = len(scenario.cabinets) + bases[row_number]
            self._crews[scenario.crews[row_number].calendar].append((crew, place))
        self._dispatcher = dispatcher
        self._agenda = agenda
        self._log = recorder.append
        self._openings = {
            name: iter(sorted(t for t in _openings(members) if t < scenario.horizon_ms))
            for name, members in self._crews.items()
            if members
        }
        self._numbers = {name: number for number, name in enumerate(self._crews)}
        for name in self._openings:
            self._schedule(name)

    def _schedule(self, name: str) -> None:
        instant = next(self._openings[name], None)
        if instant is not None:
            self._agenda.at(
                instant, when.ENDS, when.CALENDAR, self._numbers[name], self._open, name
            )

    def _open(self, name: str) -> None:
        """An interval of a calendar begins: crews on duty are there, and free unless on a job."""
        now = self._agenda.now
        crews = self._crews[name]
        self._dispatcher.new_shift({crew.team for crew, _ in crews})
        free, log = self._dispatcher.free, self._log
        # Crews share calendars: where each stands is looked up once.
        at: dict[cal.Calendar, tuple[int, int, int]] = {}
        for crew, place in crews:
            calendar = crew.calendar
            if calendar not in at:
                at[calendar] = _standing(calendar, now)
            crew.interval, crew.duty_until_ms, crew.later_today_ms = at[calendar]
            if not crew.duty_until_ms:
                continue
            duty = crew.duty
            while duty and duty[-1][0] <= now:
                start, on_duty_ms, depot_ms = duty.pop()
                log((start, _ON_DUTY, -1, -1, place, crew.number, 0, on_duty_ms))
                if depot_ms:
                    log((start, _DEPOT, -1, -1, place, crew.number, 0, depot_ms))
            if crew.job is None:
                free(crew)
        self._schedule(name)
