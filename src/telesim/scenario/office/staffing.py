"""How many clerks an office needs: work of its orders against its opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from telesim.scenario.check_words import percent
from telesim.scenario.office.contacts import Contacts
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.questions import Open, open_orders, orders_in_period, question_ms
from telesim.scenario.office.steps import ACCEPTANCE, OFFICE_ORDERS, STEPS, office_hours, staff_in
from telesim.units import HOUR_MS, WEEK_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telesim.scenario.check_capacity import Outlook
    from telesim.scenario.check_load import Load
    from telesim.scenario.check_periods import Period, Seasons
    from telesim.scenario.model import Scenario


#: From this share of the clerks' time on a desk has no room for a busy month.
_TIGHT = 0.95


@dataclass(frozen=True)
class DeskLoad:
    """One step in one county: clerks at the desk, and how many its work keeps busy.

    Of ``needed``, ``for_questions`` is what customers ask of whom ``waiting`` are open at a time.
    """

    step: str
    county: str
    staff: int
    needed: float
    for_questions: float = 0.0
    waiting: Open | None = None

    @property
    def load(self) -> float:
        """Share of the clerks' time that is asked for."""
        return self.needed / self.staff if self.staff else float("inf")


def passes(system: OrderSystem) -> list[float]:
    """How often an order passes each step on average, mistakes that go back included.

    Each visit to a step leaves a mistake with its chance, which sends the order through the steps
    from there to the finder once more. Two mistakes found together go back once, so this is a
    little too much.
    """
    count = len(STEPS)
    over = np.zeros((count, count))
    for word, step in system.steps.items():
        if step.found_at is not None:
            first, last = STEPS.index(word), STEPS.index(step.found_at)
            over[first : last + 1, first] = step.wrong
    found = np.linalg.solve(np.eye(count) - over, np.ones(count))
    return [float(one) for one in found]


def with_contacts(contacts: Contacts, work_ms: float) -> float:
    """Clerk's time for an order at acceptance, with reading into it each time it is passed on.

    Questions after orders come on top (:mod:`telesim.scenario.office.questions`).
    """
    passed_on = contacts.transfers / (1 - contacts.transfers)
    return work_ms * contacts.handling + passed_on * contacts.hand_off


def desks_of(
    scenario: Scenario,
    periods: Sequence[Period],
    seasons: Seasons,
    growth: Outlook,
    loads: Sequence[Load],
) -> tuple[DeskLoad, ...]:
    """Work at every desk over the window; none without an order system.

    ``loads`` are those of the crews: orders that wait for them are asked after.
    """
    system = scenario.order_system
    if system is None or system.calendar not in scenario.calendars:
        return ()
    hours = office_hours(scenario, system.calendar)
    open_ms = hours.work_between(scenario.window_start_ms, scenario.window_end_ms)
    if not open_ms:
        return ()
    wanted, served = _orders(scenario, periods, seasons, growth)
    often = passes(system)
    contacts = scenario.contacts
    waiting: dict[str, Open] = {}
    if contacts is not None:
        waiting = open_orders(scenario, periods, seasons, growth, loads)
    found = []
    for number, word in enumerate(STEPS):
        step = system.steps.get(word)
        if step is None:
            continue
        orders = wanted if number == ACCEPTANCE else served
        for county in scenario.counties:
            each = often[number] * step.work.expected
            staff, asking, asked = staff_in(step.staff, county), None, 0.0
            if number == ACCEPTANCE and contacts is not None:
                each = with_contacts(contacts, each)
                asking = waiting[county]
                asked = asking.all * busy_with(contacts, scenario.window, open_ms)
            coming = sum(orders[kind][county] * step.share_of(kind) for kind in OFFICE_ORDERS)
            needed = coming * each / open_ms + asked
            found.append(DeskLoad(word, county, staff, needed, asked, asking))
    return tuple(found)


