"""Who is passed over waits, and a crew takes another job at that instant which came later."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.crews import ENDINGS
from telesim.eventlog import Kind


def check_passed_over(audit: Audit) -> None:
    """Once for each case, while nobody is on the way to it."""
    log = audit.log
    rows = audit.of(Kind.PASSED_OVER)
    if rows.size == 0:
        return
    case, taken = log.case[rows], log.reason[rows].astype(np.int64)
    audit.demand(audit.by_case(rows)[case] == 1, rows, "is passed over a second time")
    sent = audit.of(Kind.DISPATCHED)
    last = np.searchsorted(sent, rows) - 1
    audit.demand(
        (last >= 0)
        & (log.case[sent[last]] == taken)
        & (log.crew[sent[last]] == log.crew[rows])
        & (log.time_ms[sent[last]] == log.time_ms[rows]),
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
