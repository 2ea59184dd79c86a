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
    ``before`` is the time worked before each interval; the other two, sorted, are the instants
    at which a crew begins to work and those at which it may stop for the day.
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
        apart = end_ms + 2 * DAY_MS
        crew, day = on_duty
        count = rosters.span[day + 1] - rosters.span[day]
        behind = np.cumsum(count) - count
        at = np.repeat(rosters.span[day] - behind, count) + np.arange(count.sum())
        axis = np.repeat(crew * apart, count)
        beyond, since, until = overtime
        late = beyond * apart
        starts = np.concatenate([axis + rosters.starts[at], late + since])
        ends = np.concatenate([axis + rosters.ends[at], late + until])
        stops = np.concatenate([crew * apart + rosters.end_ms[day], late + until])
        begins = np.concatenate([axis + rosters.starts[at], late + until])
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
        # Overtime may run into the next day on duty: no instant counts twice.
        reached = np.maximum.accumulate(ends)
        starts[1:] = np.minimum(np.maximum(starts[1:], reached[:-1]), reached[1:])
        lengths = np.maximum(reached - starts, 0)
        return cls(apart, starts, reached, np.cumsum(lengths) - lengths,
                   np.sort(begins), np.sort(stops))  # fmt: skip

    def worked_by(self, crew: Column, instant_ms: Column) -> Column:
        """Time worked up to an instant, in ms, from an origin that is the same for all of a crew.

        The difference of two instants of one crew is what it worked between them.
        """
        if not self.starts.size:
            return np.zeros(instant_ms.size, dtype=np.int64)
        instant = crew * self.apart + instant_ms
        at = np.searchsorted(self.starts, instant, side="right") - 1
        inside = np.minimum(instant, self.ends[at]) - self.starts[at]
        return np.where(at < 0, 0, self.before[at] + inside)

    def begin(self, crew: Column, instant_ms: Column) -> NDArray[np.bool_]:
        """Whether a crew begins to work at an instant, or goes on where its overtime ends."""
        return _among(crew * self.apart + instant_ms, self.begins)

    def stop(self, crew: Column, instant_ms: Column) -> NDArray[np.bool_]:
        """Whether a shift of a crew, or its overtime, ends at an instant."""
        return _among(crew * self.apart + instant_ms, self.stops)


def _among(wanted: Column, known: Column) -> NDArray[np.bool_]:
    """Whether numbers are among others, which are sorted."""
    if not known.size:
        return np.zeros(wanted.size, dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found: NDArray[np.bool_] = known[at] == wanted
    return found
