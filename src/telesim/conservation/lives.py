"""Which row may follow which in the life of a case, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from telesim.conservation.audit import KINDS, Audit
from telesim.conservation.doubts import Doubts
from telesim.conservation.fault_lives import FAULT_NEXT
from telesim.conservation.order_lives import ORDER_NEXT
from telesim.conservation.other_lives import (
    BACK_NEXT,
    CALL_NEXT,
    COMPLAINT_NEXT,
    DUPLICATE_NEXT,
    PAYPHONE_NEXT,
    SUSPENSION_NEXT,
    WORKS_NEXT,
)
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: First row of a case -> what may follow in its life.
LIVES: Mapping[Kind, Mapping[Kind, tuple[Kind, ...]]] = {
    Kind.ORDER: ORDER_NEXT,
    Kind.FAULT: FAULT_NEXT,
    Kind.FRAME_CALL: CALL_NEXT,
    Kind.MOVE_BACK: BACK_NEXT,
    Kind.DUPLICATE: DUPLICATE_NEXT,
    Kind.WORK_RELEASED: WORKS_NEXT,
    Kind.DUCT_ORDERED: WORKS_NEXT,
    Kind.NO_BORE: WORKS_NEXT,
    Kind.BORE_TAKEN: WORKS_NEXT,
    Kind.BORE_SHARED: WORKS_NEXT,
    Kind.LINE_SUSPENDED: SUSPENSION_NEXT,
    Kind.PAYPHONE_DOWN: PAYPHONE_NEXT,
    Kind.COMPLAINT: COMPLAINT_NEXT,
}
#: Rows that are no step in the life of their case: overtime, who is passed over, calls about it,
#: how long key accounts lie, who is sent from clerk to clerk, who asks again, what a clerk had in
#: hand when its order ended, whom urgent jobs overtake.
BESIDE = (
    Kind.OVERTIME,
    Kind.PASSED_OVER,
    Kind.REPORT_ANSWERED,
    Kind.FURTHER_ANSWERED,
    Kind.ENQUIRY_ANSWERED,
    Kind.CALL_LOST,
    Kind.CABLE_RECOGNISED,
    Kind.REPORTS_JOINED,
    Kind.FALSE_CABLE,
    Kind.KEY_ACCOUNT,
    Kind.OVERDUE,
    Kind.ESCALATED,
    Kind.HANDED_LATE,
    Kind.HANDED_OFF,
    Kind.CHASED,
    Kind.ANSWERED,
    Kind.WORKED_IN_VAIN,
    Kind.JOB_OVERTAKES,
)


def check_lives(audit: Audit) -> None:
    """First rows and successors of every case; what BESIDE names stands anywhere."""
    log = audit.log
    beside = np.zeros(KINDS, dtype=np.bool_)
    beside[list(BESIDE)] = True
    anywhere = beside[log.kind]
    rows = np.flatnonzero((log.case >= 0) & ~anywhere)
    rows = rows[stable_order(log.case[rows])]
    if rows.size == 0:
        return
    case, kind = log.case[rows], log.kind[rows]
    first = np.concatenate([[True], case[1:] != case[:-1]])
    heads = kind[first]
    doubts = Doubts(audit)
    doubts.demand(
        np.isin(heads, list(LIVES)),
        rows[first],
        "a case must begin with an order, a fault, a call, works or a care case",
    )
    legal = np.zeros((len(LIVES), KINDS, KINDS), dtype=np.bool_)
    sort_of_head = np.zeros(KINDS, dtype=np.int8)
    for sort, (head, table) in enumerate(LIVES.items()):
        sort_of_head[head] = sort
        for before, after in table.items():
            legal[sort, before, list(after)] = True
    lengths = np.diff(np.append(np.flatnonzero(first), rows.size))
    sort_of = np.repeat(sort_of_head[heads], lengths)
    holds = legal[sort_of[1:], kind[:-1], kind[1:]] | first[1:]
    if not holds.all():
        wrong = np.flatnonzero(~holds) + 1
        # The breach that happened first, not that of the lowest case.
        at = wrong[int(np.argmin(rows[wrong]))]
        earlier = Kind(int(kind[at - 1])).name.lower().replace("_", "-")
        doubts.demand(holds[at - 1 : at], rows[at : at + 1], f"must not follow {earlier}")
    doubts.settle()
