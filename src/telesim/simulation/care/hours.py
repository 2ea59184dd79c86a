"""Hours of people who are not crews of the table, one for all of them or each with days off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim import calendar as cal
from telesim.calendar import Calendar
from telesim.scenario import Scenario
from telesim.units import DAY_MS


def hours_of(scenario: Scenario, name: str) -> Calendar:
    """When a post with a calendar is filled: its hours and holidays, nobody's days off."""
    return cal.build(_working_days(scenario, name))[0]


def crews_hours(scenario: Scenario, name: str, away: NDArray[np.bool_]) -> list[Calendar]:
    """When each crew of a pool is on duty; ``away`` has a row for each, and a column for each day.

    As for crews of the table: with rotation "5 of 6" crew n has the working days off whose count
    plus n is a sixth.
    """
    days = _working_days(scenario, name)
    on, of = scenario.calendars[name].rotation

    def calendar(number: int) -> Calendar:
        absent = set(np.flatnonzero(away[number]).tolist())
        return cal.build(
            days, lambda ordinal, day: (ordinal + number) % of < on and day not in absent
        )[0]

    return [calendar(number) for number in range(len(away))]


def _working_days(scenario: Scenario, name: str) -> list[tuple[int, tuple[tuple[int, int], ...]]]:
    written = scenario.calendars[name]
    holidays = cal.parse_holidays(written.holidays)
    length = -(-scenario.horizon_ms // DAY_MS)
    return cal.working_days(written.hours, holidays, scenario.start, length)
