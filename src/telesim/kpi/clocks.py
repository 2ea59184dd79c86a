"""Ways to tell how long something took; every time KPI takes its clock as a parameter.

A clock turns two columns of instants into a column of lengths in ms. Adding one is a function
here and its name in the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.calendar import parse_holidays, weekly_ranges
from telesim.registry import Registry
from telesim.scenario import Scenario
from telesim.units import DAY_MS, HOUR_MS

Column = NDArray[np.int64]

#: A report after this time of day counts from the next business day (New Mexico rule, S).
CUT_OFF_MS = 16 * HOUR_MS
#: Time of day at which a business day begins.
OPENING_MS = 8 * HOUR_MS
#: Hours of a place without any calendar: assumed, the paid day of DOMAIN 4, Monday to Saturday.
DEFAULT_HOURS: dict[str, tuple[str, ...]] = {"mon-sat": ("08:00-12:00", "14:00-18:00")}


@dataclass(frozen=True)
class Times:
    """What a clock sees: instants in ms since the start, and the county of each case."""

    start_ms: Column
    end_ms: Column
    county: Column


Clock = Callable[[Scenario, Times], Column]

CLOCKS: Registry[Clock] = Registry("clock", entry_point_group="telesim.clocks")


@CLOCKS.register("elapsed")
def elapsed(scenario: Scenario, times: Times) -> Column:
    """All time counts."""
    return times.end_ms - times.start_ms


@CLOCKS.register("working-hours")
def working_hours(scenario: Scenario, times: Times) -> Column:
    """Only working hours of the case's county count: those of the first crew based there."""
    lengths = np.zeros(times.start_ms.size, dtype=np.int64)
    for county, name in enumerate(scenario.counties):
        mine = times.county == county
        if not mine.any():
            continue
        last = int(times.end_ms[mine].max())
        first = int(times.start_ms[mine].min())
        at, worked = _working_time(scenario, _calendar(scenario, name), first, last)
        lengths[mine] = _worked_until(at, worked, times.end_ms[mine]) - _worked_until(
            at, worked, times.start_ms[mine]
        )
    return lengths


@CLOCKS.register("business-days")
def business_days(scenario: Scenario, times: Times) -> Column:
    """Elapsed time, but a report after the cut-off or on a day off counts from the next opening.

    Business days are Monday to Friday that are no holiday of the county's calendar.
    """
    start = times.start_ms.copy()
    for county, name in enumerate(scenario.counties):
        mine = np.flatnonzero(times.county == county)
        if mine.size == 0:
            continue
        _, holidays = _calendar(scenario, name)
        day = start[mine] // DAY_MS
        first, days_ahead = int(day.min()), int(day.max() - day.min()) + 60
        open_day = np.array(
            [
                (date := scenario.start + dt.timedelta(days=first + n)).weekday() < 5
                and date not in holidays
                for n in range(days_ahead)
            ]
        )
        # The next business day on or after each day, as a day number.
        number = np.where(open_day, np.arange(days_ahead), days_ahead)
        coming = np.minimum.accumulate(number[::-1])[::-1] + first
        late = start[mine] - day * DAY_MS > CUT_OFF_MS
        stamp = coming[day - first + late]
        moved = stamp > day
        start[mine[moved]] = stamp[moved] * DAY_MS + OPENING_MS
    lengths: Column = np.maximum(times.end_ms - start, 0)
    return lengths


@CLOCKS.register("started-hours")
def started_hours(scenario: Scenario, times: Times) -> Column:
    """Elapsed time rounded up to whole hours (Hungary, S)."""
    return -(-(times.end_ms - times.start_ms) // HOUR_MS) * HOUR_MS


@CLOCKS.register("started-days")
def started_days(scenario: Scenario, times: Times) -> Column:
    """Elapsed time rounded up to whole days."""
    return -(-(times.end_ms - times.start_ms) // DAY_MS) * DAY_MS


Hours = tuple[tuple[tuple[tuple[int, int], ...], ...], frozenset[dt.date]]


def _calendar(scenario: Scenario, county: str) -> Hours:
    """Ranges of work in ms by weekday, and the holidays, of a county."""
    seats = {e.id for e in scenario.exchanges if e.county == county}
    name = next((c.calendar for c in scenario.crews if c.base in seats), None)
    if name is None:
        name = next(iter(scenario.calendars), None)
    if name is None:
        return weekly_ranges(DEFAULT_HOURS), frozenset()
    calendar = scenario.calendars[name]
    return weekly_ranges(calendar.hours), parse_holidays(calendar.holidays)


def _working_time(
    scenario: Scenario, calendar: Hours, first_ms: int, last_ms: int
) -> tuple[Column, Column]:
    """Corners of the running total of working time: instants, and the total up to each."""
    ranges, holidays = calendar
    at: list[int] = [first_ms // DAY_MS * DAY_MS]
    worked: list[int] = [0]
    for day in range(first_ms // DAY_MS, last_ms // DAY_MS + 1):
        date = scenario.start + dt.timedelta(days=day)
        if date in holidays:
            continue
        for begin, end in ranges[date.weekday()]:
            at += [day * DAY_MS + begin, day * DAY_MS + end]
            worked += [worked[-1], worked[-1] + end - begin]
    return np.array(at, dtype=np.int64), np.array(worked, dtype=np.int64)


def _worked_until(at: Column, worked: Column, time_ms: Column) -> Column:
    """The running total at some instants; exact, since work passes at the rate of the clock."""
    corner = np.searchsorted(at, time_ms, side="right") - 1
    ahead = np.append(worked, worked[-1])[corner + 1]
    total: Column = np.minimum(worked[corner] + (time_ms - at[corner]), ahead)
    return total
