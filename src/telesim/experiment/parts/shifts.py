"""In which hours a crew that could do a job is on duty, by the calendars of the crew table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from telesim.calendar import parse_holidays, weekly_ranges
from telesim.scenario import Scenario
from telesim.scenario.reach import covered, covers_of
from telesim.units import DAY_MS

Column = NDArray[np.int64]
_Spans = list[tuple[int, int]]


class Shifts:
    """Hours on duty by exchange and skill.

    Those of all crews that serve the exchange and have the skill, taken together; where there is
    none, of all that serve it. Days off in turn and absence are left out: who is ill leaves work
    waiting, and that is what waiting means. Territory and skills are those at the start.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._local = scenario.policies.base == "local"
        self._covers: dict[str, frozenset[int]] = {}
        self._hours: dict[frozenset[str], tuple[Column, Column]] = {}
        self._last_ms = 0
        self._first_ms = 0

    def _calendars(self, exchange: int, skill: str) -> frozenset[str]:
        scenario = self._scenario
        able, near = set(), set()
        for crew in scenario.crews:
            covers = covers_of(crew, self._local)
            if covers not in self._covers:
                self._covers[covers] = covered(scenario, covers)
            if exchange in self._covers[covers]:
                near.add(crew.calendar)
                if skill in scenario.teams[crew.team].skills:
                    able.add(crew.calendar)
        return frozenset(able or near)

    def on_duty(
        self, exchange: Column, skill: Column, skills: tuple[str, ...], start: Column, end: Column
    ) -> Column:
        """Milliseconds of each span [start, end) in which a crew is on duty.

        Args:
            exchange: number of the exchange of each span.
            skill: index into ``skills`` of each span.
        """
        found = end - start
        if not start.size:
            return found
        self._hours.clear()
        self._first_ms, self._last_ms = int(start.min()), int(end.max())
        pairs, which = np.unique(exchange * len(skills) + skill, return_inverse=True)
        of_calendars: dict[frozenset[str], list[int]] = {}
        for number, pair in enumerate(pairs.tolist()):
            at, word = divmod(pair, len(skills))
            of_calendars.setdefault(self._calendars(at, skills[word]), []).append(number)
        for calendars, numbers in of_calendars.items():
            if not calendars:
                continue  # nobody ever comes: all of it is waiting
            mine = np.isin(which, numbers)
            corners, worked = self._corners(calendars)
            found[mine] = _until(corners, worked, end[mine]) - _until(corners, worked, start[mine])
        return found

    def _corners(self, names: frozenset[str]) -> tuple[Column, Column]:
        """Instants at which hours begin and end, and the hours up to each."""
        calendars = [self._scenario.calendars[name] for name in sorted(names)]
        weeks = [(weekly_ranges(one.hours), parse_holidays(one.holidays)) for one in calendars]
        at, worked = [self._first_ms // DAY_MS * DAY_MS], [0]
        for day in range(self._first_ms // DAY_MS, self._last_ms // DAY_MS + 1):
            date = self._scenario.start + dt.timedelta(days=day)
            spans = [
                span
                for week, holidays in weeks
                if date not in holidays
                for span in week[date.weekday()]
            ]
            for begin, end in _joined(spans):
                at += [day * DAY_MS + begin, day * DAY_MS + end]
                worked += [worked[-1], worked[-1] + end - begin]
        return np.array(at, dtype=np.int64), np.array(worked, dtype=np.int64)


def _joined(spans: Iterable[tuple[int, int]]) -> _Spans:
    """Spans that touch or overlap as one."""
    found: _Spans = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _until(at: Column, worked: Column, time_ms: Column) -> Column:
    """The hours up to some instants."""
    corner = np.searchsorted(at, time_ms, side="right") - 1
    ahead = np.append(worked, worked[-1])[corner + 1]
    total: Column = np.minimum(worked[corner] + (time_ms - at[corner]), ahead)
    return total
