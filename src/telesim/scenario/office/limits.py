"""Limits of key accounts against what a step takes when nothing waits but trays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from telesim.scenario.office.steps import office_hours
from telesim.units import HOUR_MS, format_duration

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario


def limit_warnings(scenario: Scenario) -> Iterator[str]:
    """Steps that take longer on average than a key account may lie there, without any queue.

    A paper lies half the time between two trays; in the green channel it is carried at once. Of a
    limit that counts opening hours, so do trays count only those.
    """
    accounts, system = scenario.key_accounts, scenario.order_system
    if accounts is None or system is None:
        return
    hours = office_hours(scenario, system.calendar)
    open_ms = hours.work_between(scenario.window_start_ms, scenario.window_end_ms)
    counted = open_ms / scenario.window if accounts.clock == "office-hours" else 1.0
    over = []
    for word, step in system.steps.items():
        limit = accounts.limits.get(word)
        if limit is None:
            continue
        lies = 0.0 if accounts.channel is not None else counted * step.batch / 2
        takes = lies + step.work.expected
        if takes > limit:
            over.append(f"{word} {takes / HOUR_MS:.2g} h of {format_duration(limit)}")
    if over:
        yield (
            "key accounts: limits shorter than what a step takes on average when nobody waits, at "
            + ", ".join(over)
        )
