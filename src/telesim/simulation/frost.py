"""Months in which nobody digs, and the first instant after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from telesim.scenario import Scenario
from telesim.scenario.demand import MONTH_NAMES
from telesim.units import DAY_MS


def month_numbers(names: Collection[str]) -> frozenset[int]:
    """Months by name as numbers from 1."""
    return frozenset(MONTH_NAMES.index(name) + 1 for name in names)


def thawed(scenario: Scenario, instant_ms: int, frozen: frozenset[int]) -> int:
    """The instant itself, or midnight of the first day after the frozen months it lies in."""
    if len(frozen) < 12:
        while scenario.date_of(instant_ms).month in frozen:
            instant_ms = (instant_ms // DAY_MS + 1) * DAY_MS
    return instant_ms


def frosts(scenario: Scenario, frozen: Collection[int]) -> Iterator[tuple[int, int]]:
    """(instant, month) of the beginning of each frozen month after the start of the run."""
    date = scenario.start.replace(day=1)
    while True:
        date = (date + dt.timedelta(days=32)).replace(day=1)
        instant = scenario.ms_of(date)
        if instant >= scenario.horizon_ms:
            return
        if date.month in frozen:
            yield instant, date.month
