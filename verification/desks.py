"""Desks that are called: the text of their towns, and what is read from their calls.

A desk is open all hours and every day is simulated, so that its calls are one Poisson flow. What
it remembers are the calls under way, of some minutes: a day is hundreds of times as long, so each
day counts as a copy. The first day, which begins with nobody there, is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim import EventLog, Scenario
from telesim.eventlog import Kind
from telesim.units import DAY_MS, MINUTE_MS
from verification.samples import Values
from verification.writing import SOURCE, Tree, rounded, seed_of

#: Reasons of a call that is lost: the caller gave up, all lines were taken.
GAVE_UP, ENGAGED = 0, 3
_ANSWERED = -1
_DAY_MIN = DAY_MS // MINUTE_MS
#: Calls of a line on a day, at most. A line has so many customers behind it, or so few.
_MOST_A_DAY = 10

Numbers = NDArray[np.int64]
#: Patience beyond every wait: the longest queue of these desks lasts minutes.
ENDLESS = "1 day"


@dataclass(frozen=True)
class Length:
    """How much is run: days that count, and replications of them."""

    days: int
    replications: int


def agents(count: int) -> Tree:
    """So many at all hours."""
    return {"mon-sun": {"00:00-24:00": count}}


def exponential_minutes(mean: float) -> Tree:
    """An exponential time of calls."""
    return {"exponential": {"mean": minutes(mean)}}


def minutes(value: float) -> str:
    """A time of calls."""
    return f"{rounded(value)} min"


def calls(per_minute: float, lines: int) -> str:
    """Calls of a town of so many lines, a minute."""
    return f"{rounded(per_minute * _DAY_MIN / lines)} calls per line per day"


def lines_for(per_minute: float) -> int:
    """Lines of a town that makes so many calls: thousands."""
    return 1000 * math.ceil(per_minute * _DAY_MIN / _MOST_A_DAY / 1000)


def desk_town(
    family: str,
    name: str,
    length: Length,
    *,
    per_minute: float,
    talk_min: float,
    count: int,
    **more: Any,
) -> Tree:
    """A town that does nothing but call directory enquiry, where ``count`` answer at all hours."""
    lines = lines_for(per_minute)
    return {
        "schema_version": 1,
        "name": name,
        "start": "2001-01-01",
        "warm_up": "0 days",
        "window": f"{length.days + 1} days",
        "follow_up": "1 day",
        "replications": length.replications,
        "seed": seed_of(family, name),
        "exchanges": [{"id": "E", "county": "town", "lines": lines, "ports": lines}],
        "cabinets": [
            {"id": "C", "exchange": "E", "lines": lines, "feeder_pairs": lines,
             "distribution_pairs": lines}
        ],
        "crews": [],
        "directory_desk": {
            "hours": {"mon-sun": "00:00-24:00"},
            "agents": agents(count),
            "rate": calls(per_minute, lines),
            "call": exponential_minutes(talk_min),
            "patience": ENDLESS,
            **more,
            "sample_days": 31,
            "source": SOURCE,
        },
    }  # fmt: skip


@dataclass(frozen=True)
class Calls:
    """The calls of a run in order of their rows: instants in ms, and how each ended."""

    came_ms: Numbers
    #: Until somebody answered, or the caller was lost.
    wait_ms: Numbers
    #: When its line was free again.
    left_ms: Numbers
    #: -1 = answered; else why it was lost.
    end: Numbers


def calls_of(log: EventLog) -> Calls:
    """All calls to directory enquiry in a log."""
    rows = np.flatnonzero((log.kind == Kind.DIRECTORY_ANSWERED) | (log.kind == Kind.DIRECTORY_LOST))
    answered = log.kind[rows] == Kind.DIRECTORY_ANSWERED
    time, reason = log.time_ms[rows].astype(np.int64), log.reason[rows].astype(np.int64)
    wait = log.amount[rows].astype(np.int64)
    return Calls(
        time - wait,
        wait,
        time + np.where(answered, reason, 0),
        np.where(answered, _ANSWERED, reason),
    )


def _days(scenario: Scenario) -> tuple[int, int]:
    """The first instant that counts, and the days from then to the end of the window."""
    first = scenario.window_start_ms + DAY_MS
    return first, (scenario.window_end_ms - first) // DAY_MS


@dataclass(frozen=True)
class OfCalls:
    """One value for each call that came on a day that counts.

    ``what`` is ``wait`` (in units of ``unit_min``) or one of these, 1 or 0: ``waited``,
    ``abandoned``, ``engaged``, ``answered within`` (``limit_min``). ``among`` is ``all``
    calls, those ``answered``, or those ``admitted``, which have found a free line.
    """

    what: str
    among: str = "all"
    unit_min: float = 1.0
    limit_min: float = 0.0

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """The values, with the day of each as its copy."""
        first, days = _days(scenario)
        found = calls_of(log)
        day = (found.came_ms - first) // DAY_MS
        chosen = (day >= 0) & (day < days) & self._chosen(found)
        return Values(day[chosen], self._values(found)[chosen], days)

    def _chosen(self, found: Calls) -> NDArray[np.bool_]:
        if self.among == "all":
            return np.ones(len(found.end), dtype=np.bool_)
        if self.among == "admitted":
            return np.asarray(found.end != ENGAGED)
        assert self.among == "answered", self.among
        return np.asarray(found.end == _ANSWERED)

    def _values(self, found: Calls) -> NDArray[np.float64]:
        wait = found.wait_ms / (MINUTE_MS * self.unit_min)
        values = {
            "wait": wait,
            "waited": (found.wait_ms > 0) | (found.end == GAVE_UP),
            "abandoned": found.end == GAVE_UP,
            "engaged": found.end == ENGAGED,
            "answered within": (found.end == _ANSWERED)
            & (found.wait_ms <= self.limit_min * MINUTE_MS),
        }[self.what]
        return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class MeanAtDesk:
    """Calls that wait or talk, averaged over stretches of each day that counts."""

    #: Stretches of a day; each day is a copy.
    stretches: int = 1

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each stretch, in order of time."""
        found = calls_of(log)
        return _averages(scenario, found.came_ms, found.left_ms, self.stretches)


