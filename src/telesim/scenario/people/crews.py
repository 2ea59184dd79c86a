"""Which crews are trained to repair, and which inspect."""

from __future__ import annotations

from collections.abc import Callable

from telesim.scenario.model import Scenario
from telesim.scenario.workforce import Crew


def mending_crews(scenario: Scenario) -> list[list[int]]:
    """By county: numbers of the crews based there whose skills mend faults, rising."""
    wanted = {cause.skill for cause in scenario.faults.values()}
    wanted |= {c.pair_swap.skill for c in scenario.faults.values() if c.pair_swap is not None}
    return _by_county(scenario, lambda crew: bool(wanted & scenario.teams[crew.team].skills.keys()))


def inspecting_crews(scenario: Scenario) -> list[list[int]]:
    """By county: numbers of the crews based there that take turns to inspect, rising."""
    section = scenario.supervision
    teams = section.teams if section is not None else ()
    return _by_county(scenario, lambda crew: crew.team in teams)


def _by_county(scenario: Scenario, wanted: Callable[[Crew], bool]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in scenario.counties]
    for number, (_, row) in enumerate(scenario.crew_units):
        crew = scenario.crews[row]
        if wanted(crew):
            found[scenario.exchange_county[scenario.exchange_number[crew.base]]].append(number)
    return found
