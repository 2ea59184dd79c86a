"""Who is on a course on which day, from the rota: known before the clock starts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.scenario.office.courses import beginnings
from telesim.scenario.people.crews import mending_crews
from telesim.scenario.people.training import REPAIR, ROLES
from telesim.simulation.people.rostered import Rostered
from telesim.units import DAY_MS
from telesim.workload.turnover import Turnover

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Course:
    """What one crew, or one office, learns.

    ``crew`` is -1 for an office, whose cohorts are one course of all its heads; ``days`` are the
    crew's days away, none for an office (:func:`telesim.scenario.office.courses.office_days` has
    them); ``done_ms`` is when the level has risen, ``to`` the level.
    """

    role: int
    county: int
    crew: int
    days: tuple[int, ...]
    done_ms: int
    to: float
    #: Instant at which the courses of its programme begin.
    programme_ms: int


def courses_of(scenario: Scenario, turnover: Turnover) -> list[Course]:
    """All courses of a run in the order of their programmes, counties and crews.

    A crew whose post is empty when its cohort begins does not go, nor does its successor.
    """
    training = scenario.training
    if training is None:
        return []
    crews, rota = mending_crews(scenario), Rostered(scenario, turnover)
    found: list[Course] = []
    for programme in training.programmes.values():
        cohorts = math.ceil(1 / programme.at_once - 1e-9)
        for first in beginnings(scenario, programme):
            at_ms = first * DAY_MS
            for county, name in enumerate(scenario.counties):
                if programme.counties and name not in programme.counties:
                    continue
                for role in sorted(ROLES.index(word) for word in programme.roles):
                    if role != REPAIR:
                        last = first + (cohorts - 1) * _WEEK + training.days
                        done = last * DAY_MS
                        found.append(Course(role, county, -1, (), done, programme.to, at_ms))
                        continue
                    for n, crew in enumerate(crews[county]):
                        days = rota.first_days(crew, first + n % cohorts * _WEEK, training.days)
                        if days:
                            done = (days[-1] + 1) * DAY_MS
                            found.append(
                                Course(role, county, crew, days, done, programme.to, at_ms)
                            )
    return found


def on_courses(scenario: Scenario, turnover: Turnover, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """True where a crew is on a course: shape (crews, days), as the absences of a workload."""
    found = np.zeros(shape, dtype=np.bool_)
    for course in courses_of(scenario, turnover):
        if course.crew >= 0:
            found[course.crew, list(course.days)] = True
    return found
