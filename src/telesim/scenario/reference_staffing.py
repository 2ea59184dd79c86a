"""Checks of turnover and territories: beginners begin somewhere, and every line has an owner."""

from __future__ import annotations

from telesim.scenario.findings import Findings
from telesim.scenario.reach import covered, covers_of
from telesim.scenario.reference_workforce import skills_needed
from telesim.scenario.skills import learns
from telesim.scenario.territory import Territory

_MOST_NAMES = 3


def check_staffing(found: Findings) -> None:
    """Turnover of teams, and territories."""
    _beginners(found)
    territory = found.scenario.policies.territory
    if territory is not None and found.sound("policies.territory", "teams.*.skills"):
        _territory(found, territory)


def _beginners(found: Findings) -> None:
    for name, team in found.scenario.teams.items():
        turnover = team.turnover
        if turnover is None or not found.sound(f"teams.{name}"):
            continue
        at = ("teams", name, "turnover")
        if turnover.starts_at == "trained":
            if turnover.beginner is not None:
                found.say(
                    (*at, "beginner"),
                    "beginner beside starts_at: trained",
                    "need one of them: who is trained does not begin",
                )
        elif turnover.beginner is None and not learns(team):
            found.say(
                at,
                "beginners who are as good as everybody else",
                "need beginner: {speed, first_time_fix, over}, a skill of the team that is learnt "
                "(from, to, over), or starts_at: trained",
            )


def _territory(found: Findings, territory: Territory) -> None:
    scenario, at = found.scenario, ("policies", "territory", "skills")
    if not territory.skills:
        found.say(at, "no skill", "need one or more, such as [repair, install]")
    offered = dict.fromkeys(skill for team in scenario.teams.values() for skill in team.skills)
    known = [
        skill
        for n, skill in enumerate(territory.skills)
        if found.known((*at, n), skill, "skill of a team", offered)
    ]
    if not found.sound("exchanges", "cabinets", "crews", "demand", "faults", "policies.base"):
        return
    local = scenario.policies.base == "local"
    needed = {skill for _, skill in skills_needed(found)}
    with_lines = {
        number
        for number, cabinet in zip(scenario.cabinet_exchange, scenario.cabinets, strict=True)
        if cabinet.lines
    }
    for skill in known:
        if skill not in needed:
            continue
        owned: set[int] = set()
        for crew in scenario.crews:
            if crew.count and skill in scenario.teams[crew.team].skills:
                owned |= covered(scenario, covers_of(crew, local))
        nobodys = [scenario.exchanges[n].id for n in sorted(with_lines - owned)]
        if nobodys:
            more = len(nobodys) - _MOST_NAMES
            names = ", ".join(nobodys[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
            found.say(
                at,
                f"a territory that nobody owns: no crew with the skill {skill} covers {names}",
                "need an owner for the lines of every exchange, or leave the skill out",
            )
