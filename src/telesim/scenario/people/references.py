"""Checks of training and supervision: roles, counties and teams that exist."""

from __future__ import annotations

from telesim.scenario.findings import Findings
from telesim.scenario.people.training import ROLES
from telesim.units import UnitError, parse_money


def check_people(found: Findings) -> None:
    """The sections ``training`` and ``supervision``."""
    _supervision(found)
    training = found.scenario.training
    if training is None or not found.sound("training"):
        return
    for name in training.roles:
        found.known(("training", "roles", name), name, "role", ROLES)
    if training.effect >= 1 and training.rates_hold_at >= 1:
        found.say(("training", "effect"), "100 %", "need less where rates hold at level 1, which "
                  "is without errors then")  # fmt: skip
    for name, programme in training.programmes.items():
        path = ("training", "programmes", name)
        if not programme.roles:
            found.say((*path, "roles"), "no role", "need one or more of roles")
        for n, role in enumerate(programme.roles):
            found.known((*path, "roles", n), role, "role of training.roles", training.roles)
        found.counties((*path, "counties"), programme.counties)


def _supervision(found: Findings) -> None:
    supervision = found.scenario.supervision
    if supervision is None or not found.sound("supervision"):
        return
    if not supervision.teams:
        found.say(("supervision", "teams"), "no team", "need one or more, whose crews inspect")
    if found.sound("teams"):
        for n, team in enumerate(supervision.teams):
            found.known(("supervision", "teams", n), team, "team", found.scenario.teams)
    if supervision.deduction is not None and found.sound("currency"):
        try:
            parse_money(supervision.deduction, found.scenario.currency.code)
        except UnitError as problem:
            found.say(("supervision", "deduction"), repr(problem.found), f"need {problem.expected}")
