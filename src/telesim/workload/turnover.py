"""Which crew leaves at the end of which month, and when a new one takes its post."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.units import DAY_MS, MONTH_MS, YEAR_MS
from telesim.workload.streams import Streams, to_uniform


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Turnover:
    """One row for each time a crew leaves, by crew and time.

    A post is empty from the midnight before ``leaves_ms`` to that before ``joins_ms``, which may
    lie beyond the horizon. The instants themselves count whole months, so that they lie alike for
    all crews.
    """

    crew: NDArray[np.int64]
    leaves_ms: NDArray[np.int64]
    joins_ms: NDArray[np.int64]

    @classmethod
    def none(cls) -> Turnover:
        """Nobody leaves."""
        return cls(_none(), _none(), _none())

    @property
    def leaves_day(self) -> NDArray[np.int64]:
        """First day on which the post is empty, days since the start."""
        return self.leaves_ms // DAY_MS

    @property
    def joins_day(self) -> NDArray[np.int64]:
        """First day of the new crew."""
        return self.joins_ms // DAY_MS

    def empty(self, crews: int, days: int) -> NDArray[np.bool_]:
        """True where a post is empty: shape (crews, days)."""
        found = np.zeros((crews, days), dtype=np.bool_)
        for crew, first, last in zip(self.crew, self.leaves_day, self.joins_day, strict=True):
            found[crew, first:last] = True
        return found


def draw_turnover(scenario: Scenario, streams: Streams) -> Turnover:
    """Who leaves when.

    At the end of each month of 30.4 days a crew in service leaves by the chance of its team, under
    what is in force at its base then. Who begins on that very day has not served yet, and stays:
    months end 30 or 31 days apart, so that a post may be due to be filled then. Each crew has one
    mark a month, whatever the chance, so that a higher share only adds leavers as long as posts
    are not empty.
    """
    months = range(1, -(-scenario.horizon_ms // MONTH_MS))
    rows: list[tuple[int, int, int]] = []
    if not any(team.turnover for there in _scenarios(scenario) for team in there.teams.values()):
        return Turnover.none()
    for number, (name, row) in enumerate(scenario.crew_units):
        crew = scenario.crews[row]
        county = scenario.exchanges[scenario.exchange_number[crew.base]].county
        timeline = scenario.timeline(county)
        first = scenario.ms_of(crew.since) if crew.since else 0
        last = scenario.ms_of(crew.until) + DAY_MS if crew.until else scenario.horizon_ms
        marks = to_uniform(streams.raw(len(months), "turnover", name)).tolist()
        #: The day on which the crew that has the post began, or will.
        first_day = max(0, first) // DAY_MS
        for month, mark in zip(months, marks, strict=True):
            at = month * MONTH_MS
            there = [step for since, step in timeline if since <= at][-1]
            turnover = there.teams[crew.team].turnover
            if turnover is None or not (first_day < at // DAY_MS and at < last):
                continue
            if mark < turnover.share * MONTH_MS / YEAR_MS:
                joins = at + turnover.vacancy
                first_day = joins // DAY_MS
                rows.append((number, at, joins))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Turnover(table[:, 0], table[:, 1], table[:, 2])


def _scenarios(scenario: Scenario) -> list[Scenario]:
    return [scenario, *(phase.scenario for phase in scenario.phases)]
