"""The written days of every crew: first instant, hours and shifts, before anybody is ill."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim import calendar as cal
from telesim.scenario import Scenario
from telesim.units import DAY_MS

Column = NDArray[np.int64]


class Rosters(NamedTuple):
    """Working days of all calendars, one after another, and which of them each crew has.

    ``row`` has shape (calendars, days) and holds the number of a working day, -1 for the others;
    ``ordinal``, ``first_ms``, ``length_ms`` (time on duty), ``depot_ms`` and ``end_ms`` (of the
    shift) are by that number, ``span`` is where its open intervals begin in ``starts`` and
    ``ends``, with one more at the end. The last working day is nobody's. Instants are in ms since
    the start of the run; what a crew spends at the depot is not open. The rest is by crew: its
    calendar, its place in the rotation, days on and days of the rotation, and the first and last
    day of its service.
    """

    row: Column
    ordinal: Column
    first_ms: Column
    length_ms: Column
    depot_ms: Column
    end_ms: Column
    span: Column
    starts: Column
    ends: Column
    calendar: Column
    offset: Column
    days_on: Column
    days_of: Column
    since: Column
    until: Column

    @classmethod
    def of(cls, scenario: Scenario) -> Rosters:
        """The days of a scenario's calendars over its horizon."""
        length = -(-scenario.horizon_ms // DAY_MS) + 1
        depot = scenario.visits.depot if scenario.visits else 0
        number = {name: n for n, name in enumerate(scenario.calendars)}
        row = np.full((len(number), length), -1, dtype=np.int64)
        days: list[tuple[int, int, int, int, int]] = []
        spans: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for name, written in scenario.calendars.items():
            holidays = cal.parse_holidays(written.holidays)
            working = cal.working_days(written.hours, holidays, scenario.start, length)
            for ordinal, (day, ranges) in enumerate(working):
                row[number[name], day] = len(days)
                spans.append(len(starts))
                base, trim = day * DAY_MS, depot
                for start, end in ranges:
                    cut = min(trim, end - start)
                    trim -= cut
                    if start + cut < end:
                        starts.append(base + start + cut)
                        ends.append(base + end)
                whole = sum(end - start for start, end in ranges)
                days.append(
                    (ordinal, base + ranges[0][0], whole, depot - trim, base + ranges[-1][1])
                )
        # A day that nobody has stands at the end, where number -1 finds it.
        spans += [len(starts), len(starts)]
        days.append((0, -1, 0, 0, -1))
        crews = []
        for n, (_, at) in enumerate(scenario.crew_units):
            crew = scenario.crews[at]
            days_on, days_of = scenario.calendars[crew.calendar].rotation
            since = scenario.ms_of(crew.since) // DAY_MS if crew.since else -1
            until = scenario.ms_of(crew.until) // DAY_MS if crew.until else length
            crews.append((number[crew.calendar], n % days_of, days_on, days_of, since, until))
        by_day = np.array(days, dtype=np.int64).reshape(-1, 5).T
        by_crew = np.array(crews, dtype=np.int64).reshape(-1, 6).T
        opens = (np.array(column, dtype=np.int64) for column in (spans, starts, ends))
        return cls(row, *by_day, *opens, *by_crew)

    def day_of(self, crew: Column, day: Column) -> Column:
        """Number of the working day that is written for each crew on a day; -1 where none is."""
        known = (crew >= 0) & (crew < self.calendar.size) & (day >= 0) & (day < self.row.shape[1])
        found = np.full(crew.size, -1, dtype=np.int64)
        crew, day = crew[known], day[known]
        at = self.row[self.calendar[crew], day]
        on = (self.ordinal[at] + self.offset[crew]) % self.days_of[crew] < self.days_on[crew]
        there = (self.since[crew] <= day) & (day <= self.until[crew])
        found[known] = np.where((at >= 0) & on & there, at, -1)
        return found
