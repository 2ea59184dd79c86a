"""Checks of appointments and of pull-off: windows that crews can keep, limits in their order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from telesim.calendar import parse_range, weekly_ranges
from telesim.scenario.appointments import AT_HOME, Appointments
from telesim.scenario.findings import Findings
from telesim.scenario.model import Scenario
from telesim.scenario.node import Path

_APPOINTMENTS: Path = ("policies", "appointments")
_PULL_OFF: Path = ("policies", "pull_off")


def check_promises(found: Findings) -> None:
    """Appointments and pull-off, where the scenario has them."""
    policies = found.scenario.policies
    if policies.appointments is not None and found.sound("policies.appointments"):
        _appointments(found, policies.appointments)
    if policies.pull_off is not None and found.sound("policies.pull_off"):
        _pull_off(found)


def _appointments(found: Findings, given: Appointments) -> None:
    if not given.jobs:
        found.say((*_APPOINTMENTS, "jobs"), "no job", f"need one or more of {', '.join(AT_HOME)}")
    for word in given.jobs:
        found.known(
            (*_APPOINTMENTS, "jobs", word), word, "kind of job with somebody at home", AT_HOME
        )
    if given.fill <= 0:
        found.say((*_APPOINTMENTS, "fill"), "0 %", "need more: nothing could be promised")
    windows = []
    for n, text in enumerate(given.windows):
        try:
            windows.append(parse_range(text))
        except ValueError:
            found.say(
                (*_APPOINTMENTS, "windows", n),
                repr(text),
                'need hours of one day such as "08:00-12:00", at most to 24:00',
            )
            return
    if any(later[0] < earlier[1] for earlier, later in pairwise(windows)):
        found.say(
            (*_APPOINTMENTS, "windows"),
            ", ".join(given.windows),
            "need windows in order that do not overlap",
        )
        return
    if found.sound("crews", "teams", "calendars", "demand", "faults"):
        for word in given.jobs:
            _crews_within(found, word, windows)


def _crews_within(found: Findings, word: str, windows: list[tuple[int, int]]) -> None:
    """Some crew for a kind of job must be on duty within some window."""
    scenario, skills = found.scenario, set(skills_of(found.scenario, word))
    teams = scenario.teams
    calendars = {
        crew.calendar
        for crew in scenario.crews
        if crew.count and crew.team in scenario.teams and skills & set(teams[crew.team].skills)
    }
    hours = [scenario.calendars[name].hours for name in calendars if name in scenario.calendars]
    try:
        spans = {span for one in hours for day in weekly_ranges(one) for span in day}
    except ValueError:
        return  # told with the calendar
    if spans and not any(a < end and start < b for start, end in windows for a, b in spans):
        found.say(
            (*_APPOINTMENTS, "windows"),
            "hours in which nobody is on duty",
            f"need a window in which crews that can {word} are on duty",
        )


def skills_of(scenario: Scenario, word: str) -> Iterator[str]:
    """Skills that jobs of a kind (install, move, repair) need."""
    demand = scenario.demand
    if word == "install" and demand.install is not None:
        yield demand.install.skill
    if word == "move" and demand.move is not None:
        yield demand.move.skill
    if word == "repair":
        for cause in scenario.faults.values():
            if cause.job == "repair":
                yield cause.skill
            if cause.pair_swap is not None:
                yield cause.pair_swap.skill


def _pull_off(found: Findings) -> None:
    scenario = found.scenario
    policy = scenario.policies.pull_off
    assert policy is not None
    if not policy.teams:
        found.say((*_PULL_OFF, "teams"), "no team", "need one or more")
    if found.sound("teams"):
        for n, name in enumerate(policy.teams):
            found.known((*_PULL_OFF, "teams", n), name, "team", scenario.teams)
    if found.sound("faults"):
        needed = dict.fromkeys(
            skill
            for cause in scenario.faults.values()
            for skill in (cause.skill, cause.pair_swap.skill if cause.pair_swap else cause.skill)
        )
        found.known((*_PULL_OFF, "skill"), policy.skill, "skill of a fault cause", needed)
    if policy.above <= policy.below:
        found.say(
            (*_PULL_OFF, "above"),
            "a limit that is not above that for going back",
            "need above to be more than below",
        )
    if policy.intake_over <= 0:
        found.say((*_PULL_OFF, "intake_over"), "no time", "need more, such as 28 days")
    for word in ("speed", "first_time_fix"):
        if getattr(policy, word) <= 0:
            found.say((*_PULL_OFF, word), "0", "need more: such work would never end")
