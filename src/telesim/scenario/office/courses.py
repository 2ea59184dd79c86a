"""Who of the offices is on a course: how many of each desk, on which days, away or beside work."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.calendar import Calendar
from telesim.scenario.office.steps import STEPS, office_hours, staff_in
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario
    from telesim.scenario.people.training import Programme

#: Role of those who sit at each step, as training names it.
ROLE_OF_STEP: tuple[str, ...] = ("acceptance", *("assignment",) * 5)
#: Role of those who are no office: crews, who go by their own rota.
CREWS = "repair"
_WEEK = 7


def beginnings(scenario: Scenario, programme: Programme) -> Iterator[int]:
    """Days since the start on which the courses of a programme begin."""
    at = scenario.ms_of(programme.begins)
    while at < scenario.horizon_ms:
        if at >= 0:
            yield at // DAY_MS
        if programme.every is None:
            return
        at += programme.every


#: (county, step) -> day since the start -> numbers of clerks at that desk.
_Clerks = dict[tuple[int, int], dict[int, frozenset[int]]]


def clerks_on_courses(scenario: Scenario, hours: Calendar) -> _Clerks:
    """Clerks away from their desk: (county, step) -> day since the start -> their numbers there.

    Cohorts begin a week apart, each on the first days on which the office is open; clerk n of a
    desk is in cohort n, counted round. Somebody stays: whoever is alone at a desk learns beside the
    work, and where all of a desk would be away the first does not go. An office that is open day
    and night closes on no day that a course could take.
    """
    return _clerks_taught(scenario, hours)[0]


def _clerks_taught(scenario: Scenario, hours: Calendar) -> tuple[_Clerks, _Clerks]:
    """Clerks away from their desk, and those whose turn it is and who learn beside the work."""
    training, system = scenario.training, scenario.order_system
    if training is None or system is None:
        return {}, {}
    days = _open_days(hours)
    turn: dict[tuple[int, int], dict[int, set[int]]] = {}
    for programme in training.programmes.values():
        cohorts = _cohorts(programme)
        cells = [
            (county, step, clerks)
            for county, name in enumerate(scenario.counties)
            if not programme.counties or name in programme.counties
            for step, clerks in _desks_taught(scenario, programme, name)
        ]
        for first in beginnings(scenario, programme):
            for cohort in range(cohorts):
                for day in _days_of(days, first + cohort * _WEEK, training.days):
                    for county, step, clerks in cells:
                        there = turn.setdefault((county, step), {}).setdefault(day, set())
                        there.update(range(cohort, clerks, cohorts))
    away: _Clerks = {}
    beside: _Clerks = {}
    for (county, step), by_day in turn.items():
        clerks = staff_in(system.steps[STEPS[step]].staff, scenario.counties[county])
        for day, numbers in by_day.items():
            stays = {0} if len(numbers) == clerks else set()
            for found, who in ((away, numbers - stays), (beside, numbers & stays)):
                if who:
                    found.setdefault((county, step), {})[day] = frozenset(who)
    return away, beside


def _cohorts(programme: Programme) -> int:
    return math.ceil(1 / programme.at_once - 1e-9)


def _open_days(hours: Calendar) -> list[int]:
    return sorted({start // DAY_MS for start in hours.starts})


def _days_of(days: list[int], first: int, count: int) -> list[int]:
    """The first days of a cohort from a day on."""
    begin = bisect_left(days, first)
    return days[begin : begin + count]


def _desks_taught(
    scenario: Scenario, programme: Programme, county: str
) -> Iterator[tuple[int, int]]:
    """Step and clerks of each desk of the order system that a programme teaches in a county."""
    system = scenario.order_system
    if system is not None:
        for step, word in enumerate(STEPS):
            if word in system.steps and ROLE_OF_STEP[step] in programme.roles:
                yield step, staff_in(system.steps[word].staff, county)


def heads_of_offices(scenario: Scenario, programme: Programme, county: str) -> tuple[int, int]:
    """Heads whom a programme takes from their desks in a county, and who learn beside the work."""
    training = scenario.training
    assert training is not None
    alone = _cohorts(programme) == 1
    away = beside = 0
    for _, clerks in _desks_taught(scenario, programme, county):
        stay = int(clerks == 1 or (alone and clerks > 0))
        away, beside = away + clerks - stay, beside + stay
    beside += sum(training.roles[role].heads for role in programme.roles if role != CREWS)
    return away, beside


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """Heads of one role in one county who learn on a day: ``away`` from their desks, or not."""

    day: int
    county: int
    role: str
    away: int
    beside: int


def office_days(scenario: Scenario) -> list[OfficeDay]:
    """Who of the offices learns on which day: clerks of the order system, and ``heads``.

    The heads have no desk that could stand empty. They learn on the days on which the office is
    open, on any where there is none, by cohorts like its clerks.
    """
    training, system = scenario.training, scenario.order_system
    if training is None:
        return []
    length = -(-scenario.horizon_ms // DAY_MS)
    days = list(range(length))
    away: dict[tuple[int, int, str], int] = {}
    beside: dict[tuple[int, int, str], int] = {}
    if system is not None:
        hours = office_hours(scenario, system.calendar)
        days = _open_days(hours)
        for found, clerks in zip((away, beside), _clerks_taught(scenario, hours), strict=True):
            for (county, step), by_day in clerks.items():
                for day, numbers in by_day.items():
                    key = day, county, ROLE_OF_STEP[step]
                    found[key] = found.get(key, 0) + len(numbers)
    for programme in training.programmes.values():
        cohorts = _cohorts(programme)
        for first in beginnings(scenario, programme):
            for cohort in range(cohorts):
                for day in _days_of(days, first + cohort * _WEEK, training.days):
                    for county, name in enumerate(scenario.counties):
                        if programme.counties and name not in programme.counties:
                            continue
                        for role in programme.roles:
                            heads = 0 if role == CREWS else training.roles[role].heads
                            if there := len(range(cohort, heads, cohorts)):
                                key = day, county, role
                                beside[key] = beside.get(key, 0) + there
    return [
        OfficeDay(*key, away.get(key, 0), beside.get(key, 0))
        for key in sorted(away.keys() | beside.keys())
        if key[0] < length
    ]


def clerks_there(hours: Calendar, clerks: int, away: dict[int, frozenset[int]]) -> list[int]:
    """How many of a desk's clerks are there in each interval of the opening hours."""
    return [clerks - len(away.get(start // DAY_MS, ())) for start in hours.starts]
