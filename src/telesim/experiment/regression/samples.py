"""A KPI as a sample: one value for each replication, with its weight where it is a ratio."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.tables import CSV_FLOAT

if TYPE_CHECKING:
    import pandas as pd

#: Values closer than this, relative to their size, are the same: they are filed with ten digits.
SAME = 1e-9


class Row(NamedTuple):
    """Where a KPI stands: its name, and its place and group as ``where_key`` writes them."""

    kpi: str
    where: str


@dataclass(frozen=True, eq=False)
class Sample:
    """Values of replications 1, 2, ... in the KPI's unit; NaN where there was no case."""

    unit: str
    values: NDArray[np.float64]
    #: Denominators of a ratio (faults, orders, hours); None for a KPI that is averaged.
    weights: NDArray[np.float64] | None

    def first(self, count: int) -> Sample:
        """The first replications alone."""
        weights = None if self.weights is None else self.weights[:count]
        return Sample(self.unit, self.values[:count], weights)

    @property
    def mean(self) -> float:
        """The estimate over all replications: ratio of sums, or mean; NaN without a case."""
        usable = np.isfinite(self.values)
        if not usable.any():
            return math.nan
        if self.weights is None:
            return float(self.values[usable].mean())
        weights = self.weights[usable]
        return float((self.values[usable] * weights).sum() / weights.sum())

    def equals(self, other: Sample) -> bool:
        """Whether all values, and all weights that count, are the same to ten digits."""
        if self.unit != other.unit or self.values.shape != other.values.shape:
            return False
        if (self.weights is None) != (other.weights is None):
            # A ratio without a single case has no weight to tell it by.
            return bool(np.isnan(self.values).all() and np.isnan(other.values).all())
        pairs = [(self.values, other.values)]
        if self.weights is not None and other.weights is not None:
            usable = np.isfinite(self.values)
            pairs.append((self.weights[usable], other.weights[usable]))
        return all(np.allclose(a, b, rtol=SAME, atol=0, equal_nan=True) for a, b in pairs)


def samples_of(table: pd.DataFrame, rows: Iterable[Row], count: int) -> dict[Row, Sample]:
    """The samples of some rows; rows that no replication tells are left out.

    Args:
        table: the KPI tables of replications 1 to ``count``, with a column ``replication``.
        rows: what is wanted.
        count: replications.
    """
    places = table.groupby(["kpi", "where"], sort=False).indices
    number = table["replication"].to_numpy() - 1
    value = table["value"].to_numpy(dtype=float, na_value=np.nan)
    weight = table["denominator"].to_numpy(dtype=float, na_value=np.nan)
    unit = table["unit"].to_numpy()
    found: dict[Row, Sample] = {}
    for row in rows:
        if row not in places:
            continue
        at = places[row]
        values, weights = np.full(count, np.nan), np.full(count, np.nan)
        values[number[at]], weights[number[at]] = value[at], weight[at]
        usable = np.isfinite(values)
        # As telesim.experiment.estimate tells a ratio from a mean.
        ratio = usable.any() and bool(np.all(weights[usable] > 0))
        found[row] = Sample(str(unit[at[0]]), rounded(values), rounded(weights) if ratio else None)
    return found


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values with the digits that a baseline keeps."""
    return np.array([float(CSV_FLOAT % value) for value in values], dtype=np.float64)
