"""Checks of the market: money that is money, shares that leave something, places that there are."""

from __future__ import annotations

from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.units import UnitError, parse_money


def check_market(found: Findings) -> None:
    """Screening."""
    _screening(found)


def money(found: Findings, path: Path, written: str | None, per: str | None = None) -> None:
    """An amount of the scenario's currency, where one is written."""
    if written is None or not found.sound("currency", ".".join(str(step) for step in path)):
        return
    try:
        parse_money(written, found.scenario.currency.code, per)
    except UnitError as problem:
        found.say(path, repr(problem.found), f"need {problem.expected}")


def _screening(found: Findings) -> None:
    section = found.scenario.screening
    if section is None or not found.sound("screening"):
        return
    money(found, ("screening", "prepayment"), section.prepayment)
    if section.agents is not None:
        money(found, ("screening", "agents", "commission"), section.agents.commission)
    if found.scenario.demand.install is None and found.sound("demand"):
        found.say(("screening",), "screening without orders", "need demand.install")
