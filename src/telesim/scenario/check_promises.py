"""What follows from appointments before anything is simulated: whether windows can suffice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from telesim.scenario.check_load import Load
from telesim.scenario.check_words import MOST_LINES, listed, percent, what_and_where
from telesim.scenario.model import Scenario
from telesim.scenario.reference_promises import skills_of


def promises_in_words(scenario: Scenario, loads: Sequence[Load], span: str) -> Iterator[str]:
    """Work that outgrows what appointments give away, and work for which they leave too little.

    One line for each finding, its places from the worst on. Appointments crowd out other work only
    where both together outgrow the hours, if only in the busiest month: elsewhere they take no more
    of the hours than their customers want.
    """
    given = scenario.policies.appointments
    if given is None:
        return
    promised = {skill for word in given.jobs for skill in skills_of(scenario, word)}
    fill = percent(given.fill)
    later: dict[str, list[tuple[float, str]]] = defaultdict(list)
    crowded: dict[tuple[str, tuple[str, ...]], list[tuple[float, str]]] = defaultdict(list)
    for load in loads:
        if load.load > 1 or not load.crew_hours:
            continue
        what, place = (
            (listed(load.skills), f" in {load.place}")
            if not load.parts
            else (what_and_where(load), "")
        )
        others = tuple(skill for skill in load.skills if skill not in promised)
        needed = sum(load.by_skill[skill] for skill in others) / load.crew_hours
        if not others and load.load > given.fill:
            later[what].append((load.load, place))
        elif others and len(others) < len(load.skills) and needed > 1 - given.fill:
            if load.busiest_load + load.busiest_idle > 1:
                crowded[what, others].append((needed, place))
    for what, its in later.items():
        yield (
            f"{what}: {_shares(its)} loaded over the {span}, and appointments give away {fill} of "
            "the hours: customers are told later and later windows"
        )
    first = given.precedence == "appointments-first"
    which = ", which go first," if first else ""
    then = "leaves room" if first else "breaks fewer of them where others go first"
    for (what, others), its in crowded.items():
        need = f"{listed(others)} {'needs' if len(others) == 1 else 'need'}"
        yield (
            f"{what}: appointments{which} may take {fill} of the hours, {need} over the {span} "
            f"{_shares(its)}, and both are "
            f"more than all hours in the busiest month; a lower policies.appointments.fill {then}"
        )


def _shares(its: list[tuple[float, str]]) -> str:
    """Such as ``24 % in willow, 21 % in ash``, the largest first."""
    its = sorted(its, key=lambda one: -one[0])
    more = f" and less in {len(its) - MOST_LINES} more places" if len(its) > MOST_LINES else ""
    return ", ".join(f"{percent(share)}{place}" for share, place in its[:MOST_LINES]) + more
