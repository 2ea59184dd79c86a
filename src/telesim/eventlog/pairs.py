"""Whose pairs a row is about: those of its own cabinet, or of the one from which it borrows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog.kinds import Kind
from telesim.eventlog.log import EventLog

Column = NDArray[np.int64]


def cabinet_of_pairs(log: EventLog, rows: NDArray[np.intp], place: Column) -> Column:
    """The cabinet whose pairs each of some rows takes or frees.

    ``place`` is the row's cabinet as it would be without re-routing, and the answer the same where
    no line is borrowed. A line that goes back takes a pair of its own (MOVE_BACK) and frees one of
    the lender's (MOVED_BACK), or the own one again, where it has been given up.
    """
    lent = np.flatnonzero(log.kind == Kind.REROUTED)
    if lent.size == 0:
        return place
    cases = int(log.case.max()) + 1
    lender = np.full(cases + 1, -1, dtype=np.int64)
    lender[log.case[lent]] = log.place[lent]
    begun = np.flatnonzero(log.kind == Kind.MOVE_BACK)
    order_of = np.full(cases + 1, -1, dtype=np.int64)
    order_of[log.case[begun]] = log.amount[begun]
    kind, case, amount = log.kind[rows], log.case[rows], log.amount[rows]
    by_order = (kind == Kind.ASSIGNED) | (kind == Kind.CANCELLED)
    given_up = ((kind == Kind.CEASED) | (kind == Kind.RELEASED)) & (amount > 0)
    back = (kind == Kind.MOVED_BACK) & (log.reason[rows] == 0)
    found = np.where(by_order & (lender[case] >= 0), lender[case], place)
    found = np.where(given_up, amount - 1, found)
    return np.asarray(np.where(back, lender[order_of[case]], found), dtype=np.int64)


def pairs_of_moves_back(kind: NDArray[np.integer]) -> Column:
    """Pairs more in use by rows of some kinds: one while a line has its own and the lender's."""
    begun = (kind == Kind.MOVE_BACK).astype(np.int64)
    over = (kind == Kind.MOVED_BACK) | (kind == Kind.MOVE_BACK_LAPSED)
    return np.asarray(begun - over, dtype=np.int64)
