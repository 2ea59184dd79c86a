"""Uniform law over whole numbers, such as the lines hit by a cable fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("uniform-int")
@dataclass(frozen=True, slots=True)
class UniformInt(Distribution):
    """Every whole number from ``low`` to ``high``, both included, equally likely."""

    dimensioned: ClassVar[tuple[str, ...]] = ("low", "high")
    #: Smallest value, a whole number.
    low: float
    #: Largest value, a whole number.
    high: float

    def __post_init__(self) -> None:
        need_zero_or_more("low", self.low)
        for name in ("low", "high"):
            if not float(getattr(self, name)).is_integer():
                raise ValueError(f"{name}: got {getattr(self, name):g}, need a whole number")
        if self.high < self.low:
            raise ValueError(f"high: got {self.high:g}, need {self.low:g} (low) or more")

    @property
    def expected(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The floor of low + (high - low + 1) * u, at most high."""
        return np.asarray(
            np.minimum(np.floor(self.low + (self.high - self.low + 1) * u), self.high)
        )
