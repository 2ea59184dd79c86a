"""Checks of the market: money that is money, shares that leave something, places that there are."""

from __future__ import annotations

from telesim.scenario.fields import for_area
from telesim.scenario.findings import Findings
from telesim.scenario.market import PROMOTED
from telesim.scenario.market.promotions import Campaign, span_of
from telesim.scenario.node import Path
from telesim.units import UnitError, parse_money


def check_market(found: Findings) -> None:
    """Screening, neighbours, temporary re-routing and campaigns."""
    _screening(found)
    _neighbours(found)
    _rerouting(found)
    for name, campaign in found.scenario.promotions.items():
        _campaign(found, name, campaign)


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


def _neighbours(found: Findings) -> None:
    scenario = found.scenario
    seen: dict[tuple[str, str], int] = {}
    for n, row in enumerate(scenario.neighbours):
        if not found.sound("cabinets.*.id", "cabinets.*.exchange", "neighbours.*"):
            return
        numbers = scenario.cabinet_number
        words = (("cabinet", row.cabinet), ("neighbour", row.neighbour))
        known = [found.known(("neighbours", n, w), name, "cabinet", numbers) for w, name in words]
        if not all(known):
            continue
        own, other = (scenario.cabinets[numbers[name]] for _, name in words)
        at = ("neighbours", n, "neighbour")
        if own.id == other.id:
            found.say(at, repr(other.id), "need another cabinet than that which borrows")
        elif own.exchange != other.exchange:
            found.say(
                at, f"{other.id!r}, a cabinet of {other.exchange}",
                f"need a cabinet of {own.exchange}",
            )  # fmt: skip
        pair = (row.cabinet, row.neighbour)
        if pair in seen:
            found.say(at, f"{other.id!r} again for {own.id}", "need each neighbour once")
        seen[pair] = n


def _rerouting(found: Findings) -> None:
    section = found.scenario.rerouting
    if section is None or not found.sound("rerouting"):
        return
    money(found, ("rerouting", "wire_cost"), section.wire_cost, "m")
    if found.sound("faults"):
        path = ("rerouting", "cause")
        if found.known(path, section.cause, "fault cause", found.scenario.faults):
            cause = found.scenario.faults[section.cause]
            if cause.lines is not None or cause.customer_side or cause.splicing is not None:
                found.say(
                    path, repr(section.cause), "need a cause of one line in the company's plant"
                )
    if not found.scenario.neighbours and found.sound("neighbours"):
        found.say(("rerouting",), "rerouting without neighbours", "need a table neighbours")
    if found.scenario.demand.install is None and found.sound("demand"):
        found.say(("rerouting",), "rerouting without orders", "need demand.install")


def _near_the_run(found: Findings, path: Path, day: str) -> None:
    """From the start on, but perhaps after the end, so that a plan may be tried for some weeks."""
    if not found.sound("start", "warm_up", "window", "follow_up"):
        return
    last = found.last_day().year + 2
    if found.scenario.ms_of(day) < 0 or int(day[:4]) > last:
        found.say(path, day, f"need a day near the run, {found.scenario.start} to {last}-12-31")


def _campaign(found: Findings, name: str, campaign: Campaign) -> None:
    path = ("promotions", name)
    scenario = found.scenario
    if not found.sound(".".join(path)):
        return
    money(found, (*path, "discount"), campaign.discount)
    found.counties((*path, "counties"), campaign.counties)
    found.areas((*path, "response"), campaign.response)
    for area, response in campaign.response.items():
        if response < 1:
            found.say(
                (*path, "response") if area == "*" else (*path, "response", area),
                f"{response:g}", "need 1 or more: a campaign brings orders",
            )  # fmt: skip
    _near_the_run(found, (*path, "opens"), campaign.opens)
    _near_the_run(found, (*path, "closes"), campaign.closes)
    begins, ends = span_of(scenario, campaign)
    if ends - begins < campaign.lasting:
        found.say(
            (*path, "closes"), campaign.closes, "need a day that leaves time for all that it lasts"
        )
    areas = dict.fromkeys(exchange.area for exchange in scenario.exchanges)
    known = [a for a in areas if a in campaign.response or "*" in campaign.response]
    if any(campaign.left_afterwards(area) < 0 for area in known):
        found.say(
            (*path, "borrowed"),
            f"{100 * campaign.borrowed:g} %, more than all orders of the time that follows",
            "need less, or a longer over",
        )
    install = scenario.demand.install
    if install is None:
        if found.sound("demand"):
            found.say(path, "a campaign without orders", "need demand.install")
        return
    for area in known:
        if area in install.rate or "*" in install.rate:
            usual = for_area(install.rate, area).per_line_month
            if usual * max(1.0, campaign.uplift(area)) >= PROMOTED:
                found.say(
                    (*path, "response"), "orders beyond all measure",
                    f"need fewer than {PROMOTED:g} a month and line in all",
                )  # fmt: skip
