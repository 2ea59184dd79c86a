"""The office steps of an order, in their order, and the hours and places of their desks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from telesim import calendar
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario

#: Steps in the order in which an order passes them; their numbers stand in the event log.
STEPS: tuple[str, ...] = ("acceptance", "assignment", "exchange", "dispatch", "test", "billing")
#: Kinds of orders that pass the office, in the order of their numbers.
OFFICE_ORDERS: tuple[str, ...] = ("install", "move")
ACCEPTANCE, ASSIGNMENT, EXCHANGE, DISPATCH, TEST, BILLING = range(6)


def staff_in(staff: Mapping[str, int], county: str) -> int:
    """Clerks of a step in a county: its own number, else that of all others, else nobody.

    A copy of a county (``north#2``) has what the county itself has.
    """
    return staff.get(county, staff.get(county.split("#")[0], staff.get("*", 0)))


def office_hours(scenario: Scenario, name: str) -> calendar.Calendar:
    """Opening hours over the whole run, by a calendar's hours and holidays.

    Rotation and absence are left aside: staff is counted at the desk.
    """
    given = scenario.calendars[name]
    days = -(-scenario.horizon_ms // DAY_MS)
    holidays = calendar.parse_holidays(given.holidays)
    working = calendar.working_days(given.hours, holidays, scenario.start, days)
    return calendar.build(working)[0]
