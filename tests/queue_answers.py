"""Mean waits of many copies of a queue, with the interval that the copies themselves give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.units import HOUR_MS
from telesim.workload import draw

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


@dataclass(frozen=True)
class Answer:
    """A figure with its standard error; ``copies`` independent ones stand behind it."""

    value: float
    error: float
    copies: int

    @property
    def half_width(self) -> float:
        """Half the 95 % interval, as a share of the value."""
        return float(stats.t.ppf(0.975, self.copies - 1)) * self.error / self.value

    def z(self, exact: float) -> float:
        """Distance from the exact value, t turned into its normal equivalent."""
        t = (self.value - exact) / self.error
        tail = max(stats.t.sf(abs(t), self.copies - 1), 1e-300)
        return float(np.sign(t) * stats.norm.isf(tail))


def ratio(numerators: Columns, counts: Columns) -> Answer:
    """Sum over sum, with the delta method's error."""
    copies = len(counts)
    value = numerators.sum() / counts.sum()
    rest = numerators - value * counts
    error = np.sqrt(copies / (copies - 1) * (rest**2).sum()) / counts.sum()
    return Answer(float(value), float(error), copies)


def mean(copy: NDArray[np.int64], values: Columns, copies: int) -> Answer:
    return ratio(
        np.bincount(copy, values, minlength=copies),
        np.bincount(copy, minlength=copies).astype(np.float64),
    )
