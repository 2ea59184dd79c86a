"""Lognormal law: the usual shape of work on site, many short jobs and a long tail."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("lognormal")
@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """Lognormal by its mean and either ``cv`` or ``sigma``, the deviation of the logarithm."""

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the values, not of their logarithm.
    mean: float
    #: Coefficient of variation: standard deviation by mean. Either this or ``sigma``.
    cv: float | None = None
    #: Standard deviation of the logarithm. Either this or ``cv``.
    sigma: float | None = None

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)
        if (self.cv is None) == (self.sigma is None):
            raise ValueError("need exactly one of cv and sigma")
        if self.cv is not None:
            need_zero_or_more("cv", self.cv)
        if self.sigma is not None:
            need_zero_or_more("sigma", self.sigma)

    @property
    def _log_sigma(self) -> float:
        if self.sigma is not None:
            return self.sigma
        cv = self.cv or 0.0
        return math.sqrt(math.log1p(cv * cv))

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """mean * exp(sigma z - sigma^2 / 2), z the normal quantile of ``u``."""
        from scipy.special import ndtri  # heavy to import, needed only when drawing

        sigma = self._log_sigma
        # u = 0 would give minus infinity; half a grid step of a 53-bit uniform stands for it.
        z = ndtri(np.maximum(u, 2.0**-54))
        return np.asarray(self.mean * np.exp(sigma * z - sigma * sigma / 2))

    def one(self, u: float) -> float:
        """The same without the arrays: later visits and jumpers ask for one value at a time."""
        from scipy.special import ndtri

        sigma = self._log_sigma
        z = float(ndtri(max(u, 2.0**-54)))
        return self.mean * float(np.exp(sigma * z - sigma * sigma / 2))
