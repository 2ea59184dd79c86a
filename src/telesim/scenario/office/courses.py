"""Clerks of the office who are on a course: how many of each desk, on which days."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from telesim.calendar import Calendar
from telesim.scenario.office.steps import STEPS, staff_in
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario
    from telesim.scenario.people.training import Programme

#: Role of those who sit at each step, as training names it.
ROLE_OF_STEP: tuple[str, ...] = ("acceptance", *("assignment",) * 5)
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


def clerks_on_courses(
    scenario: Scenario, hours: Calendar
) -> dict[tuple[int, int], dict[int, frozenset[int]]]:
    """Clerks away from their desk: (county, step) -> day since the start -> their numbers there.

    Cohorts begin a week apart, each on the first days on which the office is open; clerk n of a
    desk is in cohort n, counted round. Somebody stays: whoever is alone at a desk learns beside the
    work, and where all of a desk would be away the first does not go. An office that is open day
    and night closes on no day that a course could take. ``heads`` of a role is what its courses are
    counted by, and takes nobody from a desk.
    """
    training, system = scenario.training, scenario.order_system
    if training is None or system is None:
        return {}
    days = sorted({start // DAY_MS for start in hours.starts})
    away: dict[tuple[int, int], dict[int, set[int]]] = {}
    for programme in training.programmes.values():
        cohorts = math.ceil(1 / programme.at_once - 1e-9)
        cells = [
            (county, step, staff_in(system.steps[word].staff, name))
            for county, name in enumerate(scenario.counties)
            if not programme.counties or name in programme.counties
            for step, word in enumerate(STEPS)
            if word in system.steps and ROLE_OF_STEP[step] in programme.roles
        ]
        for first in beginnings(scenario, programme):
            for cohort in range(cohorts):
                monday = first + cohort * _WEEK
                for day in [day for day in days if day >= monday][: training.days]:
                    for county, step, clerks in cells:
                        there = away.setdefault((county, step), {}).setdefault(day, set())
                        there.update(range(cohort, clerks, cohorts))
    found: dict[tuple[int, int], dict[int, frozenset[int]]] = {}
    for (county, step), by_day in away.items():
        clerks = staff_in(system.steps[STEPS[step]].staff, scenario.counties[county])
        for day, numbers in by_day.items():
            gone = numbers - {0} if len(numbers) == clerks else numbers
            if gone:
                found.setdefault((county, step), {})[day] = frozenset(gone)
    return found


def clerks_there(hours: Calendar, clerks: int, away: dict[int, frozenset[int]]) -> list[int]:
    """How many of a desk's clerks are there in each interval of the opening hours."""
    return [clerks - len(away.get(start // DAY_MS, ())) for start in hours.starts]
