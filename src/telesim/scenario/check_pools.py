"""Crews alike, and their time on duty in a period: what the static check sets work against."""

from __future__ import annotations

from dataclasses import dataclass

from telesim.policies.pay.effects import Preventive
from telesim.scenario.check_periods import Period, Staffing, in_force
from telesim.scenario.check_staff import empty_share, mean_levels
from telesim.scenario.model import Scenario
from telesim.scenario.reach import covered, covers_of, pay_of
from telesim.scenario.skills import Level
from telesim.scenario.workforce import Crew, Visits

#: What visits cost beside the work where a scenario does not say.
NO_VISITS = Visits.model_construct(depot=0, closing=0, no_access={}, no_access_time=0)


@dataclass
class Pool:
    """Crews alike: where they go, what they can, their time in the period.

    ``hours`` are those on duty less the depot, ``duty_hours`` all of them, ``days`` crew-days.
    """

    crew: Crew
    local: bool
    pace: float
    skills: dict[str, Level]
    places: frozenset[int]
    hours: float = 0.0
    duty_hours: float = 0.0
    days: float = 0.0
    #: What the rule for the day's end may waste, an estimate.
    idle_hours: float = 0.0
    #: What its crews do in spare time.
    preventive: Preventive | None = None


def pools_of(scenario: Scenario, staffing: Staffing, period: Period) -> list[Pool]:
    """Crews that are on duty in a period, alike ones together."""
    pools: dict[tuple[object, ...], Pool] = {}
    levels: dict[tuple[str, str], dict[str, Level]] = {}
    for crew in scenario.crews:
        base = scenario.exchanges[scenario.exchange_number[crew.base]]
        there = in_force(scenario, base.county, period.middle_ms)
        local = there.policies.base == "local"
        visits = there.visits or NO_VISITS
        its = (base.county, crew.team)
        if its not in levels:
            levels[its] = mean_levels(scenario, there, *its, period.middle_ms)
        key = (
            crew.team, crew.base, crew.local_base if local else None, covers_of(crew, local),
            crew.members, crew.calendar, crew.pay, crew.since, crew.until,
        )  # fmt: skip
        pool = pools.get(key)
        if pool is None:
            pay = pay_of(there, crew)
            pool = pools[key] = Pool(
                crew,
                local,
                pay.pace,
                {s: p for s, p in levels[its].items() if _can(p)},
                covered(scenario, covers_of(crew, local)),
                preventive=pay.preventive,
            )
        duty = staffing.duty(crew, period, visits.depot)
        filled = 1 - empty_share(there.teams[crew.team].turnover, period.middle_ms)
        pool.hours += crew.count * duty.field_hours * filled
        pool.duty_hours += crew.count * duty.hours * filled
        pool.days += crew.count * duty.days * filled
    return [pool for pool in pools.values() if pool.hours > 0]


def _can(level: Level) -> bool:
    return level.speed > 0 and level.first_time_fix > 0
