"""Figures with intervals, read from the replications of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import student_quantile
from telesim.experiment.result import Result
from telesim.kpi.catalogue import where_key


@dataclass(frozen=True)
class Figure:
    """A mean and its 95 % interval; the ends are NaN below two replications."""

    mean: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the interval holds a value; never without an interval."""
        return self.low <= value <= self.high

    def words(self, digits: int = 1) -> str:
        """Such as ``20.8 (19.9 to 21.7)``."""
        return (
            f"{self.mean:,.{digits}f} ({_plain(self.low, digits)} to {_plain(self.high, digits)})"
        )

    def times(self, factor: float) -> Figure:
        """The same in another unit."""
        return Figure(self.mean * factor, self.low * factor, self.high * factor)


def _plain(value: float, digits: int) -> str:
    return "?" if math.isnan(value) else f"{value:,.{digits}f}"


def of_run(result: Result, kpi: str, **where: str) -> Figure:
    """A KPI as ``telesim run`` prints it."""
    row = result.kpi(kpi, **where)
    return Figure(float(row["mean"]), float(row["ci_low"]), float(row["ci_high"]))


def each(result: Result, kpi: str, **where: str) -> NDArray[np.float64]:
    """A KPI in each replication, in their order: shape (replications,).

    Raises:
        KeyError: no such row.
    """
    rows = result.replications
    chosen = rows[(rows["kpi"] == kpi) & (rows["where"] == where_key(where))]
    if chosen.empty:
        raise KeyError(kpi)
    return np.asarray(chosen.sort_values("replication")["value"], dtype=np.float64)


def mean_of(values: Sequence[float] | NDArray[np.float64]) -> Figure:
    """Mean of independent values with Student's interval."""
    found = np.asarray(values, dtype=np.float64)
    mean = float(found.mean())
    if len(found) < 2:
        return Figure(mean, math.nan, math.nan)
    half = student_quantile(len(found)) * float(found.std(ddof=1)) / math.sqrt(len(found))
    return Figure(mean, mean - half, mean + half)


def share_of(part: NDArray[np.float64], whole: NDArray[np.float64]) -> Figure:
    """A ratio of sums in per cent, with the delta method's interval, not below 0.

    Both have one value a replication, in the same order.
    """
    ratio = float(part.sum() / whole.sum())
    residual = mean_of((part - ratio * whole) / whole.mean())
    half = residual.high - residual.mean
    return Figure(ratio, max(0.0, ratio - half), ratio + half).times(100)
