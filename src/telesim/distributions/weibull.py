"""Weibull law: lives and waits whose hazard rises or falls with age."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("weibull")
@dataclass(frozen=True, slots=True)
class Weibull(Distribution):
    """Weibull by mean and ``shape``: above 1 the hazard rises with age, 1 is exponential.

    A shape below 0.1 is refused: its mean rests on values that no run would ever meet.
    """

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the values.
    mean: float
    #: How the hazard moves with age: above 1 it rises, below 1 it falls.
    shape: float

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)
        if not self.shape >= 0.1:
            raise ValueError(f"shape: got {self.shape:g}, need 0.1 or more")

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """scale * (-log(1 - u))^(1 / shape), the scale from the mean."""
        scale = self.mean / math.gamma(1 + 1 / self.shape)
        return np.asarray(scale * np.power(-np.log1p(-u), 1 / self.shape))
