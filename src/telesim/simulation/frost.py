"""Months in which nobody digs: the first instant after them, and time that stands still in them."""

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


def ends_unfrozen(scenario: Scenario, begin_ms: int, span_ms: int, frozen: frozenset[int]) -> int:
    """When a span ends that begins at an instant and stands still in frozen months.

    The first instant outside them by which so much time outside them has passed; with every
    month frozen, time never stands still.
    """
    if not frozen or len(frozen) == 12:
        return begin_ms + span_ms
    begin_ms = thawed(scenario, begin_ms, frozen)
    while True:
        frost_ms = _next_month(scenario, begin_ms)
        while scenario.date_of(frost_ms).month not in frozen:
            frost_ms = _next_month(scenario, frost_ms)
        if begin_ms + span_ms < frost_ms:
            return begin_ms + span_ms
        span_ms -= frost_ms - begin_ms
        begin_ms = thawed(scenario, frost_ms, frozen)


def begins_unfrozen(scenario: Scenario, end_ms: int, span_ms: int, frozen: frozenset[int]) -> int:
    """When to begin, at the latest, what shall end by an instant and stands still in frost.

    0 where that lies before the start of the run.
    """
    if not frozen or len(frozen) == 12:
        return max(0, end_ms - span_ms)
    while end_ms > 0:
        date = scenario.date_of(end_ms - 1).date()
        month_ms = scenario.ms_of(date.replace(day=1))
        if date.month not in frozen:
            if span_ms <= end_ms - month_ms:
                return max(0, end_ms - span_ms)
            span_ms -= end_ms - month_ms
        end_ms = month_ms
    return 0


def _next_month(scenario: Scenario, instant_ms: int) -> int:
    date = scenario.date_of(instant_ms).date().replace(day=1) + dt.timedelta(days=32)
    return scenario.ms_of(date.replace(day=1))


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
