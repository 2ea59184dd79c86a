"""Checks of arrears: hours of a day, money of the currency, a rate for every area."""

from __future__ import annotations

from telesim.calendar import parse_range
from telesim.scenario.care.arrears import Arrears
from telesim.scenario.care.clock_times import clock_ms
from telesim.scenario.findings import Findings
from telesim.units import UnitError, parse_money


def check_arrears(found: Findings) -> None:
    """Arrears, where the scenario has them."""
    arrears = found.scenario.arrears
    if arrears is None:
        return
    if found.sound("arrears.rate"):
        found.areas(("arrears", "rate"), arrears.rate)
    if found.sound("arrears.counters"):
        _hours(found, arrears)
    notices = arrears.notices
    if found.sound("arrears.notices.penalty", "currency") and notices.penalty is not None:
        try:
            parse_money(notices.penalty, found.scenario.currency.code)
        except UnitError as problem:
            found.say(
                ("arrears", "notices", "penalty"), repr(notices.penalty), f"need {problem.expected}"
            )
    given_up = arrears.given_up_after
    if found.sound("arrears.given_up_after") and given_up is not None and given_up <= 0:
        found.say(("arrears", "given_up_after"), "no time", "need more, such as 90 days")


def _hours(found: Findings, arrears: Arrears) -> None:
    try:
        parse_range(arrears.counters)
    except ValueError:
        found.say(
            ("arrears", "counters"),
            repr(arrears.counters),
            'need hours of one day such as "08:00-18:00", at most to 24:00',
        )
    if found.sound("arrears.notices.batch_at"):
        try:
            clock_ms(arrears.notices.batch_at)
        except ValueError:
            found.say(
                ("arrears", "notices", "batch_at"),
                repr(arrears.notices.batch_at),
                'need a time of the day such as "18:00"',
            )
