"""Courses take clerks from the desks of the office, and give them back."""

from __future__ import annotations

from telesim.calendar import Calendar
from telesim.scenario.office.courses import clerks_on_courses
from telesim.simulation import agenda as when
from telesim.simulation.office.desk import Desk
from telesim.simulation.office.desks import Desks
from telesim.simulation.town import Town
from telesim.units import DAY_MS


def let_clerks_learn(town: Town, hours: Calendar, desks: Desks) -> None:
    """Clerks are away from closing time of the day before to that of the last day of a course."""

    def learn(what: tuple[Desk, frozenset[int]]) -> None:
        desks.send_away(*what)

    closing = {start // DAY_MS: end for start, end in zip(hours.starts, hours.ends, strict=True)}
    days = sorted(closing)
    before = dict(zip(days, [0, *(closing[day] for day in days)], strict=False))
    for (county, step), away in clerks_on_courses(town.scenario, hours).items():
        desk = desks.in_county(county, step)
        there: frozenset[int] = frozenset()
        for day in days:
            numbers = away.get(day, frozenset())
            if numbers != there:
                there = numbers
                town.agenda.at(
                    before[day], when.ENDS, when.OFFICE_COURSE, desk.number, learn, (desk, numbers)
                )
