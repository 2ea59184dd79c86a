"""Working time as arithmetic: from an instant and an amount of work to the instant it is done.

A calendar is a list of open intervals on the axis of milliseconds since the scenario's start.
Nights, breaks, Sundays, holidays, days off and absence are all the same thing here: time that
is not open. Intervals of one calendar day form a *shift*; what happens to work at the end of
a shift is a policy, not the calendar's business.
"""

from __future__ import annotations

import datetime as dt
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from telesim.units import DAY_MS, MINUTE_MS

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGE = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class Calendar:
    """Open intervals in order of time, with the shift each belongs to.

    Attributes:
        starts, ends: instants in ms; intervals are half open, apart and rising.
        before: open time in ms before each interval.
        shift_ends: end of the last interval of the same shift, per interval.
        later: open time of the same shift after each interval.
    """

    __slots__ = ("before", "ends", "later", "shift_ends", "starts")

    def __init__(self, intervals: Iterable[tuple[int, int, int]]) -> None:
        """Take (start_ms, end_ms, shift) in order of time; touching intervals become one.

        Raises:
            ValueError: intervals overlap, are empty or out of order.
        """
        # Arrays, because every crew who is away some day has a calendar of its own.
        starts, ends = array("q"), array("q")
        shifts: list[int] = []
        for start, end, shift in intervals:
            if end <= start or (ends and start < ends[-1]):
                raise ValueError(f"interval {start}..{end} is empty or overlaps the one before")
            if ends and start == ends[-1]:
                ends[-1] = end
                shifts[-1] = shift
            else:
                starts.append(start)
                ends.append(end)
                shifts.append(shift)
        self.starts = starts
        self.ends = ends
        self.before = array("q")
        open_ms = 0
        for start, end in zip(starts, ends, strict=True):
            self.before.append(open_ms)
            open_ms += end - start
        self.shift_ends = array("q", ends)
        self.later = array("q", bytes(8 * len(ends)))
        for i in range(len(ends) - 2, -1, -1):
            if shifts[i] == shifts[i + 1]:
                self.shift_ends[i] = self.shift_ends[i + 1]
                self.later[i] = self.later[i + 1] + ends[i + 1] - starts[i + 1]

    def index(self, time_ms: int) -> int:
        """Number of the last interval that starts at or before an instant; -1 before the first."""
        return bisect_right(self.starts, time_ms) - 1

    def is_open(self, time_ms: int) -> bool:
        """Whether the instant lies in an interval."""
        i = self.index(time_ms)
        return i >= 0 and time_ms < self.ends[i]

    def elapsed_open(self, time_ms: int) -> int:
        """Open time from the beginning of the calendar up to an instant."""
        i = self.index(time_ms)
        if i < 0:
            return 0
        return self.before[i] + min(time_ms, self.ends[i]) - self.starts[i]

    def work_between(self, start_ms: int, end_ms: int) -> int:
        """Open time between two instants."""
        return self.elapsed_open(end_ms) - self.elapsed_open(start_ms)

    def next_open(self, time_ms: int) -> int | None:
        """The instant itself when open, else the next opening; None when there is no more."""
        i = self.index(time_ms)
        if i >= 0 and time_ms < self.ends[i]:
            return time_ms
        return self.starts[i + 1] if i + 1 < len(self.starts) else None

    def add_work(self, start_ms: int, work_ms: int) -> int | None:
        """The instant at which ``work_ms`` of open time have passed since ``start_ms``.

        Work that ends exactly at a closing ends there, not at the next opening. None when the
        calendar has not that much open time left.
        """
        need = self.elapsed_open(start_ms) + work_ms
        if work_ms <= 0:
            return start_ms
        # The last interval with less open time before it than is needed holds the end.
        low, high = 0, len(self.before)
        while low < high:
            middle = (low + high) // 2
            if self.before[middle] < need:
                low = middle + 1
            else:
                high = middle
        i = low - 1
        if i < 0:
            return None
        end = self.starts[i] + need - self.before[i]
        return end if end <= self.ends[i] else None


