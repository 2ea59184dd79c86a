"""What follows from counters, borrowed pairs and campaigns before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.scenario.check_words import count_in_words, percent
from telesim.scenario.fields import for_area
from telesim.scenario.market.promotions import Campaign, exchanges_of
from telesim.scenario.model import Scenario
from telesim.units import MONTH_MS, format_duration


def market_in_words(scenario: Scenario) -> Iterator[str]:
    """A sentence for each system that a scenario names; none of it is in the figures above."""
    if scenario.screening is not None:
        yield _counters(scenario)
    if scenario.rerouting is not None:
        yield _borrowing(scenario)
    for name, campaign in scenario.promotions.items():
        yield _campaign(scenario, name, campaign)


def _counters(scenario: Scenario) -> str:
    section = scenario.screening
    assert section is not None
    if not section.acceptance.looks:
        return "counters: every order is taken, whatever the records show"
    agents = ""
    if section.agents is not None:
        agents = (
            f", and {percent(section.agents.wrong)} of what agents decide, who bring "
            f"{percent(section.agents.share)} of the orders"
        )
    return f"counters: {percent(section.wrong)} of their decisions are wrong{agents}"


def _borrowing(scenario: Scenario) -> str:
    section = scenario.rerouting
    assert section is not None
    ways = [row for row in scenario.neighbours if row.m <= section.at_most and row.max_pairs]
    borrowers = {row.cabinet for row in ways}
    pairs = sum(row.max_pairs for row in ways)
    return (
        f"re-routing: {count_in_words(len(borrowers), 'cabinet')} may borrow from neighbours, "
        f"{pairs:,} pairs at most if all of them had as many to spare"
    )


def usual_and_brought(scenario: Scenario, campaign: Campaign) -> tuple[float, float]:
    """Orders that are usual in the time of a campaign at all its exchanges, and those beyond.

    Seasons are left aside.
    """
    install = scenario.demand.install
    usual = brought = 0.0
    for number in exchanges_of(scenario, campaign) if install is not None else ():
        assert install is not None
        row = scenario.exchanges[number]
        orders = for_area(install.rate, row.area).per_line_month * row.lines
        orders *= campaign.lasting / MONTH_MS
        usual += orders
        brought += orders * (campaign.uplift(row, scenario.currency.code) - 1)
    return usual, brought


def _campaign(scenario: Scenario, name: str, campaign: Campaign) -> str:
    usual, brought = usual_and_brought(scenario, campaign)
    exchanges = count_in_words(len(exchanges_of(scenario, campaign)), "exchange")
    where = "" if campaign.timing.everywhere else ", if it runs at all of them"
    return (
        f"campaign {name}: {brought:,.0f} orders beyond the usual {usual:,.0f} in "
        f"{format_duration(campaign.lasting)} at {exchanges}{where}; "
        f"{campaign.borrowed * brought:,.0f} fewer in the {format_duration(campaign.over)} that "
        "follow; seasons aside"
    )
