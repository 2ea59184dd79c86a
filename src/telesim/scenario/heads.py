"""How many people a plan pays: costs and times compare like with like only at equal heads."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from telesim.scenario.errors import ScenarioError
from telesim.scenario.loading import load_base
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS


def total_heads(scenario: Scenario) -> int:
    """People on the roll at once, at most: rows that follow one another are the same posts."""
    comes_and_goes: list[tuple[int, int]] = []
    for crew in scenario.crews:
        people = crew.count * crew.members
        first = scenario.ms_of(crew.since) if crew.since else 0
        comes_and_goes.append((max(0, first), people))
        if crew.until:
            # The last day of service is still one of them.
            comes_and_goes.append((max(0, scenario.ms_of(crew.until) + DAY_MS), -people))
    # Who leaves at an instant is gone before who comes then.
    comes_and_goes.sort()
    return max(accumulate((people for _, people in comes_and_goes), initial=0))


def heads_differ(before: Scenario, after: Scenario) -> str:
    """One sentence when two plans differ in their total heads; empty when they do not.

    ``after`` is named by its reforms, or by its own name when it has none.
    """
    first, second = total_heads(before), total_heads(after)
    if first == second:
        return ""
    reforms = after.origin.reforms if after.origin is not None else ()
    what = f"with {'reform' if len(reforms) == 1 else 'reforms'} {', '.join(reforms)}"
    if not reforms:
        what = f"in {after.name}"
    return (
        f"heads differ: {first:,} {'before' if reforms else f'in {before.name}'}, "
        f"{second:,} {what}; costs and times are not compared like with like"
    )


def heads_changed(file: Path, scenario: Scenario) -> str:
    """The same for a scenario as loaded from ``file`` against its base without any reform.

    Empty, too, when it has neither base nor reforms, or when the base is no whole scenario.
    """
    origin = scenario.origin
    if origin is None or not (origin.reforms or origin.extends):
        return ""
    try:
        base = load_base(file)
    except ScenarioError:
        return ""
    return heads_differ(base, scenario)
