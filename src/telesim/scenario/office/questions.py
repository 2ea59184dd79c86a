"""How many customers wait for their line at a time, who all ask after it: an estimate of means.

Orders wait for facilities, for crews and in the office. What lacks facilities is followed week by
week (:mod:`telesim.scenario.check_capacity`); crews with more work than hours leave the rest of it,
less those who give up; papers lie half the time between two trays. Other queues are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.scenario.fields import for_area
from telesim.scenario.office.contacts import Contacts
from telesim.scenario.office.steps import BILLING, STEPS
from telesim.units import MONTH_MS

if TYPE_CHECKING:
    from telesim.scenario.check_capacity import Outlook
    from telesim.scenario.check_load import Load
    from telesim.scenario.check_periods import Period, Seasons
    from telesim.scenario.model import Scenario


@dataclass(frozen=True)
class Open:
    """Orders of a county that are open at a time, on average over the window."""

    lacking: float
    for_crews: float
    in_office: float

    @property
    def all(self) -> float:
        """All of them."""
        return self.lacking + self.for_crews + self.in_office


def question_ms(contacts: Contacts) -> float:
    """Clerk's time for a question, with reading into it each time it is passed on."""
    passed_on = 0.0 if contacts.owner_answers else contacts.transfers / (1 - contacts.transfers)
    return contacts.question.expected * contacts.handling + passed_on * contacts.hand_off


def orders_in_period(
    scenario: Scenario,
    what: str,
    exchange: int,
    number: int,
    period: Period,
    seasons: Seasons,
    growth: Outlook,
) -> float:
    """Orders for new lines (``install``) or moves that come at an exchange in a period."""
    section = getattr(scenario.demand, what)
    if section is None:
        return 0.0
    row = scenario.exchanges[exchange]
    rate = for_area(section.rate, row.area).per_line_month
    # New lines are ordered beside those of the start, moves by all there are.
    lines = float(growth.lines[exchange, number]) if what == "move" else float(row.lines)
    return float(rate * lines * period.months * seasons.mean(section.pattern, period))


def behind_crews(
    backlog: float, per_ms: float, load: float, patience_ms: float, time_ms: float
) -> float:
    """Orders that wait for crews so long after a backlog was there, at a constant load.

    Crews do 1/load of what comes, or have that much room where the load is below 1; each order
    that waits is given up after ``patience_ms`` on average (infinite = never).
    """
    if load <= 0:
        return 0.0
    growth = per_ms * (1 - 1 / load)
    if math.isinf(patience_ms):
        return max(0.0, backlog + growth * time_ms)
    level = growth * patience_ms
    return max(0.0, level + (backlog - level) * math.exp(-time_ms / patience_ms))


def open_orders(
    scenario: Scenario,
    periods: Sequence[Period],
    seasons: Seasons,
    growth: Outlook,
    loads: Sequence[Load],
) -> dict[str, Open]:
    """Orders that are open at a time, by county: means over the window."""
    months = sum(period.months for period in periods)
    lying_ms = _lying_ms(scenario)
    found = {county: [0.0, 0.0, 0.0] for county in scenario.counties}
    for exchange, row in enumerate(scenario.exchanges):
        its = found[row.county]
        for number, period in enumerate(periods):
            its[0] += float(growth.held[exchange, number]) * period.months / months
        for what in ("install", "move"):
            section = getattr(scenario.demand, what)
            if section is None:
                continue
            if what == "install":
                orders = float(growth.installs[exchange].sum())
                backlog = float(growth.found_at_start[exchange])
            else:
                orders, backlog = 0.0, 0.0
                for number, period in enumerate(periods):
                    orders += orders_in_period(
                        scenario, what, exchange, number, period, seasons, growth
                    )
            per_ms = orders / (months * MONTH_MS)
            patience_ms = math.inf if section.patience is None else section.patience.expected
            load = _load_of(loads, section.skill, exchange)
            for period in periods:
                waiting = behind_crews(backlog, per_ms, load, patience_ms, period.middle_ms)
                its[1] += waiting * period.months / months
            its[2] += per_ms * lying_ms
    return {county: Open(*counts) for county, counts in found.items()}


def _lying_ms(scenario: Scenario) -> float:
    """How long an order lies in trays before its line works, on average."""
    system = scenario.order_system
    if system is None:
        return 0.0
    return sum(step.batch for word, step in system.steps.items() if word != STEPS[BILLING]) / 2


def _load_of(loads: Sequence[Load], skill: str, exchange: int) -> float:
    """The load of the crews that a skill is asked of at an exchange; the highest where sets nest.

    Without crews for it nothing is done: every order of the skill waits.
    """
    its = [load.load for load in loads if skill in load.skills and exchange in load.exchanges]
    return max(its, default=0.0)
