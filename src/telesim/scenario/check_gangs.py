"""How gangs that repair and build share their days, as far as a plan shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telesim.scenario.check_periods import Period
from telesim.scenario.check_pools import Pool
from telesim.scenario.model import Scenario


@dataclass(frozen=True)
class GangTime:
    """Days of the crews with a skill that builds, a month of 30.4 days.

    A day is a crew's mean time on duty less the depot, travel included in the work; 0 where
    nobody has the skill. ``works_days`` are all of construction, ``digging_days`` of ducts and
    ``recovery_days`` of defective pairs among them.
    """

    skill: str
    repair_days: float
    works_days: float
    days_on_duty: float
    digging_days: float = 0.0
    recovery_days: float = 0.0

    def in_words(self) -> str:
        """Such as ``cable: 61 gang-days a month of repair, 85 of construction, of 134``."""
        parts = (("ducts", self.digging_days), ("pairs brought back", self.recovery_days))
        told = " and ".join(f"{days:,.1f} for {word}" for word, days in parts if days)
        return (
            f"{self.skill}: {self.repair_days:,.1f} gang-days a month of repair and "
            f"{self.works_days:,.1f} of construction{f' ({told})' if told else ''}, "
            f"of {self.days_on_duty:,.1f} on duty"
        )


#: Kinds of construction among the tasks of the check.
BUILDING = ("works", "digging", "recovery")


def skills_that_build(scenario: Scenario) -> tuple[str, ...]:
    """Skills of gangs that build cables and ducts, and that bring pairs back."""
    sections = (scenario.works, scenario.pair_recovery if scenario.works is not None else None)
    return tuple(dict.fromkeys(section.skill for section in sections if section is not None))


def day_hours_of(pools: Sequence[Pool]) -> float:
    """Mean hours of a crew's day on duty, less the depot; 0 without crews."""
    days = sum(pool.days for pool in pools)
    return sum(pool.hours for pool in pools) / days if days else 0.0


class GangSums:
    """Adds up the work of gangs, period by period."""

    def __init__(self, scenario: Scenario) -> None:
        self._skills = skills_that_build(scenario)
        self._days = dict.fromkeys(self._skills, 0.0)
        self._repair = dict.fromkeys(self._skills, 0.0)
        self._built = {skill: dict.fromkeys(BUILDING, 0.0) for skill in self._skills}

    def add(self, work: Iterable[tuple[str, str, float]], pools: Sequence[Pool]) -> None:
        """Take in a period: (skill, kind of job, crew hours) of its work, and its crews."""
        day_hours: dict[str, float] = {}
        for skill in self._skills:
            able = [pool for pool in pools if skill in pool.skills]
            day_hours[skill] = day_hours_of(able)
            self._days[skill] += sum(pool.days for pool in able)
        for skill, kind, hours in work:
            if not day_hours.get(skill):
                continue
            if kind in BUILDING:
                self._built[skill][kind] += hours / day_hours[skill]
            else:
                self._repair[skill] += hours / day_hours[skill]

    def monthly(self, periods: Sequence[Period]) -> tuple[GangTime, ...]:
        """The sums over all periods as a month's."""
        months = sum(period.months for period in periods)
        return tuple(
            GangTime(
                skill,
                repair_days=self._repair[skill] / months,
                works_days=sum(built.values()) / months,
                days_on_duty=self._days[skill] / months,
                digging_days=built["digging"] / months,
                recovery_days=built["recovery"] / months,
            )
            for skill, built in self._built.items()
        )
