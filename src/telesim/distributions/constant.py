"""Always the same value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.distributions.base import DISTRIBUTIONS, Distribution, need_zero_or_more


@DISTRIBUTIONS.register("constant")
@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """The single value ``value``; a bare quantity in a scenario means this law."""

    dimensioned: ClassVar[tuple[str, ...]] = ("value",)
    #: What is always drawn.
    value: float

    def __post_init__(self) -> None:
        need_zero_or_more("value", self.value)

    @property
    def expected(self) -> float:
        """The value itself."""
        return self.value

    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value in the shape of ``u``."""
        return np.full(u.shape, self.value)
