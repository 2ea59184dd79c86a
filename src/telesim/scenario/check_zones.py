"""Places and skills that crews tie together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from telesim.scenario.check_binding import Node
from telesim.scenario.check_pools import Pool

#: With more shared skills than this only single skills and the whole are looked at.
_MOST_SHARED = 6
#: Skills and a zone; of a group that has parts also its nodes.
Key = tuple[tuple[str, ...], tuple[int, ...], frozenset[Node]]
PLAIN: frozenset[Node] = frozenset()


def shared_skills(skills: set[str], pools: Iterable[Pool]) -> Iterator[tuple[str, ...]]:
    """Groups of skills that some crew links with each other."""
    groups: list[set[str]] = [{skill} for skill in sorted(skills)]
    for known in {frozenset(pool.skills) for pool in pools}:
        linked = [group for group in groups if group & known]
        if len(linked) > 1:
            groups = [group for group in groups if not group & known]
            groups.append(set().union(*linked))
    for group in groups:
        yield tuple(sorted(group))


def zones_of(
    skills: tuple[str, ...], work: dict[Node, float], pools: Sequence[Pool]
) -> Iterator[tuple[Key, Key]]:
    """Places that the same crews tie together, for the whole group of skills and its parts.

    Yields (part, whole): a set of skills in a zone, and the group in the zone around it. The
    parts of a zone are what a single kind of crew covers of it.
    """
    around: dict[int, Key] = {}
    for zone in linked_places(skills, work, pools):
        key = (skills, zone, PLAIN)
        around.update(dict.fromkeys(zone, key))
        yield key, key
    parts = [skills]
    sizes = range(1, len(skills)) if len(skills) <= _MOST_SHARED else range(1, 2)
    for size in sizes:
        parts += [part for part in combinations(skills, size) if part != skills]
    for part in parts:
        zones = set(linked_places(part, work, pools))
        for places in {pool.places for pool in pools if not pool.skills.keys().isdisjoint(part)}:
            zones.add(tuple(sorted(places & around.keys())))
        for zone in sorted(zones):
            if zone and (part, zone, PLAIN) != around[zone[0]]:
                yield (part, zone, PLAIN), around[zone[0]]


def linked_places(
    skills: tuple[str, ...], work: dict[Node, float], pools: Iterable[Pool]
) -> list[tuple[int, ...]]:
    """Exchanges with work of these skills, or crews for it, in groups joined by crews."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place, skill in work:
        if skill in skills:
            parent.setdefault(place, place)
    for places in {pool.places for pool in pools if not pool.skills.keys().isdisjoint(skills)}:
        here = sorted(places & parent.keys())
        for place in here:
            parent[root(place)] = root(here[0])
    zones: dict[int, list[int]] = defaultdict(list)
    for place in sorted(parent):
        zones[root(place)].append(place)
    return [tuple(zone) for zone in zones.values()]
