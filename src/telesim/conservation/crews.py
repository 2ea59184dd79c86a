"""Crews: one visit at a time."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.doubts import Doubts
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: Rows that end a visit; their amount is the crew time on site.
ENDINGS = (
    Kind.NO_ACCESS, Kind.WRONG_SKILL, Kind.UNFINISHED, Kind.MATERIAL, Kind.CLEARED, Kind.IN_SERVICE,
    Kind.PART_BUILT, Kind.BUILT, Kind.FRAME_DONE, Kind.CONNECTED, Kind.NO_PAIR, Kind.MOVED_BACK,
    Kind.DUPLICATE_SEEN, Kind.INTERRUPTED,
)  # fmt: skip
#: Rows that begin and end preventive work, which is a visit without a case.
_SPARE_TIME = (Kind.PREVENTIVE, Kind.TREATED)


def check_crews(audit: Audit) -> None:
    """Visits of one crew follow one another, and each is ended for the case it began for."""
    log = audit.log
    rows = audit.of(Kind.DISPATCHED, *ENDINGS, *_SPARE_TIME)
    audit.demand(log.crew[rows] >= 0, rows, "needs its crew")
    rows = rows[stable_order(log.crew[rows])]
    if rows.size == 0:
        return
    crew, case = log.crew[rows], log.case[rows]
    begins = (log.kind[rows] == Kind.DISPATCHED) | (log.kind[rows] == Kind.PREVENTIVE)
    first = np.concatenate([[True], crew[1:] != crew[:-1]])
    before = np.concatenate([[False], begins[:-1]]) & ~first
    doubts = Doubts(audit)
    doubts.demand(~(begins & before), rows, "its crew is already on a visit")
    doubts.demand(begins | before, rows, "ends a visit that its crew has not begun")
    ends = np.flatnonzero(~begins & before)
    doubts.demand(case[ends] == case[ends - 1], rows[ends], "its crew was sent to another case")
    doubts.settle()
