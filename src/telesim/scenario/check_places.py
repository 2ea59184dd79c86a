"""How the static check names some of the exchanges."""

from __future__ import annotations

from collections.abc import Sequence, Set

from telesim.scenario.model import Scenario

#: Most branches that are named one by one.
_MOST_NAMES = 6


def name_of(scenario: Scenario, zone: Sequence[int]) -> str:
    """Some exchanges in words: counties where they are whole, else a branch or the exchanges."""
    counties = list(dict.fromkeys(scenario.exchanges[n].county for n in zone))
    size = dict.fromkeys(counties, 0)
    for exchange in scenario.exchanges:
        if exchange.county in size:
            size[exchange.county] += 1
    if sum(size.values()) == len(zone):
        if len(counties) == len(scenario.counties) and len(counties) > 1:
            return "all counties"
        return " and ".join(counties) if len(counties) <= 3 else f"{len(counties)} counties"
    if len(zone) <= 2:
        return " and ".join(scenario.exchanges[n].id for n in zone)
    first = scenario.exchanges[zone[0]]
    branches = {scenario.exchanges[n].branch: None for n in zone}
    of_branches = [n for n, e in enumerate(scenario.exchanges) if e.branch in branches]
    names = [branch for branch in branches if branch is not None]
    if len(names) == len(branches) <= _MOST_NAMES and sorted(zone) == of_branches:
        if len(names) == 1:
            return f"the branch of {names[0]}"
        return f"the branches of {', '.join(names[:-1])} and {names[-1]}"
    return f"{first.id} and {len(zone) - 1} more exchanges of {' and '.join(counties)}"


def parts_of(
    scenario: Scenario, nodes: Set[tuple[int, str]]
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Work at exchanges for skills as (skills, place), the places of the same skills together.

    The widest place first; skills by name. Empty where all skills are needed in the same places.
    """
    skills: dict[int, list[str]] = {}
    for place, skill in sorted(nodes):
        skills.setdefault(place, []).append(skill)
    zones: dict[str, list[int]] = {}
    for skill in sorted({skill for _, skill in nodes}):
        zones[skill] = [place for place, its in skills.items() if skill in its]
    parts: dict[tuple[int, ...], list[str]] = {}
    for skill, zone in zones.items():
        parts.setdefault(tuple(zone), []).append(skill)
    ordered = sorted(parts.items(), key=lambda part: (-len(part[0]), part[1]))
    if len(ordered) <= 1:
        return ()
    return tuple((tuple(its), name_of(scenario, zone)) for zone, its in ordered)
