"""Hours that crews have worked: open hours of their days on duty, and overtime."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.rosters import Column, Rosters
from telesim.units import DAY_MS


class Hours(NamedTuple):
    """Intervals in which crews work, apart and rising by crew, on one axis for all of them.

    Instants of a crew are moved by ``apart`` times its number, so that one search serves all.
    ``before`` is the time worked before each interval; the other two are the instants at which
    a crew begins to work and those at which it may stop for the day.
    """

    apart: int
    starts: Column
    ends: Column
    before: Column
    begins: Column
    stops: Column

    @classmethod
    def of(
        cls,
        rosters: Rosters,
        end_ms: int,
        on_duty: tuple[Column, Column],
        overtime: tuple[Column, Column, Column],
    ) -> Hours:
        """Lay days and overtime on the axis.

        Args:
            rosters: what is written.
            end_ms: end of the log.
            on_duty: crew and number of the day in the rosters.
            overtime: crew, first and last instant.
        """
        apart = end_ms + 3 * DAY_MS
        crew, day = _with_the_next(rosters, end_ms, *on_duty)
        crew_axis = crew * apart
        count = rosters.span.take(day + 1) - rosters.span.take(day)
        behind = np.cumsum(count) - count
        at = np.repeat(rosters.span.take(day) - behind, count) + np.arange(count.sum())
        axis = np.repeat(crew_axis, count)
        beyond, since, until = overtime
        late = beyond * apart
        opens, closes = axis + rosters.starts.take(at), axis + rosters.ends.take(at)
        starts = np.concatenate([opens, late + since])
        ends = np.concatenate([closes, late + until])
        begins = np.concatenate([opens, late + until])
        # Whether the day after the log's end is one on duty, nobody knows: either may be so.
        last = rosters.end_ms.take(day) == end_ms
        shifts = _shift_ends(opens, closes, np.repeat(np.arange(crew.size), count))
        stops = np.concatenate([shifts, crew_axis[last] + end_ms, late + until])
        return cls(apart, *_one_after_another(starts, ends), begins, stops)

    def worked_by(self, crew: Column, instant_ms: Column) -> Column:
        """Time worked up to an instant, in ms, from an origin that is the same for all of a crew.

        The difference of two instants of one crew is what it worked between them.
        """
        instant = crew * self.apart + instant_ms
        if (instant[1:] < instant[:-1]).any():
            order = np.argsort(instant, kind="stable")
            found = np.empty(instant.size, dtype=np.int64)
            found[order] = self._worked_by(instant[order])
            return found
        return self._worked_by(instant)

    def _worked_by(self, instant: Column) -> Column:
        """The same for instants on the axis, rising: so many fall to each interval."""
        reached = np.append(np.searchsorted(instant, self.starts), instant.size)
        count, none = np.diff(reached), int(reached[0])
        found = np.zeros(instant.size, dtype=np.int64)
        since = np.repeat(self.starts - self.before, count)
        np.subtract(instant[none:], since, out=found[none:])
        full = np.repeat(self.ends - self.starts + self.before, count)
        np.minimum(found[none:], full, out=found[none:])
        return found

    def begin(self, crew: Column, instant_ms: Column) -> NDArray[np.bool_]:
        """Whether a crew begins to work at an instant, or goes on where its overtime ends."""
        return _among(crew * self.apart + instant_ms, self.begins)

    def stop(self, crew: Column, instant_ms: Column) -> NDArray[np.bool_]:
        """Whether a shift of a crew, or its overtime, ends at an instant."""
        return _among(crew * self.apart + instant_ms, self.stops)


def _with_the_next(
    rosters: Rosters, end_ms: int, crew: Column, day: Column
) -> tuple[Column, Column]:
    """Days on duty, and written ones that come just after the end of the log.

    No row tells of these, or not of all, and yet a night may have gone on into them.
    """
    everyone = np.tile(np.arange(rosters.crews), 2)
    dates = np.repeat(end_ms // DAY_MS + np.arange(2), rosters.crews)
    following = rosters.day_of(everyone, dates)
    told = crew[rosters.first_ms.take(day) == end_ms]
    first = rosters.first_ms.take(following)
    comes = (following >= 0) & (first >= end_ms) & ~((first == end_ms) & np.isin(everyone, told))
    return np.append(crew, everyone[comes]), np.append(day, following[comes])


def _shift_ends(starts: Column, ends: Column, shift: Column) -> Column:
    """Instants at which a shift ends, of intervals on the axis.

    Intervals that touch are one, of the later shift: a night that goes through midnight ends in the
    morning, and crews who are always there have no end before the last of their days.
    """
    if (starts[1:] < starts[:-1]).any():
        order = np.argsort(starts, kind="stable")
        starts, ends, shift = starts[order], ends[order], shift[order]
    whole = np.flatnonzero(np.append(starts[1:] != ends[:-1], True)[: ends.size])
    shift = shift[whole]
    found: Column = ends[whole[np.append(shift[1:] != shift[:-1], True)[: whole.size]]]
    return found


def _one_after_another(starts: Column, ends: Column) -> tuple[Column, Column, Column]:
    """Intervals in their order, apart, and the time in those before each.

    Overtime may run into the next day on duty: no instant counts twice. Where one interval ends as
    the next begins, both are one: days of 24 hours follow one another without a gap.
    """
    if (starts[1:] < starts[:-1]).any():
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
    if (starts[1:] < ends[:-1]).any():
        ends = np.maximum.accumulate(ends)
        starts[1:] = np.minimum(np.maximum(starts[1:], ends[:-1]), ends[1:])
    gap = np.flatnonzero(starts[1:] != ends[:-1])
    starts = np.concatenate([starts[:1], starts[1:].take(gap)])
    ends = np.concatenate([ends.take(gap), ends[-1:]])
    lengths = np.maximum(ends - starts, 0)
    return starts, ends, np.cumsum(lengths) - lengths


def _among(wanted: Column, known: Column) -> NDArray[np.bool_]:
    """Whether numbers are among others."""
    if not (wanted.size and known.size):
        return np.zeros(wanted.size, dtype=np.bool_)
    known = np.sort(known)
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found: NDArray[np.bool_] = known[at] == wanted
    return found
