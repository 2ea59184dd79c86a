"""Crews: one visit at a time."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit, among
from telesim.conservation.doubts import Doubts
from telesim.conservation.visits import BEGINNINGS, ENDINGS, ENDS

__all__ = ["ENDINGS", "check_crews"]

#: Rows that begin and end a visit.
_BOTH = among(*BEGINNINGS, *ENDS)
_BEGINS = among(*BEGINNINGS)


def check_crews(audit: Audit) -> None:
    """Visits of one crew follow one another, and each is ended for the case it began for."""
    log = audit.log
    visits = audit.visits.only(_BOTH)
    rows = visits.rows
    if rows.size == 0:
        return
    audit.demand(visits.owner >= 0, rows, "needs its crew")
    case = log.case.take(rows)
    begins = _BEGINS.take(visits.kind)
    before = np.zeros(rows.size, dtype=np.bool_)
    np.logical_and(begins[:-1], ~visits.first[1:], out=before[1:])
    doubts = Doubts(audit)
    doubts.demand(~(begins & before), rows, "its crew is already on a visit")
    doubts.demand(begins | before, rows, "ends a visit that its crew has not begun")
    # Whoever ends what has been begun ends it for the case of the row before.
    same = np.ones(rows.size, dtype=np.bool_)
    np.equal(case[1:], case[:-1], out=same[1:])
    doubts.demand(same | begins | ~before, rows, "its crew was sent to another case")
    doubts.settle()
