"""What follows from appointments before anything is simulated: whether windows can suffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from telesim.scenario.check_load import Load
from telesim.scenario.check_words import listed, percent, what_and_where
from telesim.scenario.model import Scenario
from telesim.scenario.reference_promises import skills_of


def promises_in_words(scenario: Scenario, loads: Sequence[Load], span: str) -> Iterator[str]:
    """Work that outgrows what appointments give away, and work for which they leave too little."""
    given = scenario.policies.appointments
    if given is None:
        return
    promised = {skill for word in given.jobs for skill in skills_of(scenario, word)}
    for load in loads:
        if load.load > 1 or not load.crew_hours:
            continue
        others = tuple(skill for skill in load.skills if skill not in promised)
        if not others and load.load > given.fill:
            yield (
                f"{what_and_where(load)}: {percent(load.load)} loaded over the {span}, and "
                f"appointments give away {percent(given.fill)} of the hours: customers are told "
                "later and later windows"
            )
        elif others and len(others) < len(load.skills):
            needed = sum(load.by_skill[skill] for skill in others) / load.crew_hours
            if needed > 1 - given.fill:
                first = given.precedence == "appointments-first"
                which = ", which go first," if first else ""
                then = "leaves room" if first else "breaks fewer of them where others go first"
                yield (
                    f"{what_and_where(load)}: {listed(others)} needs {percent(needed)} of the "
                    f"hours over the {span}, and appointments{which} may take "
                    f"{percent(given.fill)} of them; a lower policies.appointments.fill {then}"
                )
