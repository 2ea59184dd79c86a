"""Hours that crews are rostered for, as they are known beforehand: days off, but no illness."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from telesim import calendar as cal
from telesim.scenario import Scenario
from telesim.units import DAY_MS, PER_MILLION


class Room(NamedTuple):
    """A team's time on duty in a window: of all its crews together, and of one of them."""

    hours_ms: int
    open_ms: int


#: Crews with the same days on the rota: calendar, offset in the rotation, first and last day.
Group = tuple[str, int, int, int]


class Rota:
    """Hours that crews are rostered for, by window."""

    def __init__(self, scenario: Scenario) -> None:
        days = -(-scenario.horizon_ms // DAY_MS) + 1
        depot = scenario.visits.depot if scenario.visits else 0
        self._calendars = scenario.calendars
        self._written: dict[str, cal.Calendar] = {}
        self._ordinal: dict[str, dict[int, int]] = {}
        for name, written in scenario.calendars.items():
            holidays = cal.parse_holidays(written.holidays)
            working = cal.working_days(written.hours, holidays, scenario.start, days)
            self._written[name] = cal.build(working, trim_ms=depot)[0]
            self._ordinal[name] = {day: ordinal for ordinal, (day, _) in enumerate(working)}
        self._group_of: list[Group] = []
        for number, (_, row_number) in enumerate(scenario.crew_units):
            row = scenario.crews[row_number]
            first = scenario.ms_of(row.since) // DAY_MS if row.since else 0
            last = scenario.ms_of(row.until) // DAY_MS if row.until else days
            offset = number % scenario.calendars[row.calendar].rotation[1]
            self._group_of.append((row.calendar, offset, first, last))

    def groups(self, crews: tuple[int, ...]) -> Counter[Group]:
        """How many of these crews have the same days."""
        return Counter(self._group_of[number] for number in crews)

    def window(self, groups: Counter[Group], start_ms: int, end_ms: int) -> Room:
        """What crews are rostered for within a window of one day."""
        day = start_ms // DAY_MS
        total = longest = 0
        for (name, offset, first, last), count in groups.items():
            calendar = self._calendars[name]
            ordinal = self._ordinal[name].get(day)
            on, of = calendar.rotation
            if ordinal is None or not first <= day <= last or (ordinal + offset) % of >= on:
                continue
            there_ppm = PER_MILLION - round(PER_MILLION * calendar.absence)
            open_ms = self._written[name].work_between(start_ms, end_ms)
            total += count * open_ms * there_ppm // PER_MILLION
            longest = max(longest, open_ms)
        return Room(total, longest)
