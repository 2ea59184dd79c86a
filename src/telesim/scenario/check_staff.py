"""What learning and turnover leave of a team's levels and hours, as means."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.scenario.learning import Learning
from telesim.scenario.model import Scenario
from telesim.scenario.skills import Level, learns, levels_at, taken_up_ms
from telesim.scenario.turnover import Turnover
from telesim.units import MONTH_MS, YEAR_MS, format_duration


def leaving(turnover: Turnover) -> float:
    """Chance that a crew leaves at the end of a month."""
    return turnover.share * MONTH_MS / YEAR_MS


def empty_share(turnover: Turnover | None, now_ms: int) -> float:
    """Expected share of a team's posts that are empty; none in the first month of the run."""
    if turnover is None or now_ms < MONTH_MS:
        return 0.0
    empty = leaving(turnover) * turnover.vacancy / MONTH_MS
    return empty / (1 + empty)


def mean_levels(
    scenario: Scenario, here: Scenario, county: str, team: str, now_ms: int
) -> dict[str, Level]:
    """The level of each skill of a team at an instant, the mean over its crews.

    Beginners count by the expected share of filled posts that they hold.
    """
    found = levels_at(scenario, here, county, team, now_ms)
    turnover = here.teams[team].turnover
    if turnover is None or turnover.starts_at != "beginner":
        return found
    chance = leaving(turnover)
    weights: dict[int | None, float] = {}
    for month in range(1, now_ms // MONTH_MS + 1):
        joined = month * MONTH_MS + turnover.vacancy
        if joined <= now_ms:
            stayed = (1 - chance) ** ((now_ms - joined) // MONTH_MS)
            weights[joined] = chance * stayed
    weights[None] = max(0.0, 1.0 - sum(weights.values()))
    total = sum(weights.values())
    sums = {skill: [0.0, 0.0] for skill in found}
    for since, weight in weights.items():
        for skill, level in levels_at(scenario, here, county, team, now_ms, since).items():
            sums[skill][0] += weight * level.speed
            sums[skill][1] += weight * level.first_time_fix
    return {skill: Level(speed / total, fix / total) for skill, (speed, fix) in sums.items()}


def learning_that_goes_on(scenario: Scenario) -> Iterator[str]:
    """Levels that are still below their end when the window ends, in words."""
    end = scenario.window_end_ms
    told: set[tuple[str, str, str]] = set()
    for county in scenario.counties:
        _, there = scenario.timeline(county)[-1]
        for name, team in there.teams.items():
            if not learns(team):
                continue
            levels = levels_at(scenario, there, county, name, end)
            for skill, its in team.skills.items():
                for part, value in (("speed", its.speed), ("first_time_fix", its.first_time_fix)):
                    if not isinstance(value, Learning) or (name, skill, part) in told:
                        continue
                    level = getattr(levels[skill], part)
                    if level >= value.end:
                        continue
                    told.add((name, skill, part))
                    since = taken_up_ms(scenario, county, name, skill, end)
                    over = since + value.over_ms - end
                    yield (
                        f"teams.{name}.skills.{skill}.{part}: learning is not over when the window "
                        f"ends: {level:.3g} instead of {value.end:.3g}, "
                        f"{format_duration(max(0, over))} more to go; targets are judged on people "
                        "who still learn"
                    )


def turnover_in_words(scenario: Scenario) -> Iterator[str]:
    """What each team's turnover means in leavers and empty posts, at the start of the run."""
    for name, team in scenario.teams.items():
        turnover = team.turnover
        crews = sum(crew.count for crew in scenario.crews if crew.team == name)
        if turnover is None or not crews:
            continue
        empty = crews * empty_share(turnover, MONTH_MS)
        yield (
            f"turnover of {name}: {turnover.share * (crews - empty):.1f} leavers a year of "
            f"{crews:,} crews, {empty:.1f} posts empty at any time"
        )
