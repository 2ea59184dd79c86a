"""How gangs that repair and build share their days, as far as a plan shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from telesim.scenario.check_periods import Period
from telesim.scenario.check_tasks import Pool
from telesim.scenario.model import Scenario


@dataclass(frozen=True)
class GangTime:
    """Days of the crews with a skill that builds, a month of 30.4 days.

    A day is a crew's mean time on duty less the depot, travel included in the work; 0 where
    nobody has the skill.
    """

    skill: str
    repair_days: float
    works_days: float
    days_on_duty: float

    def in_words(self) -> str:
        """Such as ``cable: 61 gang-days a month of repair, 85 of construction, of 134``."""
        return (
            f"{self.skill}: {self.repair_days:,.1f} gang-days a month of repair and "
            f"{self.works_days:,.1f} of construction, of {self.days_on_duty:,.1f} on duty"
        )


class GangSums:
    """Adds up the work of gangs, period by period."""

    def __init__(self, scenario: Scenario) -> None:
        self._skills = [scenario.works.skill] if scenario.works is not None else []
        self._sums = {skill: [0.0, 0.0, 0.0] for skill in self._skills}

    def add(self, work: Iterable[tuple[str, str, float]], pools: Sequence[Pool]) -> None:
        """Take in a period: (skill, kind of job, crew hours) of its work, and its crews."""
        day_hours: dict[str, float] = {}
        for skill in self._skills:
            able = [pool for pool in pools if skill in pool.skills]
            days = sum(pool.days for pool in able)
            day_hours[skill] = sum(pool.hours for pool in able) / days if days else 0.0
            self._sums[skill][2] += days
        for skill, kind, hours in work:
            if day_hours.get(skill):
                self._sums[skill][kind == "works"] += hours / day_hours[skill]

    def monthly(self, periods: Sequence[Period]) -> tuple[GangTime, ...]:
        """The sums over all periods as a month's."""
        months = sum(period.months for period in periods)
        return tuple(
            GangTime(skill, *(days / months for days in sums)) for skill, sums in self._sums.items()
        )


def duct_warnings(scenario: Scenario) -> Iterator[str]:
    """Ducts that nothing uses, and full ones that nobody extends."""
    used = {cabinet.duct for cabinet in scenario.cabinets}
    idle = [duct.id for duct in scenario.ducts if duct.id not in used]
    if idle:
        yield f"ducts that no cabinet uses: {_listed(idle)}"
    if scenario.duct_projects is None:
        full = [d.id for d in scenario.ducts if d.id in used and d.used >= d.bores]
        if full:
            yield (
                f"full ducts take no new feeder, and there are no duct_projects: {_listed(full)}"
            )


def _listed(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