def busy_with(contacts: Contacts, window_ms: int, open_ms: int) -> float:
    """Clerks that the questions of one open order keep busy, in ``open_ms`` of a window."""
    return window_ms / max(1.0, contacts.asks_after.expected) * question_ms(contacts) / open_ms


#: Orders by kind and county.
_Orders = dict[str, dict[str, float]]


def _orders(
    scenario: Scenario, periods: Sequence[Period], seasons: Seasons, growth: Outlook
) -> tuple[_Orders, _Orders]:
    """Orders of the window by kind and county: those that come, and those that find facilities."""
    wanted: _Orders = {kind: dict.fromkeys(scenario.counties, 0.0) for kind in OFFICE_ORDERS}
    served: _Orders = {kind: dict.fromkeys(scenario.counties, 0.0) for kind in OFFICE_ORDERS}
    for number, exchange in enumerate(scenario.exchanges):
        for at, period in enumerate(periods):
            installs, moves = (
                orders_in_period(scenario, what, number, at, period, seasons, growth)
                for what in OFFICE_ORDERS
            )
            wanted["install"][exchange.county] += installs
            served["install"][exchange.county] += float(growth.installs[number, at])
            for of_kind in (wanted, served):
                of_kind["move"][exchange.county] += moves
    return wanted, served


def office_in_words(scenario: Scenario, desks: tuple[DeskLoad, ...]) -> Iterator[str]:
    """A line for each step: clerks at the desk and clerks needed, and the busiest county."""
    system = scenario.order_system
    if system is None or not desks:
        return
    hours = office_hours(scenario, system.calendar)
    open_ms = hours.work_between(scenario.window_start_ms, scenario.window_end_ms)
    weekly = open_ms / HOUR_MS / (scenario.window / WEEK_MS)
    for word in system.steps:
        its = [desk for desk in desks if desk.step == word]
        worst = max(its, key=lambda desk: desk.load)
        staff = sum(desk.staff for desk in its)
        yield (
            f"{word}: {staff} clerk{'s' * (staff != 1)} at the desk, busy "
            f"{sum(desk.needed for desk in its):.1f}, {worst.county} most "
            f"({worst.needed:.1f} of {worst.staff}; an office week has {weekly:.0f} h)"
        )
        if scenario.contacts is not None and any(desk.waiting is not None for desk in its):
            each = busy_with(scenario.contacts, scenario.window, open_ms)
            yield _questions_in_words(its, each)


def _questions_in_words(desks: list[DeskLoad], each: float) -> str:
    """What is counted of customers who ask after their orders, and how much that takes."""
    waiting = [desk.waiting for desk in desks if desk.waiting is not None]
    return (
        f"{desks[0].step}: {sum(desk.for_questions for desk in desks):.1f} of them by questions "
        f"after {sum(one.all for one in waiting):,.0f} orders open at a time (an estimate: "
        f"{sum(one.lacking for one in waiting):,.0f} lack facilities, "
        f"{sum(one.for_crews for one in waiting):,.0f} wait for crews, "
        f"{sum(one.in_office for one in waiting):,.0f} lie in trays; other queues come on top); a "
        f"thousand more keep {1000 * each:.2f} clerks busy"
    )


def office_doubts(desks: tuple[DeskLoad, ...]) -> Iterator[str]:
    """Desks that just hold, so that a busy month fills them."""
    for desk in desks:
        if _TIGHT <= desk.load < 1:
            yield (
                f"order_system.steps.{desk.step}.staff: {desk.staff} in {desk.county}, busy for "
                f"{percent(desk.load)} of their time over the window: papers pile up in busy weeks"
            )


def office_warnings(desks: tuple[DeskLoad, ...]) -> Iterator[str]:
    """Desks whose papers pile up."""
    for desk in desks:
        if desk.load >= 1:
            yield (
                f"{desk.step} in {desk.county}: {desk.needed:.1f} clerks needed, {desk.staff} at "
                "the desk: papers pile up"
            )
