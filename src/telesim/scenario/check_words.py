"""How the static check says what it found of work against crew hours."""

from __future__ import annotations

import math
from collections.abc import Iterator

from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_load import Load
from telesim.scenario.wording import Wording, plural

#: Most lines of one kind, or places of one line; what is left out is said.
MOST_LINES = 60


def load_in_words(load: Load, span: str) -> str:
    """Such as ``repair in runan: 64 % loaded over the year, 96 % in July``."""
    what = what_and_where(load)
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


def what_and_where(load: Load) -> str:
    """Such as ``install and move in lakeside with repair in lake, all left to field``."""
    if not load.parts:
        return f"{listed(load.skills)} in {load.place}"
    parts = " with ".join(f"{listed(skills)} in {place}" for skills, place in load.parts)
    return f"{parts}, all left to {listed(load.teams)}"


def tells_idle(load: Load) -> bool:
    """Whether what may be idle at the day's end is worth a word; overload says enough."""
    return load.idle >= 0.005 and load.load <= 1


def loads_in_words(loads: list[Load], what: str, figure: str, idle: str = "") -> Iterator[str]:
    """One line for each set of skills, its places from the worst to the mildest.

    ``figure`` and ``idle`` name the shares of a load to be told, as attributes of it.
    """
    for load in loads:
        if load.parts:
            yield f"{what_and_where(load)}: {what} {_shares(load, figure, idle)}"
    plain = [load for load in loads if not load.parts]
    for skills in dict.fromkeys(load.skills for load in plain):
        its = sorted(
            (load for load in plain if load.skills == skills), key=lambda one: -getattr(one, figure)
        )
        places = ", ".join(f"{one.place} {_shares(one, figure, idle)}" for one in its[:MOST_LINES])
        more = f" and {len(its) - MOST_LINES} more places" if len(its) > MOST_LINES else ""
        yield f"{listed(skills)}: {what} in {places}{more}"


def installs_in_words(plan: Outlook, wording: Wording) -> str:
    """Orders wanted and served; a difference below one is told as it is, not by rounded sums.

    Below a twentieth of an order a month there is none.
    """
    lost = plan.wanted_per_month - plan.served_per_month
    wanted = f"installs: {plan.wanted_per_month:,.0f} a month wanted"
    find = f"find {plural(wording.port)} and {plural(wording.pair)}"
    if abs(lost) >= 1:
        return f"{wanted}, {plan.served_per_month:,.0f} {find}"
    if lost >= 0.05:
        return f"{wanted}, all but {lost:.1f} {find}"
    return f"{wanted}, all {find}"


def _shares(load: Load, figure: str, idle: str) -> str:
    return (
        percent(getattr(load, figure))
        + (f" + {percent(getattr(load, idle))}" if idle else "")
        + (f" ({load.busiest})" if figure == "busiest_load" else "")
    )


def percent(share: float) -> str:
    """A share such as ``64 %``."""
    return f"{100 * share:.0f} %"


def count_in_words(number: int, noun: str) -> str:
    """Such as ``1 crew`` or ``1,200 crews``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def listed(words: tuple[str, ...]) -> str:
    """Words with commas and an ``and``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
