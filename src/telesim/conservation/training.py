"""Training: levels lie between nobody and everybody taught; who is on a course is not on duty."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit, Index
from telesim.conservation.running import is_first
from telesim.eventlog import Kind
from telesim.scenario.office.courses import office_days
from telesim.scenario.people.training import ROLES
from telesim.units import DAY_MS, PER_MILLION


def check_training(audit: Audit) -> None:
    """No level outside its curve, no role that the scenario does not train, no day twice."""
    log, training = audit.log, audit.scenario.training
    levels, courses = audit.of(Kind.TRAINING_LEVEL), audit.of(Kind.COURSE)
    planned, beside = audit.of(Kind.COURSES_PLANNED), audit.of(Kind.TAUGHT_BESIDE)
    both = np.concatenate([levels, courses, planned, beside])
    if training is None:
        audit.demand(np.zeros(both.size, dtype=np.bool_), both, "no training in this scenario")
        return
    trained = np.array([word in training.roles for word in ROLES])
    role = log.reason[both]
    audit.demand((role >= 0) & (role < len(ROLES)), both, "not a role")
    audit.demand(trained[role], both, "this role is not trained")
    level = log.amount[levels]
    audit.demand((level >= 0) & (level <= PER_MILLION), levels, "a level outside 0 to 1")
    duty = audit.of(Kind.ON_DUTY)
    days = int(log.end_ms) // DAY_MS + 1
    on_duty = np.unique(log.crew[duty].astype(np.int64) * days + log.time_ms[duty] // DAY_MS)
    away = courses[log.crew[courses] >= 0]
    crew_day = log.crew[away].astype(np.int64) * days + log.time_ms[away] // DAY_MS
    audit.demand(~np.isin(crew_day, on_duty), away, "on a course and on duty on one day")
    audit.demand(is_first(crew_day), away, "on a course twice on one day")
    _check_offices(audit, courses[log.crew[courses] < 0], beside)


def _check_offices(audit: Audit, away: Index, beside: Index) -> None:
    """The clerks that are counted as away are those whom the desks of the office miss."""
    log, scenario = audit.log, audit.scenario
    first_county = len(scenario.cabinets) + len(scenario.exchanges)
    said = {(one.day, one.county, ROLES.index(one.role)): one for one in office_days(scenario)}
    for rows, word in ((away, "away"), (beside, "beside")):
        heads = [
            getattr(said.get((time // DAY_MS, place - first_county, role)), word, -1)
            for time, place, role in zip(
                log.time_ms[rows].tolist(), log.place[rows].tolist(), log.reason[rows].tolist(),
                strict=True,
            )
        ]  # fmt: skip
        audit.demand(log.amount[rows] == heads, rows, "not the heads whom the courses take")
