"""What a plan asks of its crews and its plant, told before anything is simulated.

A plan that cannot hold need not be simulated to see it: work that exceeds crew hours grows
without end, and orders that find no port wait. The other way round this check promises
nothing; queues, and with them waiting times, come from the simulation.
"""

from __future__ import annotations

from telesim.scenario.care.in_words import care_in_words
from telesim.scenario.check_capacity import outlook
from telesim.scenario.check_doubts import doubts_in_words
from telesim.scenario.check_faults import faults_of
from telesim.scenario.check_periods import Seasons, periods_of
from telesim.scenario.check_power import power_of
from telesim.scenario.check_preemption import preemption_in_words
from telesim.scenario.check_programme import assumptions_in_words, programme_of
from telesim.scenario.check_staff import turnover_in_words
from telesim.scenario.check_work import workload_of
from telesim.scenario.desks.check_desks import busy_hours, desks_in_words
from telesim.scenario.market.check_market import market_in_words
from telesim.scenario.model import Scenario
from telesim.scenario.office.staffing import desks_of, office_doubts, office_in_words
from telesim.scenario.people.outlook import people_in_words
from telesim.scenario.plan_check import Heads, PlanCheck
from telesim.scenario.plan_warnings import warnings_of
from telesim.scenario.territories import territories_in_words
from telesim.scenario.traffic.outlook import trunks_of
from telesim.units import WEEK_MS

__all__ = ["Heads", "PlanCheck", "check"]


def check(scenario: Scenario) -> PlanCheck:
    """Compare offered work with crew hours and demand with capacity, month by month.

    Work counts the orders that find facilities and the lines that are then in service. It
    assumes that crews share their work evenly and looks at means: it is necessary for a plan
    to hold, not enough.
    """
    periods = periods_of(scenario)
    seasons = Seasons(scenario)
    capacity = outlook(scenario, periods, seasons)
    work = workload_of(scenario, periods, seasons, capacity)
    desks = desks_of(scenario, periods, seasons, capacity, work.loads)
    programme = programme_of(scenario)
    faults = faults_of(scenario, capacity, periods)
    hours, trunks = busy_hours(scenario, faults), trunks_of(scenario)
    span = "year" if 50 * WEEK_MS <= scenario.window <= 54 * WEEK_MS else "window"
    return PlanCheck(
        heads=_heads_of(scenario),
        loads=work.loads,
        capacity=capacity,
        faults=faults,
        cable_hours_per_month=work.cable_hours_per_month,
        warnings=tuple(
            warnings_of(scenario, work.loads, capacity, programme, span, desks, hours, trunks)
        ),
        wording=scenario.wording,
        span=span,
        gangs=work.gangs,
        preventive=work.preventive,
        programme=programme,
        assumed=(*assumptions_in_words(scenario, programme), *market_in_words(scenario)),
        power=power_of(scenario),
        desks=tuple(desks_in_words(scenario, hours)),
        unused=tuple(
            name
            for name in ("feeder_id", "box_size")
            if not (name == "box_size" and scenario.boxes is not None)
            and not (name == "feeder_id" and _uses_feeders(scenario))
            and any(name in cabinet.model_fields_set for cabinet in scenario.cabinets)
        ),
        staffing=(
            *turnover_in_words(scenario),
            *territories_in_words(scenario),
            *people_in_words(scenario),
            *preemption_in_words(scenario),
        ),
        traffic=tuple(trunks.in_words()) if trunks is not None else (),
        doubts=(*doubts_in_words(scenario), *office_doubts(desks)),
        office=tuple(office_in_words(scenario, desks)),
        care=tuple(care_in_words(scenario)),
    )


def _uses_feeders(scenario: Scenario) -> bool:
    strikes = any(cause.cable == "feeder" for cause in scenario.faults.values())
    return strikes or any(cabinet.duct is not None for cabinet in scenario.cabinets)


def _heads_of(scenario: Scenario) -> tuple[Heads, ...]:
    crews: dict[tuple[str, str], int] = {}
    heads: dict[tuple[str, str], int] = {}
    for crew in scenario.crews:
        county = scenario.exchanges[scenario.exchange_number[crew.base]].county
        key = (crew.team, county)
        crews[key] = crews.get(key, 0) + crew.count
        heads[key] = heads.get(key, 0) + crew.count * crew.members
    return tuple(Heads(team, county, crews[team, county], n) for (team, county), n in heads.items())