def parse_range(text: str) -> tuple[int, int]:
    """``"08:00-12:00"`` as milliseconds of the day.

    Raises:
        ValueError: another form, a time beyond 24:00, or an end not after the start.
    """
    match = _RANGE.fullmatch(text.strip())
    if match:
        h1, m1, h2, m2 = (int(g) for g in match.groups())
        start, end = (h1 * 60 + m1) * MINUTE_MS, (h2 * 60 + m2) * MINUTE_MS
        if m1 < 60 and m2 < 60 and start < end <= DAY_MS:
            return start, end
    raise ValueError(f'got {text!r}, need hours of one day such as "08:00-12:00"')


def parse_days(text: str) -> tuple[int, ...]:
    """``"mon"``, ``"mon-sat"`` or ``"tue, thu"`` as day numbers, Monday = 0.

    Raises:
        ValueError: a word that is not a day.
    """
    days: list[int] = []
    for part in re.split(r"\s*,\s*|\s+", text.strip()):
        ends = part.split("-")
        if not 1 <= len(ends) <= 2 or any(day not in DAY_NAMES for day in ends):
            raise ValueError(f'got {text!r}, need days such as "mon-sat" or "sun"')
        first, last = DAY_NAMES.index(ends[0]), DAY_NAMES.index(ends[-1])
        days.extend((first + k) % 7 for k in range((last - first) % 7 + 1))
    return tuple(dict.fromkeys(days))


def parse_holidays(texts: Iterable[str]) -> frozenset[dt.date]:
    """Dates and ``first..last`` ranges as a set of days.

    Raises:
        ValueError: not a date, or a range that ends before it begins.
    """
    days: set[dt.date] = set()
    for text in texts:
        first_text, _, last_text = str(text).partition("..")
        first = dt.date.fromisoformat(first_text.strip())
        last = dt.date.fromisoformat(last_text.strip()) if last_text else first
        if last < first:
            raise ValueError(f"got {text!r}, need the earlier date first")
        days.update(first + dt.timedelta(n) for n in range((last - first).days + 1))
    return frozenset(days)


def weekly_ranges(hours: Mapping[str, Sequence[str]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Open ranges in ms of the day for each of the seven days, Monday first.

    Raises:
        ValueError: a word that is not a day, a bad range, or ranges of one day that overlap.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for days, ranges in hours.items():
        for day in parse_days(days):
            week[day].extend(parse_range(text) for text in ranges)
    for day, spans in enumerate(week):
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                raise ValueError(f"the hours of {DAY_NAMES[day]} overlap")
    return tuple(tuple(spans) for spans in week)


def working_days(
    hours: Mapping[str, Sequence[str]], holidays: frozenset[dt.date], first: dt.date, days: int
) -> list[tuple[int, tuple[tuple[int, int], ...]]]:
    """The days with open hours among ``days`` days from ``first``: (day number, ranges)."""
    week = weekly_ranges(hours)
    found = []
    for day in range(days):
        date = first + dt.timedelta(day)
        spans = week[date.weekday()]
        if spans and date not in holidays:
            found.append((day, spans))
    return found


def build(
    days: Iterable[tuple[int, tuple[tuple[int, int], ...]]],
    on_duty: Callable[[int, int], bool] = lambda ordinal, day: True,
    trim_ms: int = 0,
) -> tuple[Calendar, list[tuple[int, int, int]]]:
    """A calendar of the working days on which ``on_duty(ordinal, day)`` holds.

    ``trim_ms`` is taken off the beginning of every day (the time at the depot).
    Returns the calendar and, for each day on duty, (first instant, ms on duty, ms trimmed).
    """
    intervals: list[tuple[int, int, int]] = []
    duty: list[tuple[int, int, int]] = []
    for ordinal, (day, spans) in enumerate(days):
        if not on_duty(ordinal, day):
            continue
        base = day * DAY_MS
        trim = trim_ms
        for start, end in spans:
            cut = min(trim, end - start)
            trim -= cut
            if start + cut < end:
                intervals.append((base + start + cut, base + end, day))
        length = sum(end - start for start, end in spans)
        duty.append((base + spans[0][0], length, trim_ms - trim))
    return Calendar(intervals), duty
