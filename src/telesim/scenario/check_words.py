"""How the static check says what it found of work against crew hours."""

from __future__ import annotations

import math
from collections.abc import Iterator

from telesim.scenario.check_work import Load

#: Most lines of one kind, or places of one line; what is left out is said.
MOST_LINES = 60


def load_in_words(load: Load, span: str) -> str:
    """Such as ``repair in runan: 64 % loaded over the year, 96 % in July``."""
    what = f"{listed(load.skills)} in {load.place}"
    if math.isinf(load.load):
        return f"{what}: nobody, for {load.work_hours:,.1f} h of work a week"
    parts = []
    if len(load.skills) > 1 and load.crew_hours:
        shares = (f"{s} {percent(hours / load.crew_hours)}" for s, hours in load.by_skill.items())
        parts.append(f": {', '.join(shares)}")
    if load.load <= 1:
        parts.append(f"; time on jobs {percent(load.on_jobs)}")
    if tells_idle(load):
        parts.append(f"; idle at the day's end about {percent(load.idle)}")
    peak = (
        f", nobody in {load.busiest}"
        if math.isinf(load.busiest_load)
        else f", {percent(load.busiest_load)} in {load.busiest}"
    )
    return (
        f"{what}: {percent(load.load)} loaded over the {span}{peak} "
        f"({load.work_hours:,.0f} of {load.crew_hours:,.0f} crew hours a week{''.join(parts)})"
    )


def tells_idle(load: Load) -> bool:
    """Whether what may be idle at the day's end is worth a word; overload says enough."""
    return load.idle >= 0.005 and load.load <= 1


def loads_in_words(loads: list[Load], what: str, figure: str, idle: str = "") -> Iterator[str]:
    """One line for each set of skills, its places from the worst to the mildest.

    ``figure`` and ``idle`` name the shares of a load to be told, as attributes of it.
    """
    for skills in dict.fromkeys(load.skills for load in loads):
        its = sorted(
            (load for load in loads if load.skills == skills), key=lambda one: -getattr(one, figure)
        )
        places = ", ".join(
            f"{one.place} {percent(getattr(one, figure))}"
            + (f" + {percent(getattr(one, idle))}" if idle else "")
            + (f" ({one.busiest})" if figure == "busiest_load" else "")
            for one in its[:MOST_LINES]
        )
        more = f" and {len(its) - MOST_LINES} more places" if len(its) > MOST_LINES else ""
        yield f"{listed(skills)}: {what} in {places}{more}"


def percent(share: float) -> str:
    """A share such as ``64 %``."""
    return f"{100 * share:.0f} %"


def count_in_words(number: int, noun: str) -> str:
    """Such as ``1 crew`` or ``1,200 crews``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def listed(words: tuple[str, ...]) -> str:
    """Words with commas and an ``and``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
