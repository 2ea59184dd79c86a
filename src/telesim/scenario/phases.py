"""Reforms that begin on a date or hold in some counties: what is in force where, from when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telesim.registry import hint
from telesim.scenario.copies import name_of_copy
from telesim.scenario.errors import Problems
from telesim.scenario.model import Scenario
from telesim.scenario.node import Path
from telesim.scenario.reforms import Overlay

#: What a reform that begins on a date or holds in some counties may change, and in words.
_PARTIAL = (
    ("policies",),
    ("teams",),
    ("visits",),
    ("faults", "*", "rate"),
    ("demand", "*", "rate"),
)
MAY_CHANGE = "policies, teams, visits, faults.*.rate or demand.*.rate"


def may_change(path: Path) -> bool:
    """Whether a reform that begins on a date or holds in some counties may change a path."""
    names = tuple(str(step) for step in path)
    return any(
        len(names) >= len(allowed)
        and all(a in ("*", b) for a, b in zip(allowed, names, strict=False))
        for allowed in _PARTIAL
    )


@dataclass(frozen=True)
class Step:
    """From ``from_ms`` on, in ``counties`` (empty = all), ``overlays`` lie over the base."""

    from_ms: int
    counties: tuple[str, ...]
    overlays: tuple[Overlay, ...]


def steps_of(
    scenario: Scenario, overlays: Sequence[Overlay], copies: int, problems: Problems
) -> list[Step]:
    """The steps by which dated and placed reforms come into force, sorted by time.

    Counties under the same reforms share their steps, so that no two steps meet in a county
    at one instant.
    """
    partial = [overlay for overlay in overlays if overlay.is_partial]
    starts = {overlay: _start(scenario, overlay, problems) for overlay in partial}
    places = {overlay: _places(scenario, overlay, copies, problems) for overlay in partial}
    groups: dict[tuple[Overlay, ...], list[str]] = {}
    for county in scenario.counties:
        here = tuple(o for o in partial if not o.counties or county in places[o])
        groups.setdefault(here, []).append(county)
    steps = []
    for here, counties in groups.items():
        named = () if len(groups) == 1 else tuple(counties)
        for from_ms in sorted({starts[overlay] for overlay in here}):
            in_force = tuple(overlay for overlay in here if starts[overlay] <= from_ms)
            steps.append(Step(from_ms, named, in_force))
    return sorted(steps, key=lambda step: step.from_ms)


def _start(scenario: Scenario, overlay: Overlay, problems: Problems) -> int:
    if overlay.begins is None or overlay.begins.value is None:
        return 0
    try:
        from_ms = scenario.ms_of(str(overlay.begins.value))
    except ValueError:
        return 0
    if not 0 <= from_ms < scenario.horizon_ms:
        last = scenario.date_of(scenario.horizon_ms - 1).date()
        problems.add(
            overlay.begins.file,
            overlay.begins.line,
            "from",
            str(overlay.begins.value),
            f"need a date within the run, {scenario.start} to {last}",
        )
    return max(0, from_ms)


def _places(
    scenario: Scenario, overlay: Overlay, copies: int, problems: Problems
) -> frozenset[str]:
    for node in overlay.counties:
        if node.value not in scenario.counties:
            problems.add(
                node.file,
                node.line,
                "where.counties",
                repr(node.value),
                "need a county of the scenario",
                hint(node.value, scenario.counties)[2:],
            )
    return frozenset(
        name_of_copy(str(node.value), copy)
        for node in overlay.counties
        for copy in range(1, copies + 1)
    )
