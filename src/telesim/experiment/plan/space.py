"""The designs among which a plan is chosen: a value of each choice, by number."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: The number of the value of each choice.
Design = tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """The values of one choice: how many, and what each costs a year in cents."""

    costs: tuple[int, ...]
    #: Whether values rise, as numbers of crews do; the others have no order.
    rising: bool = True


@dataclass(frozen=True)
class Space:
    """All designs."""

    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return math.prod(len(axis.costs) for axis in self.axes)

    def every(self) -> Iterator[Design]:
        """All of them."""
        return itertools.product(*(range(len(axis.costs)) for axis in self.axes))

    def cost(self, design: Design) -> int:
        """Cents a year of what is chosen."""
        return sum(axis.costs[k] for axis, k in zip(self.axes, design, strict=True))

    def largest(self) -> Design:
        """The most of everything that has a most; of the others the first."""
        return tuple(len(axis.costs) - 1 if axis.rising else 0 for axis in self.axes)

    def with_value(self, design: Design, axis: int, value: int) -> Design:
        """The design with another value of one choice."""
        return (*design[:axis], value, *design[axis + 1 :])

    def more(self, design: Design) -> list[Design]:
        """One step up of each choice that rises, and every other value of the others."""
        found = []
        for number, axis in enumerate(self.axes):
            values: Sequence[int] = range(len(axis.costs))
            if axis.rising:
                values = [value for value in values if value == design[number] + 1]
            found += [
                self.with_value(design, number, value)
                for value in values
                if value != design[number]
            ]
        return found

    def cheaper(self, design: Design) -> list[Design]:
        """Neighbours that cost less, cheapest first: a step down, another value, or an exchange.

        An exchange takes one or two of a rising choice away and adds one or two of another.
        """
        rising = [number for number, axis in enumerate(self.axes) if axis.rising]
        found: list[Design | None] = []
        for number, axis in enumerate(self.axes):
            if not axis.rising:
                others = [value for value in range(len(axis.costs)) if value != design[number]]
                found += [self.with_value(design, number, value) for value in others]
        for down in rising:
            found.append(self._moved(design, (down, -1)))
            found += [
                self._moved(design, (down, -fewer), (up, more))
                for up in rising
                if up != down
                for fewer, more in ((1, 1), (1, 2), (2, 1))
            ]
        cost = self.cost(design)
        inside = [one for one in dict.fromkeys(found) if one is not None and self.cost(one) < cost]
        return sorted(inside, key=self.cost)

    def _moved(self, design: Design, *steps: tuple[int, int]) -> Design | None:
        """The design after steps of some choices; None where that leads out of the space."""
        values = list(design)
        for axis, step in steps:
            values[axis] += step
            if not 0 <= values[axis] < len(self.axes[axis].costs):
                return None
        return tuple(values)
