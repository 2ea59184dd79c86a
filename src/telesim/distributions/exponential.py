"""Exponential law: memoryless."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("exponential")
@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """Exponential with the given mean."""

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the values.
    mean: float

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """-mean * log(1 - u)."""
        return -self.mean * np.log1p(-u)
