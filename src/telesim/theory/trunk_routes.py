"""Ways through a network of trunk groups: the shortest first, then where a full group overflows."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class TrunkRoutes:
    """One-way groups of circuits between places that are numbered from 0.

    ``starts`` and ``ends`` are the places of each group, ``overflow`` the group that takes the
    calls which find it full, -1 = they are lost. A call takes the group that begins the way of
    fewest groups to where it goes, the first of the list among equals; a call that overflows goes
    on from the end of the group that took it in the same manner.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    overflow: tuple[int, ...]

    @cached_property
    def _arriving(self) -> dict[int, list[int]]:
        """Place -> groups that end there."""
        found: dict[int, list[int]] = {}
        for group, place in enumerate(self.ends):
            found.setdefault(place, []).append(group)
        return found

    def first_choices(self, destination: int) -> dict[int, int]:
        """Place -> group that a call to a destination takes there first; no way = no entry."""
        steps = {destination: 0}
        queue = deque([destination])
        while queue:
            place = queue.popleft()
            for group in self._arriving.get(place, ()):
                before = self.starts[group]
                if before not in steps:
                    steps[before] = steps[place] + 1
                    queue.append(before)
        found: dict[int, int] = {}
        for group, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            if end in steps and start in steps and steps[end] == steps[start] - 1:
                found.setdefault(start, group)
        return found

    def choices(self, place: int, destination: int, first: dict[int, int]) -> tuple[int, ...]:
        """Groups that a call tries at a place, in order; those without a way on are left out.

        ``first`` are the first choices for the destination.
        Raises ValueError when groups overflow to each other in a circle.
        """
        found: list[int] = []
        seen: set[int] = set()
        group = first.get(place, -1)
        while group >= 0:
            if group in seen:
                raise ValueError(f"overflow: got a circle with group {group}, need an end")
            seen.add(group)
            if self.ends[group] == destination or self.ends[group] in first:
                found.append(group)
            group = self.overflow[group]
        return tuple(found)


def overflow_order(overflow: Sequence[int]) -> list[int]:
    """Numbers of groups so that each stands before the one that takes its overflow.

    Raises ValueError when groups overflow to each other in a circle.
    """
    feeding = [0] * len(overflow)
    for target in overflow:
        if target >= 0:
            feeding[target] += 1
    ready = [group for group, feeders in enumerate(feeding) if not feeders]
    for group in ready:
        target = overflow[group]
        if target >= 0:
            feeding[target] -= 1
            if not feeding[target]:
                ready.append(target)
    if len(ready) < len(overflow):
        stuck = next(group for group, feeders in enumerate(feeding) if feeders)
        raise ValueError(f"overflow: got a circle with group {stuck}, need an end")
    return ready
