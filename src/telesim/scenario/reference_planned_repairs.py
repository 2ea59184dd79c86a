"""Checks of planned repairs: known places and causes, dates in their order, a line for each."""

from __future__ import annotations

from collections import defaultdict

from telesim.scenario.cables import can_strike
from telesim.scenario.findings import Findings


def check_planned_repairs(found: Findings) -> None:
    """Every row of the table, where the scenario has one."""
    scenario = found.scenario
    places = found.sound("cabinets.*.id", "planned_repairs.*.cabinet")
    causes = found.sound("faults", "planned_repairs.*.cause")
    total: dict[str, int] = defaultdict(int)
    for row in scenario.open_faults:
        total[row.cabinet] += row.faults
    for n, planned in enumerate(scenario.planned_repairs):
        at = ("planned_repairs", n)
        if found.sound("planned_repairs.*.on", "planned_repairs.*.due"):
            found.within_run((*at, "on"), planned.on.isoformat())
            if planned.due is not None and planned.due < planned.on:
                found.say(
                    (*at, "due"),
                    planned.due.isoformat(),
                    f"need {planned.on} or later, when it comes",
                )
        there = places and found.known(
            (*at, "cabinet"), planned.cabinet, "cabinet", scenario.cabinet_number
        )
        cause = causes and found.known(
            (*at, "cause"), planned.cause, "fault cause", scenario.faults
        )
        if cause and scenario.faults[planned.cause].splicing is not None:
            found.say(
                (*at, "cause"),
                f"{planned.cause!r}, which is repaired in stages",
                "need a cause with work",
            )
        if not there:
            continue
        cabinet = scenario.cabinets[scenario.cabinet_number[planned.cabinet]]
        if cause and not can_strike(scenario.faults[planned.cause], cabinet):
            need = f"need another cause: the lines of {planned.cabinet} are fed directly"
            found.say((*at, "cause"), repr(planned.cause), need)
        total[planned.cabinet] += 1
        if total[planned.cabinet] > cabinet.lines and found.sound("cabinets.*.lines"):
            found.say(
                (*at, "cabinet"),
                f"{total[planned.cabinet]} repairs known at {planned.cabinet} in all",
                f"need {cabinet.lines} or fewer, its lines in service",
            )
