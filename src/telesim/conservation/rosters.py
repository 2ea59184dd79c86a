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

    ``first_ms``, ``length_ms`` (time on duty), ``depot_ms`` and ``end_ms`` (of the shift) are by
    the number of a working day, ``span`` is where its open intervals begin in ``starts`` and
    ``ends``, with one more at the end. The last working day is nobody's. Instants are in ms since
    the start of the run; what a crew spends at the depot is not open. ``written`` has shape (sorts
    of crews, days) and holds the number of a working day, -1 for a day off; ``sort`` is by crew.
    Crews of a sort have the same days: of calendar, rotation and service.
    """

    first_ms: Column
    length_ms: Column
    depot_ms: Column
    end_ms: Column
    span: Column
    starts: Column
    ends: Column
    written: Column
    sort: Column

    @classmethod
    def of(cls, scenario: Scenario) -> Rosters:
        """The days of a scenario's calendars over its horizon."""
        length = -(-scenario.horizon_ms // DAY_MS) + 1
        depot = scenario.visits.depot if scenario.visits else 0
        number = {name: n for n, name in enumerate(scenario.calendars)}
        row = np.full((len(number), length), -1, dtype=np.int64)
        # Days with the same hours are alike but for their date: they are laid out together.
        alike: dict[tuple[tuple[int, int], ...], int] = {}
        dates: list[Column] = []
        kinds: list[Column] = []
        ordinals: list[Column] = []
        known = 0
        for name, written in scenario.calendars.items():
            holidays = cal.parse_holidays(written.holidays)
            week = [
                alike.setdefault(hours, len(alike)) if hours else -1
                for hours in cal.weekly_ranges(written.hours)
            ]
            kind = np.resize(np.roll(week, -scenario.start.weekday()), length)
            for holiday in holidays:
                if 0 <= (day := (holiday - scenario.start).days) < length:
                    kind[day] = -1
            date = np.flatnonzero(kind >= 0)
            kinds.append(kind[date])
            row[number[name], date] = known + np.arange(date.size)
            known += date.size
            dates.append(date)
            ordinals.append(np.arange(date.size))
        base = _together(dates) * DAY_MS
        kind = _together(kinds)
        # First instant, time on duty, time at the depot, end of the shift, and open intervals.
        figures = np.array(
            [
                (
                    hours[0][0],
                    sum(end - start for start, end in hours),
                    min(depot, sum(end - start for start, end in hours)),
                    hours[-1][1],
                )
                for hours in alike
            ],
            dtype=np.int64,
        ).reshape(-1, 4)
        opens = [_without_depot(hours, depot) for hours in alike]
        count = np.array([len(one) for one in opens], dtype=np.int64)
        flat = np.array([pair for one in opens for pair in one], dtype=np.int64).reshape(-1, 2)
        begin = np.cumsum(count) - count
        its = count[kind]
        behind = np.cumsum(its) - its
        at = np.repeat(begin[kind] - behind, its) + np.arange(its.sum())
        starts, ends = (np.repeat(base, its) + flat[at, n] for n in (0, 1))
        # A day that nobody has stands at the end, where number -1 finds it.
        span = np.concatenate([behind, [its.sum(), its.sum()]])
        first, whole, at_depot, end = figures[kind].T
        by_day = (
            np.append(base + first, -1),
            np.append(whole, 0),
            np.append(at_depot, 0),
            np.append(base + end, -1),
        )
        sorts: dict[tuple[int, ...], int] = {}
        sort = []
        for n, (_, of) in enumerate(scenario.crew_units):
            crew = scenario.crews[of]
            days_on, days_of = scenario.calendars[crew.calendar].rotation
            since = scenario.ms_of(crew.since) // DAY_MS if crew.since else -1
            until = scenario.ms_of(crew.until) // DAY_MS if crew.until else length
            like = (number[crew.calendar], n % days_of, days_on, days_of, since, until)
            sort.append(sorts.setdefault(like, len(sorts)))
        days, ordinal = np.arange(length), np.append(_together(ordinals), 0)
        found = np.full((len(sorts), length), -1, dtype=np.int64)
        for n, (calendar, offset, days_on, days_of, since, until) in enumerate(sorts):
            at = row[calendar]
            comes = (at >= 0) & (since <= days) & (days <= until)
            comes &= (ordinal[at] + offset) % days_of < days_on
            found[n, comes] = at[comes]
        return cls(*by_day, span, starts, ends, found, np.array(sort, dtype=np.int64))

    @property
    def crews(self) -> int:
        """How many crews there are."""
        return int(self.sort.size)

    @property
    def days(self) -> int:
        """How many days the run may have."""
        return int(self.written.shape[1])

    def day_of(self, crew: Column, day: Column) -> Column:
        """Number of the working day that is written for each crew on a day; -1 where none is."""
        known = (crew >= 0) & (crew < self.crews) & (day >= 0) & (day < self.days)
        if not known.all():
            found = np.full(crew.size, -1, dtype=np.int64)
            found[known] = self.day_of(crew[known], day[known])
            return found
        return self.written.reshape(-1).take(self.sort.take(crew) * self.days + day)

    def days_of_crew(self, crew: int) -> Column:
        """Numbers of all working days that are written for a crew, in their order."""
        found: Column = self.written[self.sort[crew]]
        return found[found >= 0]

    def days_before(self, instant_ms: int) -> Column:
        """Working days of each crew that begin before an instant."""
        counts = np.count_nonzero(
            (self.written >= 0) & (self.first_ms.take(self.written) < instant_ms), axis=1
        )
        return np.asarray(counts, dtype=np.int64).take(self.sort)


def _together(columns: list[Column]) -> Column:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns])


def _without_depot(hours: tuple[tuple[int, int], ...], depot: int) -> list[tuple[int, int]]:
    """Open intervals of a day whose first working time is spent at the depot."""
    found = []
    for start, end in hours:
        cut = min(depot, end - start)
        depot -= cut
        if start + cut < end:
            found.append((start + cut, end))
    return found
