"""Which work is left to crews that have too few hours for it, wherever else others may go.

Work is tied to a place and a skill, crews to the places they cover and the skills they have. All
of it fits into t times the hours exactly when every group of work fits into t times the hours of
the crews that may do any of it (Hall's condition for a transport). The group that needs the
largest t binds. It is found with minimum cuts: a cut at a guessed t shows a group that needs
more, whose own ratio is the next guess (Dinkelbach's method), until no group needs more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

#: Work at an exchange for a skill.
Node = tuple[int, str]
#: What crews can and the exchanges where they may go.
Reach = tuple[frozenset[str], frozenset[int]]
#: Differences in hours, relative to all work, that rounding may leave.
_TINY = 1e-9


@dataclass(frozen=True)
class Group:
    """Some work, and the hours of all crews that may do any of it."""

    nodes: frozenset[Node]
    work_hours: float
    crew_hours: float

    @property
    def load(self) -> float:
        """Work over hours."""
        return self.work_hours / self.crew_hours


def binding_groups(work: Mapping[Node, float], hours: Mapping[Reach, float]) -> list[Group]:
    """The group that binds, then others of the remaining work that do not fit either.

    ``work`` and ``hours`` are hours. Each group is held against all hours of the crews that may
    do any of it. Work that nobody may do is left out. Empty without work for anybody.
    """
    reaches = [reach for reach, its in hours.items() if its > 0]
    may = {
        node: frozenset(
            n for n, (can, places) in enumerate(reaches) if node[1] in can and node[0] in places
        )
        for node, its in work.items()
        if its > 0
    }
    left = {node: crews for node, crews in may.items() if crews}
    found: list[Group] = []
    while left:
        demand: dict[frozenset[int], float] = {}
        for node, crews in left.items():
            demand[crews] = demand.get(crews, 0.0) + work[node]
        crews_of_group, load = _most_loaded(demand, [hours[reach] for reach in reaches])
        if found and load <= 1:
            break
        nodes = frozenset(node for node, crews in left.items() if crews in crews_of_group)
        some: set[int] = set().union(*crews_of_group)
        found.append(
            Group(
                nodes,
                sum(work[node] for node in sorted(nodes)),
                sum(hours[reaches[n]] for n in sorted(some)),
            )
        )
        left = {node: crews for node, crews in left.items() if node not in nodes}
    return found


def _most_loaded(
    demand: Mapping[frozenset[int], float], hours: list[float]
) -> tuple[Set[frozenset[int]], float]:
    """The kinds of work, by who may do them, that need the largest factor, and that factor."""

    def load_of(kinds: Set[frozenset[int]]) -> float:
        some: set[int] = set().union(*kinds)
        return sum(demand[kind] for kind in kinds) / sum(hours[n] for n in some)

    best: Set[frozenset[int]] = demand.keys()
    load = load_of(best)
    while True:
        short = _left_over(demand, [load * its for its in hours])
        if not short or load_of(short) <= load * (1 + _TINY):
            break
        best, load = short, load_of(short)
    # Groups of the same load that no crew links are told one at a time.
    group = {min(best, key=sorted)}
    while linked := {kind for kind in best - group if any(kind & other for other in group)}:
        group |= linked
    return group, load


def _left_over(demand: Mapping[frozenset[int], float], hours: list[float]) -> set[frozenset[int]]:
    """The kinds of work on the short side of the minimum cut; empty where all of it fits.

    Work flows to the crews that may do it along shortest paths on which earlier work moves to
    other crews; what such paths reach from work left over is the short side.
    """
    tiny = _TINY * sum(demand.values())
    left, room = dict(demand), list(hours)
    given: list[dict[frozenset[int], float]] = [{} for _ in hours]
    while True:
        came: dict[frozenset[int], tuple[frozenset[int], int] | None] = {
            kind: None for kind, its in left.items() if its > tiny
        }
        queue, seen, free = deque(came), set[int](), -1
        while queue and free < 0:
            kind = queue.popleft()
            for crew in sorted(kind - seen):
                seen.add(crew)
                if room[crew] > tiny:
                    free = crew
                    break
                for other, its in given[crew].items():
                    if its > tiny and other not in came:
                        came[other] = (kind, crew)
                        queue.append(other)
        if free < 0:
            return set(came)
        path = [(kind, free)]
        while (step := came[path[-1][0]]) is not None:
            path.append(step)
        moved = min(room[free], left[path[-1][0]])
        for (mover, _), (_, crew) in pairwise(path):
            moved = min(moved, given[crew][mover])
        room[free] -= moved
        left[path[-1][0]] -= moved
        for number, (taker, crew) in enumerate(path):
            given[crew][taker] = given[crew].get(taker, 0.0) + moved
            if number + 1 < len(path):
                given[path[number + 1][1]][taker] -= moved
