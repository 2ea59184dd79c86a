"""Erlang law: the sum of k equal exponential stages, a step between exponential and constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("erlang")
@dataclass(frozen=True, slots=True)
class Erlang(Distribution):
    """Erlang with the given mean of the whole and ``k`` stages; its cv is 1 / sqrt(k)."""

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the whole.
    mean: float
    #: Number of stages: 1 is the exponential, more have less spread.
    k: int

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)
        if self.k < 1:
            raise ValueError(f"k: got {self.k}, need 1 or more")

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """mean / k times the inverse of the regularised incomplete gamma function at k."""
        from scipy.special import gammaincinv  # heavy to import, needed only when drawing

        return np.asarray(self.mean / self.k * gammaincinv(float(self.k), u))
