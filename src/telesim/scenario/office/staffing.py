"""How many clerks an office needs: work of its orders against its opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from telesim.scenario.fields import for_area
from telesim.scenario.office.contacts import Contacts
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import ACCEPTANCE, STEPS, office_hours, staff_in
from telesim.units import HOUR_MS, WEEK_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telesim.scenario.check_capacity import Outlook
    from telesim.scenario.check_periods import Period, Seasons
    from telesim.scenario.model import Scenario


@dataclass(frozen=True)
class DeskLoad:
    """One step in one county: clerks at the desk, and how many its orders keep busy."""

    step: str
    county: str
    staff: int
    needed: float

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

    Questions after orders come on top: how many depends on how long customers wait.
    """
    passed_on = contacts.transfers / (1 - contacts.transfers)
    return work_ms * contacts.handling + passed_on * contacts.hand_off


def desks_of(
    scenario: Scenario, periods: Sequence[Period], seasons: Seasons, growth: Outlook
) -> tuple[DeskLoad, ...]:
    """Work at every desk over the window; none without an order system."""
    system = scenario.order_system
    if system is None or system.calendar not in scenario.calendars:
        return ()
    hours = office_hours(scenario, system.calendar)
    open_ms = hours.work_between(scenario.window_start_ms, scenario.window_end_ms)
    if not open_ms:
        return ()
    wanted, served = _orders(scenario, periods, seasons, growth)
    often = passes(system)
    found = []
    for number, word in enumerate(STEPS):
        step = system.steps.get(word)
        if step is None:
            continue
        orders = wanted if number == ACCEPTANCE else served
        for county in scenario.counties:
            each = often[number] * step.work.expected
            if number == ACCEPTANCE and scenario.contacts is not None:
                each = with_contacts(scenario.contacts, each)
            work = orders[county] * each
            found.append(DeskLoad(word, county, staff_in(step.staff, county), work / open_ms))
    return tuple(found)


def _orders(
    scenario: Scenario, periods: Sequence[Period], seasons: Seasons, growth: Outlook
) -> tuple[dict[str, float], dict[str, float]]:
    """Orders of the window by county: those that come, and those that find facilities."""
    wanted, served = (dict.fromkeys(scenario.counties, 0.0) for _ in range(2))
    for number, exchange in enumerate(scenario.exchanges):
        for at, period in enumerate(periods):
            served[exchange.county] += float(growth.installs[number, at])
            for what in ("install", "move"):
                section = getattr(scenario.demand, what)
                if section is None:
                    continue
                rate = for_area(section.rate, exchange.area).per_line_month
                # New lines are ordered beside those of the start, moves by all there are.
                its = growth.lines[number, at] if what == "move" else exchange.lines
                lines = float(its)
                orders = rate * lines * period.months * seasons.mean(section.pattern, period)
                wanted[exchange.county] += orders
                if what == "move":
                    served[exchange.county] += orders
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


def office_warnings(desks: tuple[DeskLoad, ...]) -> Iterator[str]:
    """Desks whose papers pile up."""
    for desk in desks:
        if desk.load >= 1:
            yield (
                f"{desk.step} in {desk.county}: {desk.needed:.1f} clerks needed, {desk.staff} at "
                "the desk: papers pile up"
            )
