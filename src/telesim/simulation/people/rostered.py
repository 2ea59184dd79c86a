"""Days for which crews are rostered, as they are known beforehand."""

from __future__ import annotations

from collections.abc import Iterator

from telesim import calendar as cal
from telesim.scenario import Scenario
from telesim.units import DAY_MS
from telesim.workload.turnover import Turnover


class Rostered:
    """Working days of each crew's calendar without its days off; illness is not known."""

    def __init__(self, scenario: Scenario, turnover: Turnover) -> None:
        self._scenario = scenario
        self.length = -(-scenario.horizon_ms // DAY_MS)
        self._working = {
            name: [day for day, _ in cal.working_days(
                written.hours, cal.parse_holidays(written.holidays), scenario.start, self.length)]
            for name, written in scenario.calendars.items()
        }  # fmt: skip
        #: True where a post is empty: shape (crews, days).
        self.empty = turnover.empty(len(scenario.crew_units), self.length)

    def days(self, crew: int) -> Iterator[int]:
        """The days of a crew in its time of service, filled posts or not."""
        scenario = self._scenario
        row = scenario.crews[scenario.crew_units[crew][1]]
        on, of = scenario.calendars[row.calendar].rotation
        begins = scenario.ms_of(row.since) // DAY_MS if row.since else 0
        ends = scenario.ms_of(row.until) // DAY_MS if row.until else self.length
        for ordinal, day in enumerate(self._working[row.calendar]):
            if (ordinal + crew % of) % of < on and begins <= day <= ends:
                yield day

    def first_days(self, crew: int, first: int, count: int) -> tuple[int, ...]:
        """The first days from a day on; none where too few are left or the post is empty."""
        if first >= self.length or self.empty[crew, first]:
            return ()
        found: list[int] = []
        for day in self.days(crew):
            if day < first:
                continue
            if self.empty[crew, day]:
                return ()
            found.append(day)
            if len(found) == count:
                return tuple(found)
        return ()
