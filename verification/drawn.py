"""What a scenario's jobs are like, beside the rate and the work that the row names.

A recursion that takes its jobs from the same workload as the engine agrees with it whatever these
are. So the jobs over which both are compared are judged for themselves: the times between them and
the time that each takes must have the mean and the coefficient of variation of the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim import Scenario, Workload
from telesim.units import DAY_MS
from verification.answers import MOST_Z, Answer, Mean, Variance

Column = NDArray[np.float64]
#: Stretches of jobs in order of coming; how these differ tells how sure mean and spread are.
STRETCHES = 100


@dataclass(frozen=True)
class Input:
    """One thing that is drawn for every job."""

    name: str
    #: Its values in ms, of the jobs that come before the end of the window.
    values: Callable[[Scenario, Workload], Column]
    #: As the row has it.
    mean_ms: float
    cv: float = 1.0

    def sums(self, scenario: Scenario, workload: Workload) -> list[list[float]]:
        """Number, sum and sum of squares by stretch, in units of the row's mean."""
        values = self.values(scenario, workload) / self.mean_ms
        if len(values) < STRETCHES:
            return [[float(len(values)), float(values.sum()), float((values**2).sum())]]
        parts = np.array_split(values, STRETCHES)
        return [[float(len(part)), float(part.sum()), float((part**2).sum())] for part in parts]

    def judged(self, sums: list[list[float]]) -> tuple[tuple[str, Answer, float], ...]:
        """What is judged, how it was found and what it must be, in units of the row's mean."""
        table = np.array(sums)
        return (
            (f"the mean of {self.name}", Mean().answer(table[:, :2]), 1.0),
            (f"the variance of {self.name}", Variance().answer(table), self.cv**2),
        )


def inputs_of(inputs: Iterable[Input], filed: Iterable[Mapping[str, Any]]) -> tuple[float, str]:
    """Judge the jobs of some comparisons together.

    Returns:
        The worst z, and a word about the first that is not the row's, or "".
    """
    runs, worst, word = list(filed), 0.0, ""
    for one in inputs:
        sums = [stretch for run in runs for stretch in run["inputs"][one.name]]
        for what, found, exact in one.judged(sums):
            z = found.z(exact)
            # Values that do not differ at all have no error from which to tell a distance.
            wrong = not abs(z) < MOST_Z or not np.isfinite(found.error)
            if wrong and not word:
                word = f"{what} is {found.value / exact:.3f} times the row's (z = {z:+.1f})"
            worst = max(worst, z, key=abs)
    return worst, word


def fault_inputs(rate: float, mean: float, cv: float = 1.0) -> tuple[Input, Input]:
    """Faults of each place that come at ``rate`` a day and take ``mean`` days."""
    return (
        Input("the times between jobs", _between_faults, DAY_MS / rate),
        Input("the work", _work_of_faults, DAY_MS * mean, cv),
    )


def call_inputs(rate: float, mean_ms: float) -> tuple[Input, Input]:
    """Calls to directory enquiry, ``rate`` in the mean time of one, which are exponential."""
    return (
        Input("the times between jobs", _between_calls, mean_ms / rate),
        Input("the work", _lengths_of_calls, mean_ms),
    )


def mixture(shares: Iterable[float], means: Iterable[float]) -> tuple[float, float]:
    """Mean and coefficient of variation of exponential times of one mean or another."""
    weights, each = np.array(list(shares)), np.array(list(means))
    weights = weights / weights.sum()
    mean = float((weights * each).sum())
    return mean, float(np.sqrt(2 * (weights * each**2).sum() / mean**2 - 1))


def _between_faults(scenario: Scenario, workload: Workload) -> Column:
    jobs = workload.faults
    inside = jobs.time_ms < scenario.window_end_ms
    places = range(len(scenario.cabinets))
    gaps = [np.diff(jobs.time_ms[inside & (jobs.cabinet == place)]) for place in places]
    return np.concatenate(gaps).astype(np.float64)


def _work_of_faults(scenario: Scenario, workload: Workload) -> Column:
    jobs = workload.faults
    return jobs.work_ms[jobs.time_ms < scenario.window_end_ms].astype(np.float64)


def _between_calls(scenario: Scenario, workload: Workload) -> Column:
    come = workload.directory.time_ms
    return np.diff(come[come < scenario.window_end_ms]).astype(np.float64)


def _lengths_of_calls(scenario: Scenario, workload: Workload) -> Column:
    calls = workload.directory
    return calls.service_ms[calls.time_ms < scenario.window_end_ms].astype(np.float64)
