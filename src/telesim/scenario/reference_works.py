"""Checks of works: ducts that exist and hold what they say, sections that need each other."""

from __future__ import annotations

from telesim.scenario.demand import MONTH_NAMES
from telesim.scenario.findings import Findings
from telesim.units import UnitError, parse_money


def check_works(found: Findings) -> None:
    """Ducts, duct projects and the recovery of pairs."""
    _ducts(found)
    _cabinets(found)
    _duct_projects(found)
    scenario = found.scenario
    if scenario.works is not None and found.sound("works"):
        for word in ("gang_day", "least_visit"):
            if getattr(scenario.works, word) <= 0:
                found.say(("works", word), "no time", "need more than 0")
    if scenario.pair_recovery is not None and scenario.works is None and found.sound("works"):
        found.say(
            ("pair_recovery",), "pair_recovery without works", "need works, which says what a "
            "gang-day is",
        )  # fmt: skip


def _ducts(found: Findings) -> None:
    scenario = found.scenario
    for n, duct in enumerate(scenario.ducts):
        if found.sound("exchanges.*.id", "ducts.*.exchange"):
            found.known(("ducts", n, "exchange"), duct.exchange, "exchange",
                        scenario.exchange_number)  # fmt: skip
        if duct.used > duct.bores and found.sound("ducts.*.used", "ducts.*.bores"):
            found.say(
                ("ducts", n, "used"),
                f"{duct.used} bores used",
                f"need {duct.bores} or fewer, the bores of {duct.id}",
            )


def _cabinets(found: Findings) -> None:
    if not found.sound("ducts.*.id", "ducts.*.exchange", "cabinets.*.duct", "cabinets.*.exchange"):
        return
    ducts = {duct.id: duct for duct in found.scenario.ducts}
    for n, cabinet in enumerate(found.scenario.cabinets):
        if cabinet.duct is None:
            continue
        at = ("cabinets", n, "duct")
        if found.known(at, cabinet.duct, "duct", ducts):
            exchange = ducts[cabinet.duct].exchange
            if exchange != cabinet.exchange:
                own = [duct.id for duct in ducts.values() if duct.exchange == cabinet.exchange]
                found.say(
                    at,
                    f"{cabinet.duct!r}, a duct of {exchange}",
                    f"need a duct of {cabinet.exchange}",
                    f"it has {', '.join(own[:5])}" if own else "it has none",
                )


def _duct_projects(found: Findings) -> None:
    projects = found.scenario.duct_projects
    if projects is None or not found.sound("duct_projects"):
        return
    path = ("duct_projects",)
    if len(set(projects.frozen)) == len(MONTH_NAMES):
        found.say((*path, "frozen"), "all months", "need a month in which somebody digs")
    if projects.digging_gang_days is not None and found.scenario.works is None:
        if found.sound("works"):
            found.say(
                (*path, "digging_gang_days"),
                "digging_gang_days without works",
                "need works, which says what a gang-day is",
            )
    if projects.unit_cost is not None and found.sound("currency"):
        try:
            parse_money(projects.unit_cost, found.scenario.currency.code, "bore")
        except UnitError as problem:
            found.say((*path, "unit_cost"), repr(problem.found), f"need {problem.expected}")
