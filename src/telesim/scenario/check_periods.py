"""The months of the window, and how busy and how well staffed each of them is expected to be."""

from __future__ import annotations

import calendar as month_names
import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from telesim.calendar import parse_holidays, working_days
from telesim.scenario.demand import DAY_NAMES, MONTH_NAMES, Pattern, Shock
from telesim.scenario.model import Scenario
from telesim.scenario.workforce import Crew
from telesim.units import DAY_MS, HOUR_MS, MONTH_MS

_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True)
class Period:
    """A calendar month of the window, or the part of it that lies inside.

    ``first`` is a day since the scenario's start, ``days`` how many follow.
    """

    label: str
    first: int
    days: int

    @property
    def middle_ms(self) -> int:
        """The instant in its middle, ms since the start."""
        return self.first * DAY_MS + self.days * DAY_MS // 2

    @property
    def months(self) -> float:
        """Its length in months of rates, 30.4 days."""
        return self.days * DAY_MS / MONTH_MS

    @property
    def weeks(self) -> float:
        """Its length in weeks."""
        return self.days / 7


def periods_of(scenario: Scenario) -> tuple[Period, ...]:
    """The months of the window in order; at least one, of at least one day.

    Labels carry the year only where a month of the year stands twice.
    """
    first = scenario.window_start_ms // DAY_MS
    last = max(first + 1, -(-scenario.window_end_ms // DAY_MS))
    spans: list[tuple[dt.date, int, int]] = []
    for day in range(first, last):
        date = scenario.start + dt.timedelta(days=day)
        if spans and date.day > 1:
            spans[-1] = (spans[-1][0], spans[-1][1], spans[-1][2] + 1)
        else:
            spans.append((date, day, 1))
    months = [date.month for date, _, _ in spans]
    labels = [
        month_names.month_name[date.month]
        + (f" {date.year}" if months.count(date.month) > 1 else "")
        for date, _, _ in spans
    ]
    return tuple(
        Period(label, day, days) for label, (_, day, days) in zip(labels, spans, strict=True)
    )


def in_force(scenario: Scenario, county: str, time_ms: int) -> Scenario:
    """What holds in a county at an instant: the scenario with the reforms of then and there."""
    if not scenario.phases:
        return scenario
    steps = [there for since, there in scenario.timeline(county) if since <= time_ms]
    return steps[-1] if steps else scenario


def expected_factors(pattern: Pattern | None, start: dt.date, days: int) -> NDArray[np.float64]:
    """Expected intensity of each day from ``start`` on, storms included: shape (days,).

    Scaled so that its mean over a calendar year is 1, as a pattern promises.
    """
    if pattern is None:
        return np.ones(days)
    months = np.array([pattern.months.get(name, 1.0) for name in MONTH_NAMES])
    weekdays = np.array([pattern.weekdays.get(name, 1.0) for name in DAY_NAMES])
    if pattern.storms is not None:
        stormy = np.array([name in pattern.storms.months for name in MONTH_NAMES])
        possible = int(_MONTH_DAYS[stormy].sum())
        chance = min(1.0, pattern.storms.days_per_year / possible) if possible else 0.0
        months = months * np.where(stormy, 1 + chance * (pattern.storms.factor - 1), 1.0)
    mean = float((months * _MONTH_DAYS).sum() / _MONTH_DAYS.sum() * weekdays.mean())
    if mean <= 0:
        return np.zeros(days)
    dates = [start + dt.timedelta(days=day) for day in range(days)]
    return np.array([months[d.month - 1] * weekdays[d.weekday()] / mean for d in dates])


class Seasons:
    """Mean intensity of the patterns in each period, dated shocks included; computed once each."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._days: dict[str | None, NDArray[np.float64]] = {}
        self._means: dict[tuple[str | None, tuple[int, ...], Period], float] = {}

    def daily(self, pattern: str | None) -> NDArray[np.float64]:
        """Expected intensity of every day from the start to the end of the window."""
        if pattern not in self._days:
            known = self._scenario.patterns.get(pattern) if pattern is not None else None
            days = max(1, -(-self._scenario.window_end_ms // DAY_MS)) + 7
            self._days[pattern] = expected_factors(known, self._scenario.start, days)
        return self._days[pattern]

    def mean(self, pattern: str | None, period: Period, shocks: tuple[int, ...] = ()) -> float:
        """Mean intensity over a period under the shocks of these numbers."""
        key = (pattern, shocks, period)
        if key not in self._means:
            days = self.daily(pattern)[period.first : period.first + period.days].copy()
            for number in shocks:
                days *= self._shock(self._scenario.shocks[number], period)
            self._means[key] = float(days.mean())
        return self._means[key]

    def shocks_on(self, county: str, cause: str) -> tuple[int, ...]:
        """Numbers of the shocks that hit a cause in a county."""
        return tuple(
            number
            for number, shock in enumerate(self._scenario.shocks)
            if (not shock.counties or county in shock.counties)
            and (not shock.causes or cause in shock.causes)
        )

    def _shock(self, shock: Shock, period: Period) -> NDArray[np.float64]:
        begin = self._scenario.ms_of(shock.on) / DAY_MS
        end = begin + shock.lasting / DAY_MS
        day = period.first + np.arange(period.days)
        hit = np.clip(np.minimum(end, day + 1) - np.maximum(begin, day), 0, 1)
        return np.asarray(1 + hit * (shock.factor - 1))


@dataclass(frozen=True)
class Duty:
    """What a crew is expected to be there for: days, hours on duty, and these less the depot."""

    days: float
    hours: float
    field_hours: float


@dataclass(frozen=True)
class Staffing:
    """Expected days and hours on duty."""

    scenario: Scenario

    @cached_property
    def _working(self) -> dict[str, list[tuple[int, float]]]:
        """Days with open hours by calendar, each with its hours."""
        days = max(1, -(-self.scenario.window_end_ms // DAY_MS))
        found: dict[str, list[tuple[int, float]]] = {}
        for name, calendar in self.scenario.calendars.items():
            holidays = parse_holidays(calendar.holidays)
            found[name] = [
                (day, sum(end - start for start, end in spans) / HOUR_MS)
                for day, spans in working_days(calendar.hours, holidays, self.scenario.start, days)
            ]
        return found

    def duty(self, crew: Crew, period: Period, depot_ms: int) -> Duty:
        """Of one crew of a row in a period, rotation and absence applied."""
        calendar = self.scenario.calendars[crew.calendar]
        first, last = period.first, period.first + period.days
        if crew.since is not None:
            first = max(first, self.scenario.ms_of(crew.since) // DAY_MS)
        if crew.until is not None:
            last = min(last, self.scenario.ms_of(crew.until) // DAY_MS + 1)
        depot = depot_ms / HOUR_MS
        days = [hours for day, hours in self._working[crew.calendar] if first <= day < last]
        on, of = calendar.rotation
        there = on / of * (1 - calendar.absence)
        in_field = sum(max(0.0, hours - depot) for hours in days)
        return Duty(len(days) * there, sum(days) * there, in_field * there)
