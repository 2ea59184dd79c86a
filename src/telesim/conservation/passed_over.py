"""Who is passed over waits on, and a crew takes another job at that instant which came later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.running import is_first
from telesim.conservation.visits import ENDINGS
from telesim.eventlog import Kind


def check_passed_over(audit: Audit) -> None:
    """Once for each case, while nobody is on the way to it."""
    log = audit.log
    rows = audit.of(Kind.PASSED_OVER)
    if rows.size == 0:
        return
    case, taken = log.case[rows], log.reason[rows].astype(np.int64)
    audit.demand(is_first(case), rows, "is passed over a second time")
    sent = audit.of(Kind.DISPATCHED)
    audit.demand(
        _sent_at(audit, sent, rows, taken, log.crew[rows].astype(np.int64)),
        rows,
        "its crew takes no other job at this instant",
    )
    audit.demand(log.amount[rows] > 0, rows, "came no earlier")
    # Visits begun less visits ended, of each case up to the row: none is under way.
    ends = audit.of(*ENDINGS)
    moves = np.concatenate([sent, ends, rows])
    change = np.concatenate([np.ones(sent.size), -np.ones(ends.size), np.zeros(rows.size)])
    order = np.lexsort((moves, log.case[moves]))
    under_way = np.cumsum(change[order])
    first = np.flatnonzero(np.diff(log.case[moves[order]], prepend=-2))
    before = np.where(first > 0, under_way[first - 1], 0)
    lengths = np.diff(np.append(first, order.size))
    under_way -= np.repeat(before, lengths)
    of_row = np.zeros(len(log), dtype=np.float64)
    of_row[moves[order]] = under_way
    audit.demand(of_row[rows] == 0, rows, "is not waiting: a crew is on its way")
    audit.demand(
        ~_sent_at(audit, sent, rows, case.astype(np.int64)),
        rows,
        "does not wait on: a crew sets out for it at this instant",
    )


def _sent_at(
    audit: Audit,
    sent: Index,
    rows: Index,
    case: NDArray[np.int64],
    crew: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Whether a crew, or that of ``crew``, sets out for a case at the instant of each row."""
    log = audit.log
    # Two visits to a case never begin at one instant: case and instant name one.
    known = log.case[sent].astype(np.int64) * (log.end_ms + 1) + log.time_ms[sent]
    order = np.argsort(known)
    wanted = case * (log.end_ms + 1) + log.time_ms[rows]
    at = order[np.searchsorted(known, wanted, sorter=order) % max(1, sent.size)]
    found: NDArray[np.bool_] = known[at] == wanted
    if crew is not None:
        found &= log.crew[sent[at]] == crew
    return found
