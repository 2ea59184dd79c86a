"""Hours of people who are not crews of the table."""

from __future__ import annotations

from telesim import calendar as cal
from telesim.calendar import Calendar
from telesim.scenario import Scenario
from telesim.units import DAY_MS


def hours_of(scenario: Scenario, name: str) -> Calendar:
    """When all crews with a calendar are on duty: its hours and holidays, nobody's days off."""
    written = scenario.calendars[name]
    holidays = cal.parse_holidays(written.holidays)
    days = -(-scenario.horizon_ms // DAY_MS)
    return cal.build(cal.working_days(written.hours, holidays, scenario.start, days))[0]
