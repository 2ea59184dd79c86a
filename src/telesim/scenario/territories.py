"""Who owns which cabinets of a scenario, under what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from telesim.scenario.model import Scenario
from telesim.scenario.territory import Territory, share_out


class Holder(NamedTuple):
    """A crew that may hold a territory: its number, the exchanges it covers, its skills."""

    crew: int
    places: frozenset[int]
    skills: frozenset[str]


def uses_territories(scenario: Scenario) -> bool:
    """Whether crews ever have territories, here or under a reform that begins later."""
    policies = [scenario.policies, *(phase.scenario.policies for phase in scenario.phases)]
    return any(one.territory is not None for one in policies)


def owned_cabinets(
    scenario: Scenario, in_force: Sequence[Territory | None], holders: Sequence[Holder]
) -> dict[int, frozenset[int]]:
    """The cabinets that each crew owns, by its number; crews without any are left out.

    ``in_force`` is the policy at each exchange.
    """
    found: dict[int, frozenset[int]] = {}
    for territory in dict.fromkeys(one for one in in_force if one is not None):
        here = frozenset(n for n, one in enumerate(in_force) if one == territory)
        groups: dict[tuple[frozenset[int], frozenset[str]], list[int]] = {}
        for holder in holders:
            places = holder.places & here
            skills = holder.skills & frozenset(territory.skills)
            if places and skills:
                groups.setdefault((places, skills), []).append(holder.crew)
        for (places, _), crews in groups.items():
            cabinets = [n for n, e in enumerate(scenario.cabinet_exchange) if e in places]
            lines = [scenario.cabinets[n].lines for n in cabinets]
            for crew, its in zip(sorted(crews), share_out(lines, len(crews)), strict=True):
                own = frozenset(cabinets[n] for n in its)
                found[crew] = found.get(crew, frozenset()) | own
    return found
