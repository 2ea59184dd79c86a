"""A first idea of the staff: offered work in the busiest month, and Erlang's delay formula.

For each group of skills and places that :func:`telesim.scenario.check.check` tells, the work of
its busiest month is offered load in crews. The fewest crews with which at most ``DELAYED`` of the
jobs wait would do if crews worked day and night; nights and travel are left to the simulation.
Rows of crews are then filled, cheapest help first, until every group has its crews.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.check_load import Load
from telesim.scenario.reach import covered, covers_of
from telesim.theory.staffing import smallest_for_delay

#: Share of the jobs that may find all crews busy, for the first idea alone. *Assumed*.
DELAYED = 0.5
#: Crews below and above the first idea that are tried where nothing is said. *Assumed*.
BELOW, ABOVE = 2, 2


@dataclass(frozen=True)
class Group:
    """Work that some rows of crews share."""

    #: ``install and move in willow``.
    words: str
    #: Crews' worth of work in the busiest month.
    load: float
    busiest: str
    #: Crews that Erlang's formula asks for.
    crews: int
    #: Rows that may do any of it.
    rows: tuple[str, ...]


def groups_of(scenario: Scenario) -> list[Group]:
    """What work there is, and the crews that it asks for."""
    found = []
    for load in check(scenario).loads:
        rows = _rows_of(scenario, load)
        crews = sum(crew.count for crew in scenario.crews if crew.id in rows)
        if not crews or not load.crew_hours or not math.isfinite(load.busiest_load):
            continue
        offered = load.busiest_load * crews
        found.append(
            Group(
                f"{_listed(load.skills)} in {load.place}",
                offered,
                load.busiest,
                smallest_for_delay(offered, DELAYED),
                rows,
            )
        )
    return found


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _rows_of(scenario: Scenario, load: Load) -> tuple[str, ...]:
    local = scenario.policies.base == "local"
    places = set(load.exchanges)
    return tuple(
        crew.id
        for crew in scenario.crews
        if (not load.teams or crew.team in load.teams)
        and not scenario.teams[crew.team].skills.keys().isdisjoint(load.skills)
        and not places.isdisjoint(covered(scenario, covers_of(crew, local)))
    )


def estimate(
    groups: list[Group],
    least: Mapping[str, int],
    most: Mapping[str, int],
    cents: Mapping[str, int],
) -> dict[str, int]:
    """Crews of each row: the least, then one more where it helps most groups for its money.

    ``least`` and ``most`` hold the rows in question and those that stand fixed (least = most).
    """
    staff = dict(least)
    while True:
        short = [
            group for group in groups if sum(staff.get(row, 0) for row in group.rows) < group.crews
        ]
        helps = {
            row: sum(row in group.rows for group in short)
            for row in staff
            if staff[row] < most[row]
        }
        helps = {row: number for row, number in helps.items() if number}
        if not helps:
            return staff
        staff[max(helps, key=lambda row: helps[row] / max(1, cents.get(row, 1)))] += 1


def ranges_around(scenario: Scenario) -> dict[str, tuple[int, int]]:
    """What is tried where nothing is said to vary: every row, around the first idea.

    The number of crews that the scenario has is inside.
    """
    now = {crew.id: crew.count for crew in scenario.crews}
    least = {row: min(1, number) for row, number in now.items()}
    most = {row: 10 + 10 * number for row, number in now.items()}
    first = estimate(groups_of(scenario), least, most, {})
    return {
        row: (
            max(least[row], min(first[row] - BELOW, number)),
            max(first[row] + ABOVE, number),
        )
        for row, number in now.items()
    }
