"""When papers are carried to a desk that does not get each at once."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from telesim.calendar import Calendar

#: Points at which the first tray may go, as parts of the time between two.
_POINTS = 96
#: Trays that are looked at to choose one of them.
_LOOKED_AT = 4096


class Carrying:
    """Trays that leave after equal spells of opening time, ``batch_ms`` apart on average.

    Nights and closed days count in that average: where an office is open for a third of the run, a
    tray of 24 h leaves after each 8 opening hours. A paper that comes to an open office then waits
    half of ``batch_ms`` on average, if the trays are not always just behind, or just before, a
    night. The point at which the first leaves is chosen so that they are not: of 96 points between
    two trays the first at which papers that come evenly through the opening hours wait closest to
    half of ``batch_ms``. What would leave at closing time leaves when the office opens next.
    """

    def __init__(self, hours: Calendar, batch_ms: int, length_ms: int) -> None:
        self._hours = hours
        self._total = hours.elapsed_open(length_ms)
        #: Opening time between two trays, as a fraction, in parts of ``_POINTS``.
        self._over, self._under = batch_ms * self._total, length_ms * _POINTS
        self._first = self._choose(batch_ms) if self._total else 0

    def _choose(self, batch_ms: int) -> int:
        """The point for the first tray."""
        hours = self._hours
        before, starts = np.array(hours.before), np.array(hours.starts)
        apart = self._over * _POINTS / self._under
        trays = np.arange(min(_LOOKED_AT, int(self._total / apart)))
        if trays.size < 2:
            return _POINTS // 2
        # Mean instant of all opening time up to some amount of it.
        spells = np.diff(np.append(before, self._total))
        area = np.append(0.0, np.cumsum(spells * (starts + spells / 2)))
        misses = []
        for point in range(_POINTS):
            open_ms = np.floor((trays + point / _POINTS) * apart)
            at = np.searchsorted(before, open_ms, side="right") - 1
            leaves = starts[at] + open_ms - before[at]
            come = area[at] + (open_ms - before[at]) * (starts[at] + leaves) / 2
            waits = apart * leaves[1:].sum() - (come[-1] - come[0])
            misses.append(abs(waits / (open_ms[-1] - open_ms[0]) - batch_ms / 2))
        # A second more or less is none: of equals the first.
        return int(np.argmin(np.round(np.array(misses) / 1000)))

    def leaves(self, now_ms: int) -> int | None:
        """The instant at which the tray leaves that takes a paper of now; None = after the run."""
        if not self._over:
            return None
        hours = self._hours
        parts = hours.elapsed_open(now_ms) * self._under - self._first * self._over
        number = -(-parts // (self._over * _POINTS))
        open_ms = (number * _POINTS + self._first) * self._over // self._under
        if open_ms >= self._total:
            return None
        at = bisect_right(hours.before, open_ms) - 1
        return hours.starts[at] + open_ms - hours.before[at]
