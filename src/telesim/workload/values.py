"""From uniform marks to the integers of the columns: times, lines, metres, chances.

The columns and the follow-ups (:mod:`telesim.workload.followups`) both round here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.units import PER_MILLION
from telesim.workload import marks

#: Longer than any run; keeps a heavy tail inside 64 bits when it is added to an instant.
LONGEST_MS = 2**61


def whole_ms(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Durations rounded half up; a positive one is at least 1 ms, an exact 0 stays 0."""
    rounded = np.floor(np.minimum(values, float(LONGEST_MS)) + 0.5).astype(np.int64)
    return np.where((values > 0) & (rounded == 0), 1, rounded)


def one_whole_ms(value: float) -> int:
    """:func:`whole_ms` of a single value, to the same integer."""
    rounded = math.floor(min(value, float(LONGEST_MS)) + 0.5)
    return 1 if value > 0 and rounded == 0 else rounded


def durations(
    law: Distribution | None, keys: NDArray[np.uint64], purpose: int
) -> NDArray[np.int64]:
    """A duration for each key, in ms; without a law all are 0."""
    if law is None:
        return np.zeros(len(keys), dtype=np.int64)
    return whole_ms(law.from_uniform(marks.column_uniform(keys, purpose, 0)))


def travel(law: Distribution | None, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Factor on the travel time of the first visit, in parts per million."""
    if law is None:
        return np.full(len(keys), PER_MILLION, dtype=np.int64)
    return whole_ms(law.from_uniform(marks.column_uniform(keys, marks.TRAVEL, 0)) * PER_MILLION)


def distances(radius_m: NDArray[np.float64], keys: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Metres from the exchange of a point that lies evenly on a disc of each row's radius."""
    u = marks.column_uniform(keys, marks.DISTANCE, 0)
    return np.floor(radius_m * np.sqrt(u) + 0.5).astype(np.int32)


def lines_hit(law: Distribution | None, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Lines hit by each event: rounded half up, at least one."""
    if law is None:
        return np.ones(len(keys), dtype=np.int32)
    drawn = np.floor(law.from_uniform(marks.column_uniform(keys, marks.LINES, 0)) + 0.5)
    return np.clip(drawn, 1, 2**31 - 1).astype(np.int32)


def reports(lines: NDArray[np.int32], share: float, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Customers who report: binomial by inversion of one mark, at least one."""
    made = np.ones(len(keys), dtype=np.int32)
    if share >= 1:
        return lines.copy()
    many = np.flatnonzero(lines > 1)
    if share <= 0 or len(many) == 0:
        return made
    from scipy.special import bdtr, bdtrik

    u = marks.column_uniform(keys[many], marks.REPORTS, 0)
    n = lines[many].astype(np.float64)
    k = np.clip(np.ceil(bdtrik(u, n, share)), 0, n)
    # The continuous inverse may end a rounding error above a whole number.
    below = np.maximum(k - 1, 0)
    k = np.where(bdtr(below, lines[many].astype(np.int64), share) >= u, below, k)
    made[many] = np.clip(k, 1, n).astype(np.int32)
    return made
