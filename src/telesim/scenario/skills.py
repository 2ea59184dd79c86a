"""How well crews use their skills at an instant, where that grows with practice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from telesim.scenario.learning import Learning, month_ends, whole_months
from telesim.scenario.model import Scenario
from telesim.scenario.turnover import Turnover
from telesim.scenario.workforce import Team

_PARTS = ("speed", "first_time_fix")


class Level(NamedTuple):
    """What a skill is worth at an instant: speed relative to the norm, share fixed by a visit."""

    speed: float
    first_time_fix: float


def learns(team: Team) -> bool:
    """Whether any level of a team's skills grows with time."""
    return any(
        isinstance(getattr(skill, part), Learning)
        for skill in team.skills.values()
        for part in _PARTS
    )


def plain_levels(here: Scenario, team: str) -> dict[str, Level]:
    """The levels of a team's skills where nothing is learnt; what is learnt stands at its end."""
    return {
        name: Level(*(_end(value) for value in (skill.speed, skill.first_time_fix)))
        for name, skill in here.teams[team].skills.items()
    }


def _end(value: float | Learning) -> float:
    return value.end if isinstance(value, Learning) else value


def taken_up_ms(scenario: Scenario, county: str, team: str, skill: str, now_ms: int) -> int:
    """Since when the crews of a county learn a skill as they do now.

    The start of the run, or of the reform that brought the skill or the way it is learnt.
    """
    steps = [step for step in scenario.timeline(county) if step[0] <= now_ms]
    since, there = steps.pop()
    # Not among them: lent to the team by a pull-off, as if from the start.
    now = there.teams[team].skills.get(skill)
    while steps:
        before, earlier = steps.pop()
        its_team = earlier.teams.get(team)
        if its_team is None or its_team.skills.get(skill) != now:
            break
        since = before
    return since


def levels_at(
    scenario: Scenario,
    here: Scenario,
    county: str,
    team: str,
    now_ms: int,
    joined_ms: int | None = None,
) -> dict[str, Level]:
    """The level of each skill of a team at an instant.

    ``here`` is what is in force in the county then; ``joined_ms`` when a crew joined that has
    replaced another, None for those there from the start.
    """
    turnover = here.teams[team].turnover
    beginner = turnover if joined_ms is not None and _begins(turnover) else None
    found = {}
    for name, skill in here.teams[team].skills.items():
        speed, fix = skill.speed, skill.first_time_fix
        if beginner is None and not isinstance(speed, Learning) and not isinstance(fix, Learning):
            found[name] = Level(speed, fix)
            continue
        since = taken_up_ms(scenario, county, team, name, now_ms)
        if beginner is not None and joined_ms is not None:
            since = max(since, joined_ms)
        months = whole_months(since, now_ms)
        found[name] = Level(
            _level(speed, "speed", months, beginner),
            _level(fix, "first_time_fix", months, beginner),
        )
    return found


def _begins(turnover: Turnover | None) -> bool:
    return turnover is not None and turnover.starts_at == "beginner"


def _level(value: float | Learning, part: str, months: int, turnover: Turnover | None) -> float:
    if isinstance(value, Learning):
        return value.after(months)
    if turnover is None or turnover.beginner is None:
        return value
    begins: float = getattr(turnover.beginner, part)
    return value * Learning(begins, 1.0, turnover.beginner.over).after(months)


def months_of_learning(team: Team) -> int:
    """Whole months after which nothing grows any more, for whoever begins in a team."""
    levels = [getattr(skill, part) for skill in team.skills.values() for part in _PARTS]
    months = [level.months for level in levels if isinstance(level, Learning)]
    if team.turnover is not None and team.turnover.beginner is not None:
        months.append(Learning(0.0, 1.0, team.turnover.beginner.over).months)
    return max(months, default=0)


def steps_of_learning(scenario: Scenario) -> Iterator[int]:
    """Midnights at which some level rises for crews that were there from the start."""
    for county in scenario.counties:
        timeline = scenario.timeline(county)
        for from_ms, there in timeline:
            for name, team in there.teams.items():
                if learns(team):
                    for skill in team.skills:
                        since = taken_up_ms(scenario, county, name, skill, from_ms)
                        yield from month_ends(since, months_of_learning(team))
