"""Whether the warm-up looks too short: advice from MSER-5, and nothing is ever left out.

MSER-5 cuts the beginning off a series where that makes the standard error of the mean of the
rest least, in steps of five readings. It is right where a run settles, and wrong where it cannot
know: it takes a season for a transient, and an overloaded town that never settles has no warm-up
(STATISTICS measured it making the bias of an empty start under heavy load worse). So telesim
says what it finds in words that call it advice, and counts what the scenario says.

Source: K. P. White Jr., M. J. Cobb, S. C. Spratt, Winter Simulation Conference 2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.units import WEEK_MS

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario

#: Readings (weeks) in a batch; the 5 of the method's name.
BATCH = 5
#: With fewer batches nothing is said. Assumed: fifty weeks.
FEWEST_BATCHES = 10
#: What is looked at: how many wait. Fill grows by plan, and held orders are mostly none.
FAMILY = "backlog"


@dataclass(frozen=True, slots=True)
class WarmUpAdvice:
    """A series of a run that looks as if it had settled well after the warm-up's end."""

    #: Such as ``waiting list``.
    series: str
    #: Weeks from the run's start after which it looks settled.
    settled_weeks: int
    #: The scenario's warm-up, in weeks.
    warm_up_weeks: float


def mser5(readings: NDArray[np.float64]) -> int | None:
    """Readings to cut off the beginning; None where that cannot be told.

    It cannot with fewer than ten batches, and where the best cut is the longest that is tried,
    half of the series: that is one which has not settled.
    """
    batches = len(readings) // BATCH
    if batches < FEWEST_BATCHES:
        return None
    means = readings[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    errors = [float(means[cut:].var() / (batches - cut)) for cut in range(batches // 2 + 1)]
    best = int(np.argmin(errors))
    return None if best == batches // 2 else best * BATCH


def warm_up_advice(scenario: Scenario, series: pd.DataFrame) -> WarmUpAdvice | None:
    """The series that settles last, if a whole batch beyond the warm-up; None where all is well.

    Args:
        series: weekly readings of all replications, as ``Result.series``: their mean over the
            replications is what is looked at.
    """
    backlog = series[series["family"] == FAMILY]
    warm_up = scenario.warm_up / WEEK_MS
    found: list[WarmUpAdvice] = []
    for name, rows in backlog.groupby("series", sort=False):
        mean = rows.groupby("at")["value"].mean().sort_index()
        cut = mser5(mean.to_numpy(dtype=float))
        if cut is not None and cut - BATCH >= warm_up:
            found.append(WarmUpAdvice(str(name), cut, warm_up))
    return max(found, key=lambda one: one.settled_weeks, default=None)
