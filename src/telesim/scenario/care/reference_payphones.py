"""Checks of public telephones: a calendar and a base that exist, a patrol that comes round."""

from __future__ import annotations

from telesim.scenario.care.clock_times import clock_ms
from telesim.scenario.care.payphones import payphones_by_exchange
from telesim.scenario.findings import Findings
from telesim.units import UnitError, parse_money


def check_payphones(found: Findings) -> None:
    """Public telephones, where the scenario has them."""
    scenario = found.scenario
    section = scenario.payphones
    if section is None:
        return
    if found.sound("payphones.share_of_lines", "exchanges") and not sum(
        payphones_by_exchange(scenario)
    ):
        found.say(("payphones", "share_of_lines"), "no telephone at all", "need a larger share")
    if found.sound("payphones.patrol.every") and section.patrol.every <= 0:
        found.say(("payphones", "patrol", "every"), "no time", "need more, such as 10 days")
    if found.sound("payphones.patrol.at"):
        try:
            clock_ms(section.patrol.at)
        except ValueError:
            found.say(
                ("payphones", "patrol", "at"),
                repr(section.patrol.at),
                'need a time of the day such as "09:00"',
            )
    repair = section.repair
    if found.sound("payphones.repair.calendar", "calendars"):
        found.known(
            ("payphones", "repair", "calendar"), repair.calendar, "calendar", scenario.calendars
        )
    if found.sound("payphones.repair.by", "payphones.repair.base", "exchanges"):
        if repair.by == "county" and repair.base is not None:
            found.say(
                ("payphones", "repair", "base"),
                repr(repair.base),
                "need it left out: crews of a county are at its seat",
            )
        elif repair.by == "centre" and repair.base is None:
            found.say(("payphones", "repair", "base"), "nothing", "need the exchange of the centre")
        elif repair.base is not None:
            found.known(
                ("payphones", "repair", "base"), repair.base, "exchange", scenario.exchange_number
            )
    price = section.revenue_per_month
    if found.sound("payphones.revenue_per_month", "currency") and price is not None:
        try:
            parse_money(price, scenario.currency.code)
        except UnitError as problem:
            found.say(("payphones", "revenue_per_month"), repr(price), f"need {problem.expected}")
