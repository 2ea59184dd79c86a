"""County, team and size of each crew, and how long it is on the roll."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.grouping import Dimension
from telesim.scenario import Scenario
from telesim.units import DAY_MS

Column = NDArray[np.int64]


@dataclass(frozen=True)
class Crews:
    """One element per crew, in the order of ``scenario.crew_units``.

    The county is that of the crew's base. Service is [since_ms, until_ms), clipped to the window.
    """

    county: Column
    team: Column
    members: Column
    service_ms: Column
    counties: tuple[str, ...]
    teams: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Crews:
        """The crews of a scenario."""
        teams = tuple(dict.fromkeys(crew.team for crew in scenario.crews))
        of_exchange = scenario.exchange_county
        county = [of_exchange[scenario.exchange_number[crew.base]] for crew in scenario.crews]
        service = []
        for crew in scenario.crews:
            since = scenario.ms_of(crew.since) if crew.since else scenario.window_start_ms
            until = (
                (dt.date.fromisoformat(crew.until) - scenario.start).days * DAY_MS + DAY_MS
                if crew.until
                else scenario.window_end_ms
            )
            begin = max(since, scenario.window_start_ms)
            service.append(max(min(until, scenario.window_end_ms) - begin, 0))
        row = np.array([row for _, row in scenario.crew_units], dtype=np.int64)
        return cls(
            county=np.array(county, dtype=np.int64)[row],
            team=np.array([teams.index(c.team) for c in scenario.crews], dtype=np.int64)[row],
            members=np.array([crew.members for crew in scenario.crews], dtype=np.int64)[row],
            service_ms=np.array(service, dtype=np.int64)[row],
            counties=scenario.counties,
            teams=teams,
        )

    def dimensions(self, crew: Column) -> dict[str, Dimension]:
        """County and team of a column of crew numbers."""
        return {
            "county": Dimension(self.counties, self.county[crew]),
            "team": Dimension(self.teams, self.team[crew]),
        }
