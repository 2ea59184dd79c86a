"""Storm days that the patterns of faults draw by chance, so that a run can write them down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.units import DAY_MS, PER_MILLE
from telesim.workload.pattern import storm_days
from telesim.workload.streams import Streams


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class StormDays:
    """One row for each day and pattern, by time; a day has several where patterns share it."""

    #: Midnight at which the day begins, ms since the start.
    time_ms: NDArray[np.int64]
    #: Number of the pattern, in the scenario's order.
    pattern: NDArray[np.int64]
    #: How many times as many faults happen, per mille.
    factor: NDArray[np.int64]

    @classmethod
    def none(cls) -> StormDays:
        """The weather stays fair."""
        return cls(_none(), _none(), _none())


def draw_storms(scenario: Scenario, streams: Streams) -> StormDays:
    """The storm days until arrivals end, of patterns that causes of faults follow.

    They are those that multiply the candidates; a factor of 1 or less makes no storm.
    """
    followed = {cause.pattern for cause in scenario.faults.values()}
    days = -(-scenario.arrivals_end_ms // DAY_MS)
    rows = [
        (day * DAY_MS, number, round(pattern.storms.factor * PER_MILLE))
        for number, (name, pattern) in enumerate(scenario.patterns.items())
        if name in followed and pattern.storms is not None and pattern.storms.factor > 1
        for day in storm_days(pattern, streams, scenario.start, days)
    ]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    return StormDays(table[:, 0], table[:, 1], table[:, 2])
