"""Hours on duty: way, work, depot and idle time, of which none is below nothing."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.crews import ENDINGS
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: Rows that begin a visit: their amount is the way to it.
_BEGINNINGS = (Kind.DISPATCHED, Kind.PREVENTIVE)
#: Rows that end one: their amount is the time on site.
_ENDS = (*ENDINGS, Kind.TREATED)
#: Rows that give a crew time.
_GIVEN = (Kind.ON_DUTY, Kind.OVERTIME)


def check_duty(audit: Audit) -> None:
    """No crew has ever spent more on ways, on work and at the depot than it was on duty.

    What is left is idle, so that the four sum to the time on duty with overtime, to the
    millisecond. A visit counts when it is over; a day is given when it begins.
    """
    log = audit.log
    rows = audit.of(*_GIVEN, Kind.DEPOT, *_BEGINNINGS, *_ENDS)
    rows = rows[stable_order(log.crew[rows])]
    if rows.size == 0:
        return
    kind, crew = log.kind[rows], log.crew[rows]
    left = np.where(np.isin(kind, _GIVEN), log.amount[rows], -log.amount[rows])
    ends = np.flatnonzero(np.isin(kind, _ENDS))
    begins = np.flatnonzero(np.isin(kind, _BEGINNINGS))
    # The way counts with the visit that it belongs to, which may be over on another day.
    way = left[begins].copy()
    left[begins] = 0
    over = np.searchsorted(begins, ends) - 1
    left[ends] += way[over]
    idle = np.cumsum(left)
    first = np.flatnonzero(np.diff(crew, prepend=-1))
    before = np.where(first > 0, idle[first - 1], 0)
    idle -= np.repeat(before, np.diff(np.append(first, rows.size)))
    if (idle < 0).any():
        short = np.flatnonzero(idle < 0)
        at = short[int(np.argmin(rows[short]))]
        raise audit.breach(
            int(rows[at]), f"its crew has spent {-idle[at]} ms more than it was on duty until then"
        )
