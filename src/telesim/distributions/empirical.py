"""Empirical law: one of the values that were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("empirical")
@dataclass(frozen=True, slots=True)
class Empirical(Distribution):
    """One of ``values``, in proportion to ``weights`` (all alike unless given)."""

    dimensioned: ClassVar[tuple[str, ...]] = ("values",)
    #: Values of which one is drawn.
    values: tuple[float, ...]
    #: A weight for each value, in the same order; only their proportion counts. None = all alike.
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.values, tuple) or not self.values:
            raise ValueError("values: need a list of at least one value")
        for value in self.values:
            need_zero_or_more("values", value)
        if self.weights is None:
            return
        if len(self.weights) != len(self.values):
            raise ValueError(
                f"weights: got {len(self.weights)}, need {len(self.values)}, one for each value"
            )
        for weight in self.weights:
            need_zero_or_more("weights", weight)
        if sum(self.weights) <= 0:
            raise ValueError("weights: got only zeros, need one above 0")

    def _shares(self) -> NDArray[np.float64]:
        weights = self.weights if self.weights is not None else (1.0,) * len(self.values)
        return np.asarray(weights, dtype=np.float64) / sum(weights)

    @property
    def expected(self) -> float:
        """The weighted mean."""
        return float(np.dot(np.asarray(self.values, dtype=np.float64), self._shares()))

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value at whose step of the cumulative shares, in rising order of values, u lies."""
        values = np.asarray(self.values, dtype=np.float64)
        order = np.argsort(values, kind="stable")
        steps = np.cumsum(self._shares()[order])
        # Rounding may leave the last step a hair below 1; the largest value with weight is the end.
        last = int(np.flatnonzero(self._shares()[order])[-1])
        index = np.minimum(np.searchsorted(steps, u, side="right"), last)
        return np.asarray(values[order][index])
