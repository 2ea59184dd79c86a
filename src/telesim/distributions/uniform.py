"""Uniform law: every value of an interval is equally likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("uniform")
@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Uniform from ``low`` to ``high``."""

    dimensioned: ClassVar[tuple[str, ...]] = ("low", "high")
    #: Smallest value.
    low: float
    #: Largest value.
    high: float

    def __post_init__(self) -> None:
        need_zero_or_more("low", self.low)
        if self.high < self.low:
            raise ValueError(f"high: got {self.high:g}, need {self.low:g} (low) or more")

    @property
    def expected(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """low + (high - low) * u."""
        return np.asarray(self.low + (self.high - self.low) * u)
