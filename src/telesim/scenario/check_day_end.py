"""Hours at the day's end in which a rule lets a crew begin nothing, estimated in advance.

Under ``no-start`` a crew idles once no waiting job is expected to fit into what is left of the
day. A job of expected length w is turned away in the last w hours. Where lengths vary, jobs end
at any moment of these, so that about w / 2 of each day is lost; less where a shorter job waits,
and where all jobs take equally long anything from nothing to w, as they happen to fill the day.
Only crews with as much work as hours lose anything by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from telesim.policies.shift_end import ShiftEnd
from telesim.scenario.check_periods import Period, in_force
from telesim.scenario.check_pools import NO_VISITS, Pool
from telesim.scenario.check_tasks import Task
from telesim.scenario.model import Scenario
from telesim.scenario.reach import mean_travel_ms
from telesim.units import HOUR_MS, MINUTE_MS

#: Lengths are told apart by so much.
_STEP_MS = 5 * MINUTE_MS


def idle_at_day_end(
    scenario: Scenario, pool: Pool, tasks: Mapping[int, Sequence[Task]], period: Period
) -> float:
    """About how many hours of a pool in a period may be lost at its days' ends.

    ``tasks`` are what comes up at each exchange; the next job of a crew is any of those that it
    may do, by their numbers.
    """
    lost = cases = 0.0
    day_ms = pool.hours / pool.days * HOUR_MS if pool.days else 0.0
    for exchange in pool.places:
        there = in_force(scenario, scenario.exchanges[exchange].county, period.middle_ms)
        beside = (there.visits or NO_VISITS).closing + mean_travel_ms(
            scenario, pool.crew, pool.local, exchange
        )
        for task in tasks[exchange]:
            skill = pool.skills.get(task.skill)
            policy = there.policies.shift_end.get(task.kind)
            if skill is None:
                continue
            cases += task.cases
            if policy is not None:
                site = task.on_site(pool.crew.members) / (skill.speed * pool.pace) * HOUR_MS
                lost += task.cases * _lost_ms(policy, _steps(beside + site), _steps(day_ms))
    return lost / cases / HOUR_MS * pool.days if cases else 0.0


def _steps(time_ms: float) -> int:
    return max(1, round(time_ms / _STEP_MS))


@lru_cache(maxsize=4_096)
def _lost_ms(policy: ShiftEnd, visit: int, day: int) -> float:
    """Mean time lost in a day by a visit that may not begin any more; both in steps.

    The policy is asked, whatever it is. What it never lets begin loses the whole day.
    """
    refused = sum(not policy.start(visit * _STEP_MS, left * _STEP_MS) for left in range(1, day + 1))
    return float(_STEP_MS * (refused if refused == day else refused / 2))
