"""Checks of the market: money that is money, shares that leave something, places that there are."""

from __future__ import annotations

from telesim.scenario.fields import for_area
from telesim.scenario.findings import Findings
from telesim.scenario.market import PROMOTED
from telesim.scenario.market.promotions import Campaign, exchanges_of, span_of
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
    uplifts = _uplifts(found, path, campaign)
    _near_the_run(found, (*path, "opens"), campaign.opens)
    _near_the_run(found, (*path, "closes"), campaign.closes)
    begins, ends = span_of(scenario, campaign)
    if ends - begins < campaign.lasting:
        found.say(
            (*path, "closes"), campaign.closes, "need a day that leaves time for all that it lasts"
        )
    if any(campaign.left_afterwards(uplift) < 0 for uplift in uplifts.values()):
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
    most: dict[str, float] = {}
    for number, uplift in uplifts.items():
        area = scenario.exchanges[number].area
        if area in install.rate or "*" in install.rate:
            most[area] = max(most.get(area, 1.0), uplift)
    for area, uplift in most.items():
        if for_area(install.rate, area).per_line_month * uplift >= PROMOTED:
            found.say(
                (*path, "response" if campaign.response else "elasticity"),
                "orders beyond all measure",
                f"need fewer than {PROMOTED:g} a month and line in all",
            )


def _uplifts(found: Findings, path: Path, campaign: Campaign) -> dict[int, float]:
    """By exchange where it may run: how many times the usual orders come, where that is known."""
    scenario, response = found.scenario, campaign.response
    by_price = campaign.elasticity or campaign.elasticity_at or campaign.price is not None
    if bool(response) == bool(by_price):
        found.say(
            path, "a response and a price response" if response else "no response",
            "need either response, or elasticity with price and discount",
        )  # fmt: skip
        return {}
    if response:
        found.areas((*path, "response"), response)
        for area, value in response.items():
            if value < 1:
                found.say(
                    (*path, "response") if area == "*" else (*path, "response", area),
                    f"{value:g}", "need 1 or more: a campaign brings orders",
                )  # fmt: skip
    elif not _price_response(found, path, campaign):
        return {}
    known: dict[int, float] = {}
    for number in exchanges_of(scenario, campaign):
        try:
            known[number] = campaign.uplift(scenario.exchanges[number], scenario.currency.code)
        except KeyError:  # an area without a value, which has been told
            continue
    return known


def _price_response(found: Findings, path: Path, campaign: Campaign) -> bool:
    """Whether discount and price are such that a response follows from them."""
    scenario = found.scenario
    for word in ("elasticity", "price", "discount"):
        if not getattr(campaign, word):
            found.say((*path, word), "nothing", "need it for a response to the price")
    if not (campaign.elasticity and campaign.price and campaign.discount):
        return False
    found.areas((*path, "elasticity"), campaign.elasticity)
    places: dict[str, dict[str, None]] = {}
    for row in scenario.exchanges:
        for place in (row.id, row.county):
            places.setdefault(place, {})[row.area] = None
    for place, values in campaign.elasticity_at.items():
        at = (*path, "elasticity_at", place)
        if found.known(at, place, "county or exchange", places):
            missing = [area for area in places[place] if area not in values and "*" not in values]
            if missing:
                found.say(at, f"no value for {', '.join(missing)}", "need one for its areas")
    money(found, (*path, "price"), campaign.price)
    if not found.sound("currency"):
        return False
    try:
        price, off = (
            parse_money(one, scenario.currency.code) for one in (campaign.price, campaign.discount)
        )
    except UnitError:  # which has been told
        return False
    if off > price or not price:
        found.say(
            (*path, "discount"), repr(campaign.discount), f"need no more than {campaign.price}, "
            "a price above 0",
        )  # fmt: skip
        return False
    return True