@dataclass(frozen=True)
class AllInUse:
    """The share of time in which all of so many lines are in use, by stretches of each day."""

    lines: int
    stretches: int = 1

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each stretch, in order of time."""
        found = calls_of(log)
        had_line = found.end != ENGAGED
        came, left = found.came_ms[had_line], found.left_ms[had_line]
        time = np.concatenate([left, came])
        change = np.repeat([-1, 1], len(came))
        # A line that is given up at an instant is free for a call that comes then.
        order = np.argsort(time, kind="stable")
        time, full = time[order], np.cumsum(change[order]) == self.lines
        return _averages(scenario, time[:-1][full[:-1]], time[1:][full[:-1]], self.stretches)


@dataclass(frozen=True)
class LineInOrder:
    """The share of each day in which one of so many lines is in use that are searched in order.

    A call takes the first line that is free. The desk knows lines by their number alone, which
    decides who is lost, and when; on which of the free lines a call is put changes neither.
    """

    lines: int
    #: Counted from 1.
    which: int

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each day."""
        found = calls_of(log)
        had_line = found.end != ENGAGED
        came, left = found.came_ms[had_line], found.left_ms[had_line]
        order = np.argsort(came, kind="stable")
        came, left = came[order], left[order]
        on_it = lines_in_order(came, left, self.lines) == self.which - 1
        return _averages(scenario, came[on_it], left[on_it], 1)


def lines_in_order(came: Numbers, left: Numbers, lines: int) -> Numbers:
    """The line, counted from 0, of each call where it takes the first that is free.

    Raises:
        ValueError: a call comes while all lines are in use.
    """
    free, busy = list(range(lines)), list[tuple[int, int]]()
    taken = np.empty(len(came), np.int64)
    for n, (now, end) in enumerate(zip(came.tolist(), left.tolist(), strict=True)):
        while busy and busy[0][0] <= now:
            heappush(free, heappop(busy)[1])
        if not free:
            raise ValueError(f"lines: a call at {now} ms has none of {lines}, need more")
        taken[n] = heappop(free)
        heappush(busy, (end, int(taken[n])))
    return taken


def _averages(scenario: Scenario, begun: Numbers, ended: Numbers, stretches: int) -> Values:
    """How many spells are under way, averaged over stretches of each day that counts."""
    first, days = _days(scenario)
    each = DAY_MS // stretches
    bounds = first + each * np.arange(days * stretches + 1)
    upto = _time_since(begun, bounds) - _time_since(ended, bounds)
    return Values(np.repeat(np.arange(days), stretches), np.diff(upto) / each, days)


def _time_since(instants: Numbers, bounds: Numbers) -> NDArray[np.float64]:
    """For each bound the sum of the times that have passed since the instants before it, in ms."""
    ordered = np.sort(instants)
    sums = np.concatenate([[0], np.cumsum(ordered)])
    number = np.searchsorted(ordered, bounds)
    return np.asarray(number * bounds - sums[number], dtype=np.float64)
