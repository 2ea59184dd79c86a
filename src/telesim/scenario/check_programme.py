"""How late gangs that repair as well get with the programme, without a simulation: a flow.

Work comes at its mean rate, month by month from the start of the run, and the gangs of an area
share all their days. On the share of days on which their policy builds first construction goes
before repair, on the others after it; what is not done waits. Queues, ways to several sites and
storms come on top, so that the real programme is somewhat later still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telesim.scenario.check_capacity import outlook
from telesim.scenario.check_gangs import BUILDING, day_hours_of, skills_that_build
from telesim.scenario.check_periods import Period, Seasons, Staffing, in_force, periods_of
from telesim.scenario.check_places import name_of
from telesim.scenario.check_pools import Pool, pools_of
from telesim.scenario.check_tasks import hours_per_case, tasks_of
from telesim.scenario.check_zones import linked_places
from telesim.scenario.model import Scenario
from telesim.scenario.remembering import remembered

#: Gangs and days over which a policy's share of days is counted.
_GANGS, _DAYS = 10, 200
#: A delay below this is a matter of the day on which the window ends.
_LEAST_MONTHS = 0.1


@dataclass(frozen=True)
class Slip:
    """A programme that gangs cannot keep in a place, when the window ends.

    ``months`` (of 30.4 days) is how long ago the work that is done then could have begun,
    ``gang_days`` what is left of the work that can.
    """

    skill: str
    place: str
    months: float
    gang_days: float


@dataclass(frozen=True)
class Month:
    """Gang-days of an area in a period: on duty, of repair, and of construction that comes up.

    ``first`` is the share of days on which construction goes first.
    """

    months: float
    on_duty: float
    repair: float
    works: float
    first: float


def slip_of(flow: Sequence[Month]) -> tuple[float, float]:
    """Months by which the programme is late when the last month ends, and gang-days left."""
    repair = works = built = 0.0
    for month in flow:
        repair, works = repair + month.repair, works + month.works
        done = min(works, month.first * month.on_duty)
        mended = min(repair, month.on_duty - done)
        done += min(works - done, month.on_duty - done - mended)
        repair, works, built = repair - mended, works - done, built + done
    # When that came up of which the last is done now.
    since, reached = 0.0, 0.0
    for month in flow:
        if reached + month.works > built:
            since += (built - reached) / month.works * month.months
            break
        reached += month.works
        since += month.months
    return max(0.0, sum(month.months for month in flow) - since), works


def programme_of(scenario: Scenario) -> tuple[Slip, ...]:
    """Where gangs cannot keep the programme, the latest first; none without gangs that build."""
    if scenario.works is None:
        return ()
    # From the start of the run on: what the warm-up leaves behind is there when the window opens.
    whole = scenario.model_copy(update={"warm_up": 0, "window": scenario.window_end_ms})
    found = []
    for (skill, zone), flow in _flows(whole).items():
        months, left = slip_of(flow)
        if left >= 1 and months >= _LEAST_MONTHS:
            found.append(Slip(skill, name_of(whole, zone), months, left))
    return tuple(sorted(found, key=lambda slip: -slip.months))


def _flows(scenario: Scenario) -> dict[tuple[str, tuple[int, ...]], list[Month]]:
    """Months by skill and by places that the same gangs serve."""
    periods, seasons, staffing = periods_of(scenario), Seasons(scenario), Staffing(scenario)
    growth = outlook(scenario, periods, seasons)
    skills = skills_that_build(scenario)
    by_period: list[tuple[Period, list[Pool], dict[tuple[int, str], list[float]]]] = []
    crews: list[Pool] = []
    for number, period in enumerate(periods):
        pools = [
            pool
            for pool in pools_of(scenario, staffing, period)
            if not pool.skills.keys().isdisjoint(skills)
        ]
        crews += pools
        hours: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for exchange in range(len(scenario.exchanges)):
            here = [pool for pool in pools if exchange in pool.places]
            for task in tasks_of(scenario, seasons, growth, exchange, number, period):
                if task.skill in skills:
                    each = hours_per_case(scenario, task, exchange, here, period)
                    hours[exchange, task.skill][task.kind in BUILDING] += task.cases * each
        by_period.append((period, pools, hours))
    flows: dict[tuple[str, tuple[int, ...]], list[Month]] = {}
    for skill in skills:
        work = {node: 0.0 for _, _, hours in by_period for node in hours}
        for zone in linked_places((skill,), work, crews):
            places = set(zone)
            flows[skill, zone] = [_month(scenario, skill, places, *one) for one in by_period]
    return flows


def _month(
    scenario: Scenario,
    skill: str,
    places: set[int],
    period: Period,
    pools: list[Pool],
    hours: dict[tuple[int, str], list[float]],
) -> Month:
    able = [p for p in pools if skill in p.skills and not p.places.isdisjoint(places)]
    day = day_hours_of(able)
    own = [hours[place, skill] for place in sorted(places) if (place, skill) in hours]
    county = scenario.exchanges[min(places)].county
    there = in_force(scenario, county, period.middle_ms)
    return Month(
        months=period.months,
        on_duty=sum(pool.days for pool in able),
        repair=sum(both[0] for both in own) / day if day else 0.0,
        works=sum(both[1] for both in own) / day if day else 0.0,
        first=_share_first(there),
    )


@remembered
def _share_first(there: Scenario) -> float:
    """Share of days on which the policy has gangs build first."""
    policy = there.policies.works
    days = [policy.builds_first(gang, day) for gang in range(_GANGS) for day in range(_DAYS)]
    return sum(days) / len(days)


def programme_in_words(slips: Sequence[Slip]) -> Iterator[str]:
    """One line for each skill, its places from the latest on."""
    for skill in dict.fromkeys(slip.skill for slip in slips):
        its = [slip for slip in slips if slip.skill == skill]
        where = ", ".join(f"{slip.months:.1f} months in {slip.place}" for slip in its)
        left = sum(slip.gang_days for slip in its)
        yield (
            f"{skill}: gangs cannot keep the programme; when the window ends it is late by about "
            f"{where}, and {left:,.0f} gang-days of it are left (an estimate without queues)"
        )


def assumptions_in_words(scenario: Scenario, slips: Sequence[Slip]) -> Iterator[str]:
    """What the outlook of ports and pairs takes for granted, if anything; each holds orders."""
    if scenario.works is not None:
        late = " (they do not, so that it opens later)" if slips else ""
        yield f"gangs keep the programme{late}"
    if scenario.ducts and scenario.duct_projects is not None:
        yield "a new duct is in time for its cable"
    if scenario.boxes is not None:
        yield "every customer's box has a free pair (where it has none, the order is held too)"
