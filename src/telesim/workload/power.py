"""Power failures of exchanges, drawn beforehand: when, for how long, how many lines."""

from __future__ import annotations

import numpy as np

from telesim.scenario import Scenario
from telesim.units import PER_MILLION
from telesim.workload import marks, values
from telesim.workload.columns import PowerFailures
from telesim.workload.streams import Streams
from telesim.workload.tiles import Process, candidates_on_lines

#: Purpose of the stream.
_PURPOSE = "power"


def draw_power(scenario: Scenario, streams: Streams) -> PowerFailures:
    """All failures until arrivals end, sorted by time; none without a section ``power``.

    Each exchange has a Poisson process of its own. More frequent failures only add to those
    that are there, and another length or share changes no instant.
    """
    power = scenario.power
    if power is None:
        return PowerFailures.none()
    count = len(scenario.exchanges)
    process = Process(
        _PURPOSE,
        np.full(count, power.failures),
        np.zeros(count),
        np.full(count, float(scenario.arrivals_end_ms)),
    )
    # An exchange stands where other processes have a cabinet, and has one "line".
    drawn = candidates_on_lines(
        streams, process, tuple(row.id for row in scenario.exchanges), np.ones(count, np.int64)
    )
    time_ms = np.floor(drawn.when).astype(np.int64)
    order = np.lexsort((drawn.key, drawn.cabinet, time_ms))
    key = drawn.key[order]
    share = power.share_of_lines.from_uniform(marks.column_uniform(key, marks.POWER_SHARE, 0))
    return PowerFailures(
        time_ms=time_ms[order],
        exchange=drawn.cabinet[order],
        lasts_ms=values.durations(power.lasts, key, marks.POWER_LASTS),
        share_ppm=np.floor(np.clip(share, 0, 1) * PER_MILLION + 0.5).astype(np.int64),
        key=key,
    )
