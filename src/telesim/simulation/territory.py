"""Crews with cabinets of their own: who owns what now, and who may lend a hand where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.scenario import Scenario
from telesim.scenario.reach import covered, covers_of
from telesim.scenario.territories import Holder, owned_cabinets

if TYPE_CHECKING:
    from telesim.simulation.queues import Queue
    from telesim.simulation.rules import Rules
    from telesim.simulation.staff import Staff
    from telesim.simulation.workforce import Team


class Pool:
    """Queues of one variant of job whose jobs any of some crews may take when no owner can.

    ``members`` are all that cover the place and have the skill, ``teams`` those of them that may
    have an idle crew at this instant. ``open`` has every queue in which a job waits, and maybe
    some in which none does any more.
    """

    __slots__ = ("free_start", "members", "number", "open", "teams")

    def __init__(self, number: int, members: tuple[Team, ...], free_start: bool) -> None:
        self.number = number
        self.members = members
        self.teams: list[Team] = []
        self.free_start = free_start
        self.open: dict[int, Queue] = {}


def territories_now(
    scenario: Scenario,
    rules: list[Rules],
    crew_rules: list[Rules],
    home_rules: list[Rules],
    staff: Staff,
    now_ms: int,
) -> dict[int, frozenset[int]]:
    """The cabinets of each crew that has any, under the rules that hold now.

    Crews whose service has not begun or is over own nothing; those absent, or whose post is empty
    for a while, keep what is theirs. ``home_rules`` are those of each crew as if nobody were pulled
    off: a pull-off begins and ends in the middle of a day, and does not move a fence. Crews that
    are pulled off keep their cabinets and look after the lines there for repair as well, beside
    those who did; crews that have none of their own share all cabinets out among themselves.
    """
    in_force = [its.scenario.policies.territory for its in rules]
    if not any(in_force):
        return {}
    shared = frozenset(skill for its in in_force if its is not None for skill in its.skills)
    residents, guests = [], []
    places: dict[str, frozenset[int]] = {}
    for number, (_, row_number) in enumerate(scenario.crew_units):
        if not staff.in_service(number, now_ms):
            continue
        row = scenario.crews[row_number]
        here = crew_rules[number].scenario
        covers = covers_of(row, here.policies.base == "local")
        if covers not in places:
            places[covers] = covered(scenario, covers)
        at_home = frozenset(home_rules[number].scenario.teams[row.team].skills)
        if at_home & shared:
            residents.append(Holder(number, places[covers], at_home))
        else:
            skills = frozenset(here.teams[row.team].skills)
            guests.append(Holder(number, places[covers], skills))
    owned = owned_cabinets(scenario, in_force, residents)
    return {**owned, **owned_cabinets(scenario, in_force, guests)}
