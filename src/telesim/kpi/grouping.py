"""Cases sorted into groups: one group for every combination of the values of some dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.catalogue import where_key


@dataclass(frozen=True, slots=True)
class Dimension:
    """What cases are told apart by: ``codes`` index ``names``, one a case; -1 is none of them."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]

    def take(self, chosen: NDArray[Any]) -> Dimension:
        """The same for some of the cases, by positions or by a mask."""
        return Dimension(self.names, self.codes[chosen])


Dimensions = Mapping[str, Dimension]


def take(dimensions: Dimensions, chosen: NDArray[Any]) -> dict[str, Dimension]:
    """All dimensions for some of the cases, by positions or by a mask."""
    return {name: dimension.take(chosen) for name, dimension in dimensions.items()}


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of each case, and what each group is called.

    ``codes`` holds -1 where a case belongs to no group; ``wheres`` are canonical keys.
    """

    codes: NDArray[np.int64]
    wheres: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of groups, empty ones included."""
        return len(self.wheres)

    def counts(self, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Cases of each group; with ``chosen``, only those where it is true."""
        inside = self.codes >= 0 if chosen is None else (self.codes >= 0) & chosen
        return np.bincount(self.codes[inside], minlength=self.size).astype(np.int64)

    def sums(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Sum of a value over the cases of each group."""
        inside = self.codes >= 0
        return np.bincount(self.codes[inside], weights=values[inside], minlength=self.size).astype(
            np.float64
        )


def group(
    dimensions: Dimensions,
    by: Iterable[str],
    cases: int,
    more: Mapping[str, str] | None = None,
) -> Grouping:
    """Group cases by some dimensions; none of them makes one group of all.

    ``more`` is added to the name of every group.

    Raises:
        KeyError: a dimension that these cases do not have.
    """
    names = tuple(by)
    codes = np.zeros(cases, dtype=np.int64)
    outside = np.zeros(cases, dtype=np.bool_)
    for name in names:
        dimension = dimensions[name]
        outside |= dimension.codes < 0
        codes = codes * len(dimension.names) + dimension.codes
    codes[outside] = -1
    values = product(*(dimensions[name].names for name in names))
    wheres = tuple(
        where_key({**dict(zip(names, value, strict=True)), **(more or {})}) for value in values
    )
    return Grouping(codes, wheres)
