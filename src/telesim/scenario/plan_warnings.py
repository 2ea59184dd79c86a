"""What in a plan cannot hold, a sentence each, most serious first."""

from __future__ import annotations

import math
from collections.abc import Iterator

from telesim.scenario.cables import feeder_warnings
from telesim.scenario.check_capacity import Outlook
from telesim.scenario.check_ducts import duct_warnings
from telesim.scenario.check_load import Load
from telesim.scenario.check_plant import LEVELS, NOUNS
from telesim.scenario.check_programme import Slip, programme_in_words
from telesim.scenario.check_promises import promises_in_words
from telesim.scenario.check_staff import learning_that_goes_on
from telesim.scenario.check_words import listed, load_in_words, loads_in_words
from telesim.scenario.desks.check_desks import BusyHour, desk_warnings
from telesim.scenario.earning import unpaid_teams
from telesim.scenario.model import Scenario
from telesim.scenario.office.limits import limit_warnings
from telesim.scenario.office.staffing import DeskLoad, office_warnings
from telesim.scenario.traffic.outlook import TrunkOutlook
from telesim.scenario.wording import plural


def warnings_of(
    scenario: Scenario,
    loads: tuple[Load, ...],
    capacity: Outlook,
    programme: tuple[Slip, ...],
    span: str,
    desks: tuple[DeskLoad, ...],
    hours: tuple[BusyHour, ...],
    trunks: TrunkOutlook | None,
) -> Iterator[str]:
    """What cannot hold first, then estimates and advice.

    ``span`` says what loads are means over; the others are what the check has found.
    """
    for load in loads:
        if math.isinf(load.load):
            yield load_in_words(load, span)
    over = [load for load in loads if 1 < load.load < math.inf]
    wasted = [load for load in loads if load.load <= 1 < load.load + load.idle]
    peaks = [load for load in loads if load.load <= 1 < load.busiest_load]
    tight = [
        load
        for load in loads
        if load.busiest_load <= 1 < load.busiest_load + load.busiest_idle and load not in wasted
    ]
    idle = "with what may be idle at the day's end (an estimate)"
    yield from loads_in_words(over, f"more work than crew hours over the {span}", "load")
    yield from programme_in_words(programme)
    for what in LEVELS:
        its = [one for one in capacity.filled if one.what == what]
        if its:
            whole = len(scenario.exchanges if what == "ports" else scenario.cabinets)
            noun = "exchanges" if what == "ports" else "cabinets"
            lacking = plural(scenario.wording.level(NOUNS[what]))
            yield (
                f"{lacking} run out at {len(its)} of {whole} {noun}, "
                f"first at {its[0].place} on {its[0].on}"
            )
    yield from office_warnings(desks)
    yield from desk_warnings(hours)
    yield from limit_warnings(scenario)
    yield from trunks.warnings() if trunks is not None else ()
    yield from duct_warnings(scenario)
    yield from loads_in_words(peaks, "falls behind in its busiest month", "busiest_load")
    # What follows are estimates and advice.
    yield from loads_in_words(
        wasted, f"may be more work than crew hours over the {span}, {idle},", "load", "idle"
    )
    yield from loads_in_words(
        tight, f"may fall behind in its busiest month, {idle},", "busiest_load", "busiest_idle"
    )
    yield from promises_in_words(scenario, loads, span)
    yield from feeder_warnings(scenario)
    yield from learning_that_goes_on(scenario)
    yield from unpaid_teams(scenario)
    needed = {skill for load in loads for skill in load.skills}
    needed |= {scenario.pair_recovery.skill} if scenario.pair_recovery is not None else set()
    for name, team in scenario.teams.items():
        if any(crew.team == name and crew.count for crew in scenario.crews):
            unused = [skill for skill in team.skills if skill not in needed]
            if unused:
                yield f"team {name}: no work needs its skill {listed(tuple(unused))}"
