"""Every visit of a crew as one row of arrays, and the days that crews were on duty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.kpi.faults import NEVER
from telesim.kpi.rows import Rows, next_of_same

Column = NDArray[np.int64]

#: Rows that end a visit; their amount is the crew time on site.
ENDINGS: tuple[Kind, ...] = (
    Kind.NO_ACCESS,
    Kind.NO_PAIR,
    Kind.WRONG_SKILL,
    Kind.UNFINISHED,
    Kind.MATERIAL,
    Kind.CLEARED,
    Kind.IN_SERVICE,
    Kind.CONNECTED,
    Kind.FRAME_DONE,
    Kind.MOVED_BACK,
    Kind.DUPLICATE_SEEN,
    Kind.PART_BUILT,
    Kind.BUILT,
    Kind.INTERRUPTED,
)


@dataclass(frozen=True)
class Visits:
    """One element per visit, in order of dispatch.

    ``ending`` is the kind of the row that ended it, 0 while it lasts; then ``ended_ms`` is
    NEVER and ``site_ms`` 0.
    """

    crew: Column
    case: Column
    #: Number of the visit of its case, from 0.
    number: Column
    dispatched_ms: Column
    ended_ms: Column
    travel_ms: Column
    site_ms: Column
    ending: Column

    def share_between(self, start_ms: int, end_ms: int) -> NDArray[np.float64]:
        """Share of each visit's crew time that belongs to [start_ms, end_ms), 0 to 1.

        A visit that crosses an edge is split in proportion to elapsed time.
        """
        length = self.ended_ms - self.dispatched_ms
        inside = np.minimum(self.ended_ms, end_ms) - np.maximum(self.dispatched_ms, start_ms)
        within = (self.dispatched_ms >= start_ms) & (self.dispatched_ms < end_ms)
        split = np.maximum(inside, 0) / np.maximum(length, 1)
        point = (length == 0) | (self.ended_ms == NEVER)
        return np.where(point, within.astype(np.float64), split)


@dataclass(frozen=True)
class CrewTimes:
    """Times written on single rows: a crew, an instant, a length."""

    crew: Column
    case: Column
    time_ms: Column
    length_ms: Column


def read_visits(
    log: EventLog,
    rows: Rows,
    begin_kind: Kind = Kind.DISPATCHED,
    endings: tuple[Kind, ...] = ENDINGS,
) -> Visits:
    """Match each dispatch with the row that ended its visit: the next of the same crew."""
    at = rows.of(begin_kind, *endings)
    following = next_of_same(log.crew[at])
    begins = np.flatnonzero(log.kind[at] == begin_kind)
    begin = at[begins]
    then = following[begins]
    known = (then >= 0) & (log.kind[at[then]] != begin_kind)
    end = at[then[known]]

    def of_end(values: NDArray[np.int64], open_value: int) -> Column:
        column = np.full(begin.size, open_value, dtype=np.int64)
        column[known] = values[end]
        return column

    # Who was called away on the way has spent less on it than was planned, and nothing on site.
    travel_ms, site_ms = log.amount[begin].astype(np.int64), of_end(log.amount, 0)
    left_ms = np.minimum(site_ms, 0)

    return Visits(
        crew=log.crew[begin].astype(np.int64),
        case=log.case[begin].astype(np.int64),
        number=log.reason[begin].astype(np.int64),
        dispatched_ms=log.time_ms[begin].astype(np.int64),
        ended_ms=of_end(log.time_ms, NEVER),
        travel_ms=travel_ms + left_ms,
        site_ms=site_ms - left_ms,
        ending=of_end(log.kind.astype(np.int64), 0),
    )


def read_crew_times(log: EventLog, rows: Rows, kind: Kind) -> CrewTimes:
    """All rows of a kind whose amount is a time of a crew: ON_DUTY, DEPOT, OVERTIME."""
    at = rows.of(kind)
    return CrewTimes(
        crew=log.crew[at].astype(np.int64),
        case=log.case[at].astype(np.int64),
        time_ms=log.time_ms[at].astype(np.int64),
        length_ms=log.amount[at].astype(np.int64),
    )
