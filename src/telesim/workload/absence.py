"""Which crew is away on which day: illness, leave, training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.units import DAY_MS
from telesim.workload.streams import Streams, to_uniform


def draw_absences(scenario: Scenario, streams: Streams) -> NDArray[np.bool_]:
    """True where a crew is away: shape (crews, days of the horizon).

    Each crew-day is away by the chance of the crew's calendar, independent of all others and
    keyed by crew and date. Whether it would be a day on duty does not matter.
    """
    days = -(-scenario.horizon_ms // DAY_MS)
    absent = np.zeros((len(scenario.crew_units), days), dtype=bool)
    first = scenario.start.toordinal()
    for number, (crew, row) in enumerate(scenario.crew_units):
        chance = scenario.calendars[scenario.crews[row].calendar].absence
        if chance > 0:
            absent[number] = to_uniform(streams.daily("absence", crew, first, days)) < chance
    return absent
