"""Mean waits of many copies of a queue, with the interval that the copies themselves give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.units import HOUR_MS
from telesim.workload import draw
from verification.answers import Answer as Answer
from verification.answers import Mean
from verification.answers import ratio as ratio

Columns = NDArray[np.float64]


def simulated(scenario: Scenario, seed: int) -> EventLog:
    log = simulate(scenario, draw(scenario, seed, 0))
    conservation.check(scenario, log)
    return log


def waits(scenario: Scenario, log: EventLog) -> tuple[NDArray[np.int64], Columns]:
    """Copy and wait in hours, from report to setting out, of each fault reported in the window."""
    reported, sent = log.kind == Kind.REPORT, log.kind == Kind.DISPATCHED
    first = np.full(int(log.case.max()) + 1, -1, dtype=np.int64)
    first[log.case[sent][::-1]] = log.time_ms[sent][::-1]
    time, case, place = log.time_ms[reported], log.case[reported], log.place[reported]
    inside = (time >= scenario.window_start_ms) & (time < scenario.window_end_ms)
    assert (first[case[inside]] >= 0).all(), "a fault of the window was never visited"
    return place[inside].astype(np.int64), (first[case[inside]] - time[inside]) / HOUR_MS


def mean(copy: NDArray[np.int64], values: Columns, copies: int) -> Answer:
    """The mean of all values, its error from how the copies differ."""
    return Mean().answer(Mean().sums(copy, values, copies))
