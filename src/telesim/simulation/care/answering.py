"""Who answers complaints: the 180 desk of a county, and its head, who reads case after case."""

from __future__ import annotations

from heapq import heapreplace
from typing import NamedTuple

from telesim.calendar import Calendar
from telesim.units import DAY_MS

#: What becomes of a call: answered, given up, turned out when the desk closes.
ANSWERED, GAVE_UP, CLOSED = range(3)


class Answer(NamedTuple):
    """What becomes of a call, and when."""

    what: int
    time_ms: int


class ComplaintLines:
    """The positions of a desk, first come first served, open at the same hours every day.

    Lengths of calls are known when they come in, and those who give up take nobody's time: so
    the wait of a call is known at once, and no queue need be kept.
    """

    def __init__(self, positions: int, opens_ms: int, closes_ms: int) -> None:
        self._free = [0] * positions
        self._opens, self._closes = opens_ms, closes_ms

    def is_open(self, now_ms: int) -> bool:
        """Whether anybody answers at an instant."""
        return self._opens <= now_ms % DAY_MS < self._closes

    def next_day(self, now_ms: int, part: float) -> int:
        """An instant of the next opening after ``now_ms``; ``part`` of it, 0 to 1, has passed."""
        opens = now_ms // DAY_MS * DAY_MS + self._opens
        if opens < now_ms:
            opens += DAY_MS
        return opens + int(part * (self._closes - self._opens))

    def call(self, now_ms: int, handling_ms: int, patience_ms: int) -> Answer:
        """A call comes in while the desk is open; calls must come in order of time."""
        begin = max(now_ms, self._free[0])
        closes = now_ms // DAY_MS * DAY_MS + self._closes
        if begin > now_ms and now_ms + patience_ms <= min(begin, closes):
            return Answer(GAVE_UP, now_ms + patience_ms)
        if begin >= closes:
            return Answer(CLOSED, closes)
        heapreplace(self._free, begin + handling_ms)
        return Answer(ANSWERED, begin)


class Reader:
    """One person who reads cases in the order they come, each for the same time."""

    def __init__(self, calendar: Calendar, reads_ms: int) -> None:
        self._calendar = calendar
        self._reads_ms = reads_ms
        self._free_ms = 0

    def read(self, now_ms: int) -> int | None:
        """The instant at which a case that comes now has been read; None = not in this run."""
        done = self._calendar.add_work(max(now_ms, self._free_ms), self._reads_ms)
        if done is not None:
            self._free_ms = done
        return done
