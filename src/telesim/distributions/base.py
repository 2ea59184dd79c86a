"""What a distribution is: a law of positive quantities that turns uniform marks into values.

Every value in a run comes from one uniform mark by inversion, so that a changed parameter
moves each job's own value monotonically and disturbs no other job (DESIGN 2.1).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from telesim.registry import Registry

#: The words a scenario may use for a law, e.g. ``{lognormal: {mean: 1 work h, cv: 0.8}}``.
DISTRIBUTIONS: Registry[type[Distribution]] = Registry(
    "distribution", entry_point_group="telesim.distributions"
)


class Distribution(ABC):
    """One law; a subclass is a frozen dataclass whose fields are its parameters.

    Fields named in ``dimensioned`` carry the unit of the quantity (milliseconds, metres,
    lines, or none for a factor); the others are plain numbers such as a coefficient of
    variation. A constructor raises ValueError, naming the parameter, on an impossible value.
    """

    #: Parameters that carry the unit of the drawn quantity.
    dimensioned: ClassVar[tuple[str, ...]] = ()

    @property
    @abstractmethod
    def expected(self) -> float:
        """The mean, in the unit of the quantity."""

    @abstractmethod
    def from_uniform(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values by inversion: shape of ``u``, whose entries lie in [0, 1)."""

    def one(self, u: float) -> float:
        """The value of a single mark in [0, 1): to the bit what :meth:`from_uniform` gives."""
        return float(self.from_uniform(np.asarray(u)))


def need_zero_or_more(name: str, value: float) -> None:
    """Refuse a parameter that is negative or no number.

    Raises:
        ValueError: naming the parameter and what was found.
    """
    if not value >= 0 or math.isinf(value):
        raise ValueError(f"{name}: got {value:g}, need 0 or more")


def need_positive(name: str, value: float) -> None:
    """Refuse a parameter that is not above 0.

    Raises:
        ValueError: naming the parameter and what was found.
    """
    if not value > 0 or math.isinf(value):
        raise ValueError(f"{name}: got {value:g}, need more than 0")
