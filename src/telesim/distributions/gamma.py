"""Gamma law: between exponential and constant, or more spread than both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_positive, need_zero_or_more


@DISTRIBUTIONS.register("gamma")
@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """Gamma with the given mean and coefficient of variation ``cv``; cv 1 is the exponential."""

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the values.
    mean: float
    #: Coefficient of variation: standard deviation by mean.
    cv: float

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)
        need_positive("cv", self.cv)

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """mean * cv^2 times the inverse regularised incomplete gamma function at 1 / cv^2."""
        from scipy.special import gammaincinv  # heavy to import, needed only when drawing

        variance = self.cv * self.cv
        return np.asarray(self.mean * variance * gammaincinv(1 / variance, u))
