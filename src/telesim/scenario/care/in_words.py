"""What customer care implies before anything is simulated: means on the lines at the start."""

from __future__ import annotations

import math
from collections.abc import Iterator

from telesim.scenario.care.arrears import Arrears
from telesim.scenario.care.complaints import Complaints
from telesim.scenario.care.payphones import Payphones, payphone_crews, payphones_by_exchange
from telesim.scenario.fields import for_area
from telesim.scenario.model import Scenario
from telesim.units import HOUR_MS, MONTH_MS


def care_in_words(scenario: Scenario) -> Iterator[str]:
    """A sentence for each part of customer care that the scenario has."""
    if scenario.arrears is not None:
        yield _arrears(scenario, scenario.arrears)
    if scenario.complaints is not None:
        yield _complaints(scenario.complaints)
    if scenario.payphones is not None:
        yield _payphones(scenario, scenario.payphones)


def _arrears(scenario: Scenario, arrears: Arrears) -> str:
    owing = sum(
        row.lines * float(for_area(arrears.rate, row.area).per_line_month)
        for row in scenario.exchanges
    )
    suspended = owing * (1 - arrears.pay_in_time)
    paid = suspended * arrears.pay
    lost = paid * arrears.notices.lost
    words = (
        f"arrears: {suspended:,.0f} lines suspended a month; {paid:,.0f} of them are paid for, "
        f"{lost:,.1f} of these notices lost; {suspended - paid:,.0f} "
    )
    given_up = arrears.given_up_after
    if given_up is None:
        return words + "stay suspended"
    # Little's law; the way of a notice is left out.
    days = paid * min(arrears.pay_after.expected, given_up) + (suspended - paid) * given_up
    return words + f"are given up; about {days / MONTH_MS:,.0f} are suspended at any time"


def _payphones(scenario: Scenario, section: Payphones) -> str:
    phones = sum(payphones_by_exchange(scenario))
    faults = phones * section.faults.per_line_month
    repair = section.repair
    crews, calendar = payphone_crews(scenario), scenario.calendars[repair.calendar]
    on, of = calendar.rotation
    there = crews * on / of * (1 - calendar.absence)
    work = faults * repair.work.expected / HOUR_MS
    return (
        f"public telephones: {phones:,}, of which {faults:,.0f} break in a month; {work:,.0f} "
        f"hours of work on site for {crews:,} crews, of which {there:,.1f} are on duty, beside the "
        f"way"
    )


def _complaints(section: Complaints) -> str:
    weeks = ", ".join(
        f"{1 - math.exp(-7 * share):.0%} of {kind}s"
        for kind, share in section.hazard.per_day_overdue.items()
    ).replace("%", " %")
    reads = 8 * HOUR_MS / section.head.reads
    what = [
        word
        for word, there in (
            ("what the desk writes down", section.supervised),
            ("what comes to the hotlines", section.hotlines),
        )
        if there
    ]
    return (
        f"complaints: a week overdue brings one from {weeks}; the head of a county can read "
        f"{reads:,.0f} cases in 8 hours and reads {' and '.join(what) or 'none'}"
    )
