"""Who owns which cabinets of a scenario, under what is in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from telesim.scenario.model import Scenario
from telesim.scenario.reach import covered, covers_of
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


def territories_in_words(scenario: Scenario) -> Iterator[str]:
    """How the cabinets are shared out at the start: how many lines there are for each crew.

    A cabinet of several crews alike counts for each of them with its part.
    """
    in_force = [
        scenario.timeline(exchange.county)[0][1].policies.territory
        for exchange in scenario.exchanges
    ]
    if not any(in_force):
        return
    holders = []
    for number, (_, row_number) in enumerate(scenario.crew_units):
        row = scenario.crews[row_number]
        county = scenario.exchanges[scenario.exchange_number[row.base]].county
        here = scenario.timeline(county)[0][1]
        places = covered(scenario, covers_of(row, here.policies.base == "local"))
        holders.append(Holder(number, places, frozenset(here.teams[row.team].skills)))
    owned = owned_cabinets(scenario, in_force, holders)
    owners = Counter((n, holders[crew][1:]) for crew, its in owned.items() for n in its)
    lines: dict[str, list[float]] = {}
    for crew, cabinets in owned.items():
        team = scenario.crews[scenario.crew_units[crew][1]].team
        parts = (
            scenario.cabinets[n].lines / owners[n, holders[crew][1:]] for n in sorted(cabinets)
        )
        lines.setdefault(team, []).append(sum(parts))
    lend = any(one is not None and one.lending == "idle" for one in in_force)
    words = "which lend a hand when idle" if lend else "without lending"
    words += _later(scenario, in_force)
    for team, each in lines.items():
        yield (
            f"territories of {team}: {min(each):,.0f} to {max(each):,.0f} lines for each of "
            f"{len(each):,} crews, {words}"
        )


def _later(scenario: Scenario, at_first: Sequence[Territory | None]) -> str:
    """From when on a county's territories are others, or none; empty when they stay."""
    said: dict[str, None] = {}
    for exchange, first in zip(scenario.exchanges, at_first, strict=True):
        for from_ms, here in scenario.timeline(exchange.county)[1:]:
            now = here.policies.territory
            if now != first:
                lending = {"idle": "lending when idle", "none": "without lending"}
                what = "none" if now is None else lending[now.lending]
                said[f"; from {scenario.date_of(from_ms):%Y-%m-%d} {what}"] = None
                break
    return "".join(said)
