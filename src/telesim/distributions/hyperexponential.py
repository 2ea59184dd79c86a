"""Hyperexponential law: a mixture of two exponentials, many short values and some very long."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more

#: Newton from the left never overshoots here and settles in far fewer steps.
_STEPS = 200


@DISTRIBUTIONS.register("hyperexponential")
@dataclass(frozen=True, slots=True)
class Hyperexponential(Distribution):
    """Two phases that each give half of the mean; ``cv`` is 1 or more."""

    dimensioned: ClassVar[tuple[str, ...]] = ("mean",)
    #: Mean of the values.
    mean: float
    #: Coefficient of variation: standard deviation by mean; 1 is the exponential.
    cv: float

    def __post_init__(self) -> None:
        need_zero_or_more("mean", self.mean)
        if not self.cv >= 1:
            raise ValueError(f"cv: got {self.cv:g}, need 1 or more")

    @property
    def expected(self) -> float:
        """The mean."""
        return self.mean

    @property
    def phases(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(probability, rate when the mean is 1) of the common and of the rare phase."""
        squared = self.cv * self.cv
        common = (1 + math.sqrt((squared - 1) / (squared + 1))) / 2
        return (common, 2 * common), (1 - common, 2 * (1 - common))

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The root of log survival = log(1 - u), by Newton's method from 0.

        The logarithm of the survival function is convex and falling, so the tangent's root
        lies left of the true one and the steps only climb. An entry stops moving by itself,
        whatever the others do: a value does not depend on what is drawn beside it.
        """
        (p1, r1), (p2, r2) = self.phases
        wanted = np.log1p(-np.asarray(u, dtype=np.float64))
        x = np.zeros_like(wanted)
        for _ in range(_STEPS):
            # Relative to the slow phase, so that the far tail does not underflow.
            fast = p1 * np.exp(-(r1 - r2) * x)
            survival = fast + p2
            slope = (r1 * fast + r2 * p2) / survival
            step = (np.log(survival) - r2 * x - wanted) / slope
            climbs = step > 1e-15 * x
            if not climbs.any():
                break
            x = np.where(climbs, x + step, x)
        return np.asarray(self.mean * x)
