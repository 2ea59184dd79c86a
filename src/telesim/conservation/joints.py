"""A repair that is done over at its joint names an earlier one that was there."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind


def check_joints(audit: Audit) -> None:
    """Kept pairs had been taken before, and only cables joined in stages have joints to open."""
    log = audit.log
    rows = audit.of(Kind.SAME_JOINT)
    if rows.size == 0:
        return
    kept = log.reason[rows] == 1
    earlier = np.full(audit.cases, -1, dtype=np.int64)
    repeat = audit.of(Kind.REPEAT_OF)
    earlier[log.case[repeat]] = log.amount[repeat]
    by_pair = np.zeros(audit.cases, dtype=np.bool_)
    by_pair[log.case[audit.of(Kind.PAIR_SWAP)]] = True
    by_pair[log.case[rows[kept]]] = True
    audit.demand(
        ~kept | by_pair[earlier[log.case[rows]]],
        rows,
        "the earlier repair gave the line no spare pair that it could keep",
    )
    swapped = audit.by_case(audit.of(Kind.PAIR_SWAP))
    audit.demand(
        ~kept | (swapped[log.case[rows]] == 0), rows, "takes a spare pair though it keeps its own"
    )
    cause = np.full(audit.cases, -1, dtype=np.int64)
    failed = audit.of(Kind.FAULT)
    cause[log.case[failed]] = log.reason[failed]
    staged = np.array([one.splicing is not None for one in audit.scenario.faults.values()])
    audit.demand(kept | staged[cause[log.case[rows]]], rows, "its cable is not joined in stages")
