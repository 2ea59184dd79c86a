"""Calls and customers of sample days: who comes when, to what, and for how long.

A slot of a cabinet has one word of a stream for each day and sort. Its size says how many times
the line comes, so that a higher rate only adds, and more slots disturb nobody.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.scenario import Scenario
from telesim.scenario.desks.counters import Counters
from telesim.units import DAY_MS, MONTH_MS, PER_MILLE
from telesim.workload import marks, values
from telesim.workload.pattern import day_parts
from telesim.workload.streams import Streams, to_uniform

Column = NDArray[np.int64]
#: Purpose of the stream, how often a line comes on a day, how long it takes.
_Sort = tuple[str, float, Distribution]
_FOREVER = 2**62
#: More calls of one line on a day than this are not looked for.
_MOST_A_DAY = 50


@dataclass(frozen=True)
class Sampled:
    """One row for each call or customer, by time; and the days that are simulated."""

    time_ms: Column
    cabinet: Column
    slot: Column
    #: What for, where that differs.
    sort: Column
    service_ms: Column
    patience_ms: Column
    key: NDArray[np.uint64]
    #: Midnights at which the sample days begin, and for how many days each stands, per mille.
    day_ms: Column
    stands_for: Column

    @classmethod
    def none(cls) -> Sampled:
        """Nobody comes."""
        nothing = np.zeros(0, np.int64)
        return cls(*(nothing,) * 6, np.zeros(0, np.uint64), nothing, nothing)


@dataclass(frozen=True)
class _Came:
    """Those of one sort and day."""

    cabinet: Column
    slot: Column
    key: NDArray[np.uint64]


def draw_directory(scenario: Scenario, streams: Streams, slots: Column) -> Sampled:
    """The calls to directory enquiry on some days of each month of the window."""
    desk = scenario.directory_desk
    if desk is None:
        return Sampled.none()
    months: dict[tuple[int, int], list[int]] = {}
    for day in _days(scenario):
        date = scenario.start + dt.timedelta(days=day)
        months.setdefault((date.year, date.month), []).append(day)
    chosen = [
        (day, stands)
        for days in months.values()
        for day, stands in _chosen(scenario, streams, "directory", days, desk.sample_days)
    ]
    daily = desk.rate.per_line_month * DAY_MS / MONTH_MS
    return _rows(
        scenario, streams, slots, chosen, desk.by_hour,
        lambda day: (("directory", daily, desk.call),), desk.patience,
    )  # fmt: skip


def draw_counters(scenario: Scenario, streams: Streams, slots: Column) -> Sampled:
    """The customers of the counters on some of the last days of months, and on some others."""
    counters = scenario.counters
    if counters is None:
        return Sampled.none()
    at_end: dict[bool, list[int]] = {True: [], False: []}
    for day in _days(scenario):
        at_end[_is_last(scenario, day, counters)].append(day)
    wanted = {True: counters.sample_days.month_end, False: counters.sample_days.other}
    chosen = [
        one
        for last, days in at_end.items()
        for one in _chosen(scenario, streams, "counters", days, wanted[last])
    ]

    def sorts(day: int) -> Sequence[_Sort]:
        bills = counters.bills
        length = _month_length(scenario, day)
        if _is_last(scenario, day, counters):
            share, days = bills.at_month_end, min(bills.last_days, length)
        else:
            share, days = 1 - bills.at_month_end, max(1, length - bills.last_days)
        month = DAY_MS / MONTH_MS
        return (
            ("counters/bill", bills.in_person * share / days, bills.serve),
            ("counters/order", counters.orders.rate.per_line_month * month, counters.orders.serve),
            ("counters/enquiry", counters.enquiries.rate.per_line_month * month,
             counters.enquiries.serve),
        )  # fmt: skip

    return _rows(scenario, streams, slots, sorted(chosen), counters.by_hour, sorts,
                 counters.patience)  # fmt: skip


def _days(scenario: Scenario) -> range:
    """Whole days of the window, counted from the start of the run."""
    return range(-(-scenario.window_start_ms // DAY_MS), scenario.window_end_ms // DAY_MS)


def _month_length(scenario: Scenario, day: int) -> int:
    date = scenario.start + dt.timedelta(days=day)
    first = date.replace(day=1)
    return ((first + dt.timedelta(days=32)).replace(day=1) - first).days


def _is_last(scenario: Scenario, day: int, counters: Counters) -> bool:
    date = scenario.start + dt.timedelta(days=day)
    return date.day > _month_length(scenario, day) - counters.bills.last_days


def _chosen(
    scenario: Scenario, streams: Streams, purpose: str, days: Sequence[int], count: int
) -> list[tuple[int, int]]:
    """Days with the smallest words, and for how many days each stands, per mille."""
    if not days:
        return []
    count = min(count, len(days))
    words = [
        (int(streams.daily(f"{purpose}/day", "", scenario.start.toordinal() + day, 1)[0]), day)
        for day in days
    ]
    stands = round(PER_MILLE * len(days) / count)
    return sorted((day, stands) for _, day in sorted(words)[:count])


def _rows(
    scenario: Scenario,
    streams: Streams,
    slots: Column,
    chosen: Sequence[tuple[int, int]],
    by_hour: Mapping[str, float],
    sorts: Callable[[int], Sequence[_Sort]],
    patience: Distribution | None,
) -> Sampled:
    parts: list[tuple[Column, ...]] = []
    bounds, shares = day_parts(dict(by_hour))
    upto = np.concatenate([[0.0], np.cumsum(shares)])
    for day, _ in chosen:
        for sort, (purpose, rate, law) in enumerate(sorts(day)):
            ordinal = scenario.start.toordinal() + day
            came = _candidates(scenario, streams, slots, f"{purpose}/{ordinal}", rate)
            when = np.interp(marks.column_uniform(came.key, marks.COMES_AT, 0), upto, bounds)
            parts.append(
                (
                    day * DAY_MS + np.minimum(when.astype(np.int64), DAY_MS - 1),
                    came.cabinet,
                    came.slot,
                    np.full(came.slot.size, sort, dtype=np.int64),
                    np.maximum(values.durations(law, came.key, marks.SERVED_FOR), 1),
                    np.full(came.slot.size, _FOREVER, dtype=np.int64)
                    if patience is None
                    else values.durations(patience, came.key, marks.SAMPLED_PATIENCE),
                    came.key.view(np.int64),
                )
            )
    if not parts:
        return Sampled.none()
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[6], columns[3], columns[2], columns[1], columns[0]))
    rows = [column[order] for column in columns]
    days = np.array(chosen, dtype=np.int64).reshape(-1, 2)
    return Sampled(
        rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6].view(np.uint64),
        days[:, 0] * DAY_MS, days[:, 1],
    )  # fmt: skip


def _candidates(
    scenario: Scenario, streams: Streams, slots: Column, purpose: str, rate: float
) -> _Came:
    """Slots that come on a day, as many times as the word of each says under a Poisson law."""
    raw = np.concatenate(
        [
            streams.raw(count, purpose, cabinet.id)
            for cabinet, count in zip(scenario.cabinets, slots.tolist(), strict=True)
        ]
    )
    cabinet = np.repeat(np.arange(slots.size), slots)
    slot = np.arange(raw.size) - np.repeat(np.cumsum(slots) - slots, slots)
    u = to_uniform(raw)
    chance = total = math.exp(-rate)
    found: list[tuple[Column, Column, NDArray[np.uint64]]] = []
    for time in range(_MOST_A_DAY):
        more = np.flatnonzero(u >= total)
        if more.size == 0:
            break
        found.append((cabinet[more], slot[more], marks.column_bits(raw[more], marks.COMES, time)))
        chance *= rate / (time + 1)
        total += chance
    if not found:
        nothing = np.zeros(0, np.int64)
        return _Came(nothing, nothing, np.zeros(0, np.uint64))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    return _Came(columns[0], columns[1], columns[2])
