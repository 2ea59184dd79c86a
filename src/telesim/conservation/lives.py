"""Which row may follow which in the life of an order or a fault."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from telesim.conservation.audit import KINDS, Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: Rows of the office; which of them an order has, in which order, check_office knows.
_OFFICE = (
    Kind.ACCEPTED, Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.WORK_ORDERED, Kind.TESTED, Kind.BILLED,
    Kind.SENT_BACK,
)  # fmt: skip
#: What becomes of an order when it is taken in.
_TAKEN_IN = (
    Kind.HELD, Kind.ASSIGNED, Kind.COMMISSION, Kind.FALSELY_ACCEPTED, Kind.REGISTERED,
)  # fmt: skip
_WITH_FACILITIES = (
    Kind.PROMISED,
    Kind.DISPATCHED,
    Kind.RECONNECTED,
    Kind.JUMPER_ASKED,
    Kind.CANCELLED,
    *_OFFICE,
)
#: Kind of row -> kinds that may follow it in the life of an order. No successor: the end.
ORDER_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.ORDER: (*_TAKEN_IN, Kind.CEASED, Kind.CANCELLED, Kind.PROMOTED, Kind.ACCEPTED),
    Kind.PROMOTED: (*_TAKEN_IN, Kind.CANCELLED, Kind.ACCEPTED),
    Kind.ACCEPTED: (*_TAKEN_IN, Kind.CANCELLED, *_OFFICE),
    Kind.COMMISSION: (Kind.ASSIGNED, Kind.FALSELY_ACCEPTED),
    Kind.FALSELY_ACCEPTED: (
        Kind.HELD,
        Kind.JUMPER_ASKED,
        Kind.PROMISED,
        Kind.DISPATCHED,
        Kind.CANCELLED,
        *_OFFICE,
    ),
    Kind.NO_PAIR: (Kind.HELD, Kind.ASSIGNED, Kind.CANCELLED),
    Kind.REGISTERED: (Kind.RETURNED, Kind.CANCELLED),
    Kind.RETURNED: (Kind.ASSIGNED, Kind.FALSELY_ACCEPTED, Kind.ACCEPTED, Kind.CANCELLED),
    Kind.SENT_BACK: (Kind.CANCELLED, *_OFFICE),
    Kind.RECORDED: _WITH_FACILITIES,
    Kind.FRAME_WRITTEN: _WITH_FACILITIES,
    Kind.WORK_ORDERED: _WITH_FACILITIES,
    Kind.CONNECTED: (Kind.WORKING, *_OFFICE),
    Kind.TESTED: (Kind.WORKING, *_OFFICE),
    Kind.WORKING: (Kind.RELEASED, *_OFFICE),
    Kind.RECONNECTED: _OFFICE,
    Kind.RELEASED: _OFFICE,
    Kind.BILLED: (Kind.SENT_BACK,),
    Kind.HELD: (Kind.HELD, Kind.ASSIGNED, Kind.CANCELLED, Kind.REROUTED),
    Kind.REROUTED: (Kind.ASSIGNED,),
    Kind.ASSIGNED: _WITH_FACILITIES,
    Kind.JUMPER_ASKED: (Kind.JUMPERED, Kind.CANCELLED),
    Kind.JUMPERED: (Kind.PROMISED, Kind.DISPATCHED, Kind.CANCELLED, *_OFFICE),
    Kind.PROMISED: (Kind.READY, Kind.CANCELLED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LENT, Kind.INTERRUPTED),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED, Kind.INTERRUPTED),
    Kind.ARRIVED: (
        Kind.SUSPENDED,
        Kind.INTERRUPTED,
        Kind.NO_ACCESS,
        Kind.NO_PAIR,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.IN_SERVICE,
        Kind.CONNECTED,
    ),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (
        Kind.ARRIVED,
        Kind.SUSPENDED,
        Kind.INTERRUPTED,
        Kind.NO_ACCESS,
        Kind.NO_PAIR,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.IN_SERVICE,
        Kind.CONNECTED,
    ),
    Kind.UNTESTED: (Kind.IN_SERVICE, Kind.CONNECTED),
    Kind.NO_ACCESS: (Kind.PROMISED, Kind.READY, Kind.CANCELLED),
    Kind.UNFINISHED: (Kind.PROMISED, Kind.DISPATCHED, Kind.CANCELLED),
    Kind.INTERRUPTED: (Kind.DISPATCHED, Kind.CANCELLED),
    Kind.READY: (Kind.DISPATCHED, Kind.CANCELLED),
    Kind.IN_SERVICE: (Kind.RELEASED, *_OFFICE),
}
#: The same for a fault. Where locating takes no time, its row stands before the arrival's.
FAULT_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.FAULT: (
        Kind.FURTHER_DOWN,
        Kind.REPEAT_OF,
        Kind.EARLY_LIFE,
        Kind.WORK_INDUCED,
        Kind.FIRST_TRY,
        Kind.REROUTED_FAULT,
        Kind.REPORT,
    ),
    Kind.FIRST_TRY: (Kind.REPORT,),
    Kind.FURTHER_DOWN: (Kind.FURTHER_DOWN, Kind.REPEAT_OF, Kind.FIRST_TRY, Kind.REPORT),
    Kind.REPEAT_OF: (Kind.SAME_JOINT, Kind.FIRST_TRY, Kind.REPORT),
    Kind.SAME_JOINT: (Kind.FIRST_TRY, Kind.REPORT),
    Kind.EARLY_LIFE: (Kind.FIRST_TRY, Kind.REPORT),
    Kind.WORK_INDUCED: (Kind.FIRST_TRY, Kind.REPORT),
    Kind.REROUTED_FAULT: (Kind.FIRST_TRY, Kind.REPORT),
    Kind.REPORT: (
        Kind.PUT_TO_CABLE,
        Kind.CLEARED_REMOTELY,
        Kind.MISJUDGED,
        Kind.PAIR_SWAP,
        Kind.NO_SPARE,
        Kind.FORGOTTEN,
        Kind.PROMISED,
        Kind.DISPATCHED,
    ),
    Kind.MISJUDGED: (
        Kind.RIGHTED,
        Kind.FORGOTTEN,
        Kind.PUT_TO_CABLE,
        Kind.PROMISED,
        Kind.DISPATCHED,
    ),
    Kind.PUT_TO_CABLE: (Kind.TOLD_APART,),
    Kind.TOLD_APART: (Kind.MISJUDGED, Kind.PUT_TO_CABLE, Kind.PROMISED, Kind.DISPATCHED),
    Kind.RIGHTED: (Kind.PAIR_SWAP, Kind.NO_SPARE, Kind.PROMISED, Kind.DISPATCHED),
    Kind.PAIR_SWAP: (Kind.FORGOTTEN, Kind.JUMPER_ASKED, Kind.PROMISED, Kind.DISPATCHED),
    Kind.NO_SPARE: (Kind.FORGOTTEN, Kind.PROMISED, Kind.DISPATCHED),
    Kind.FORGOTTEN: (Kind.REMINDED,),
    Kind.REMINDED: (
        Kind.JUMPER_ASKED,
        Kind.RIGHTED,
        Kind.MISJUDGED,
        Kind.PUT_TO_CABLE,
        Kind.PROMISED,
        Kind.DISPATCHED,
    ),
    Kind.JUMPER_ASKED: (Kind.JUMPERED,),
    Kind.JUMPERED: (Kind.PROMISED, Kind.DISPATCHED),
    Kind.PROMISED: (Kind.READY,),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LOCATED, Kind.LENT, Kind.INTERRUPTED),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED, Kind.INTERRUPTED, Kind.LOCATED),
    Kind.ARRIVED: (
        Kind.SUSPENDED,
        Kind.INTERRUPTED,
        Kind.NO_ACCESS,
        Kind.WRONG_SKILL,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.UNREPAIRED,
        Kind.CLEARED,
        Kind.LOCATED,
        Kind.PART_RESTORED,
        Kind.FURTHER_BACK,
    ),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (
        Kind.ARRIVED,
        Kind.SUSPENDED,
        Kind.INTERRUPTED,
        Kind.NO_ACCESS,
        Kind.WRONG_SKILL,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.UNREPAIRED,
        Kind.CLEARED,
        Kind.LOCATED,
        Kind.PART_RESTORED,
        Kind.FURTHER_BACK,
    ),
    Kind.LOCATED: (
        Kind.ARRIVED,
        Kind.SUSPENDED,
        Kind.MATERIAL,
        Kind.PART_RESTORED,
        Kind.FURTHER_BACK,
        Kind.UNTESTED,
        Kind.CLEARED,
    ),
    Kind.PART_RESTORED: (
        Kind.PART_RESTORED,
        Kind.FURTHER_BACK,
        Kind.SUSPENDED,
        Kind.UNTESTED,
        Kind.CLEARED,
    ),
    Kind.UNTESTED: (Kind.UNREPAIRED, Kind.CLEARED),
    Kind.UNREPAIRED: (Kind.CLEARED,),
    Kind.NO_ACCESS: (Kind.PROMISED, Kind.READY),
    Kind.UNFINISHED: (Kind.PROMISED, Kind.DISPATCHED),
    Kind.INTERRUPTED: (Kind.DISPATCHED,),
    Kind.WRONG_SKILL: (
        Kind.PAIR_SWAP,
        Kind.NO_SPARE,
        Kind.PROMISED,
        Kind.DISPATCHED,
    ),
    Kind.FURTHER_BACK: (Kind.FURTHER_BACK, Kind.PART_RESTORED, Kind.INSPECTED),
    Kind.CLEARED: (Kind.FURTHER_BACK, Kind.FOUND_UNREPAIRED, Kind.INSPECTED),
    Kind.FOUND_UNREPAIRED: (Kind.INSPECTED,),
    Kind.INSPECTED: (Kind.FOUND_BAD,),
    Kind.CLEARED_REMOTELY: (Kind.FURTHER_BACK,),
    Kind.MATERIAL: (Kind.READY,),
    Kind.READY: (Kind.RIGHTED, Kind.DISPATCHED),
}
#: The same for a call to a main frame.
CALL_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.FRAME_CALL: (Kind.DISPATCHED, Kind.FRAME_LAPSED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED),
    Kind.ARRIVED: (Kind.SUSPENDED, Kind.FRAME_DONE),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.FRAME_DONE),
}
#: The same for the move of a borrowed line back to its own cabinet.
BACK_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.MOVE_BACK: (Kind.JUMPER_ASKED, Kind.PROMISED, Kind.DISPATCHED, Kind.MOVE_BACK_LAPSED),
    Kind.JUMPER_ASKED: (Kind.JUMPERED, Kind.MOVE_BACK_LAPSED),
    Kind.JUMPERED: (Kind.PROMISED, Kind.DISPATCHED, Kind.MOVE_BACK_LAPSED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LENT),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED),
    Kind.ARRIVED: (Kind.SUSPENDED, Kind.NO_ACCESS, Kind.UNFINISHED, Kind.MOVED_BACK),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (
        Kind.ARRIVED,
        Kind.SUSPENDED,
        Kind.NO_ACCESS,
        Kind.UNFINISHED,
        Kind.MOVED_BACK,
    ),
    Kind.NO_ACCESS: (Kind.PROMISED, Kind.READY, Kind.MOVE_BACK_LAPSED),
    Kind.PROMISED: (Kind.READY, Kind.MOVE_BACK_LAPSED),
    Kind.READY: (Kind.DISPATCHED, Kind.MOVE_BACK_LAPSED),
    Kind.UNFINISHED: (Kind.PROMISED, Kind.DISPATCHED, Kind.MOVE_BACK_LAPSED),
}
#: The same for a ticket of a further report.
DUPLICATE_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.DUPLICATE: (Kind.DISPATCHED, Kind.DUPLICATE_LAPSED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LENT),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED),
    Kind.ARRIVED: (Kind.SUSPENDED, Kind.DUPLICATE_SEEN),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.DUPLICATE_SEEN),
}
#: The same for works. Without work for a gang a cable is done when it is released.
WORKS_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.DUCT_ORDERED: (Kind.WORK_RELEASED,),
    Kind.NO_BORE: (Kind.BORE_TAKEN, Kind.BORE_SHARED),
    Kind.BORE_TAKEN: (Kind.WORK_RELEASED,),
    Kind.BORE_SHARED: (Kind.WORK_RELEASED,),
    Kind.WORK_RELEASED: (Kind.PLANNED, Kind.BORES),
    Kind.PLANNED: (Kind.DISPATCHED, Kind.FROST),
    Kind.DISPATCHED: (Kind.ARRIVED,),
    Kind.ARRIVED: (Kind.PART_BUILT, Kind.BUILT),
    Kind.PART_BUILT: (Kind.READY,),
    Kind.READY: (Kind.DISPATCHED, Kind.FROST),
    Kind.FROST: (Kind.READY,),
    Kind.BUILT: (Kind.BORES, Kind.PAIRS_RECOVERED),
}
#: The same for a suspension for arrears.
SUSPENSION_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.LINE_SUSPENDED: (Kind.BILL_PAID, Kind.SUSPENDED_CEASED),
    Kind.BILL_PAID: (Kind.NOTICE_SENT, Kind.NOTICE_LOST, Kind.SUSPENDED_CEASED),
    Kind.NOTICE_LOST: (Kind.NOTICE_FOUND, Kind.SUSPENDED_CEASED),
    Kind.NOTICE_FOUND: (Kind.NOTICE_SENT,),
    Kind.NOTICE_SENT: (Kind.LINE_BACK, Kind.SUSPENDED_CEASED),
}
#: The same for a broken public telephone.
PAYPHONE_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.PAYPHONE_DOWN: (Kind.PAYPHONE_FOUND,),
    Kind.PAYPHONE_FOUND: (Kind.PAYPHONE_VISIT,),
    Kind.PAYPHONE_VISIT: (Kind.PAYPHONE_REPAIRED,),
}
#: The same for a complaint, which may be resolved at any time.
COMPLAINT_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.COMPLAINT: (
        Kind.COMPLAINT_CALL_LOST,
        Kind.COMPLAINT_ANSWERED,
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_RESOLVED,
    ),
    Kind.COMPLAINT_CALL_LOST: (
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_READ,
        Kind.COMPLAINT_RESOLVED,
    ),
    Kind.COMPLAINT_ANSWERED: (
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_READ,
        Kind.COMPLAINT_RESOLVED,
    ),
    Kind.COMPLAINT_CLIMBS: (
        Kind.COMPLAINT_CALL_LOST,
        Kind.COMPLAINT_ANSWERED,
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_READ,
        Kind.JOB_URGENT,
        Kind.COMPLAINT_RESOLVED,
    ),
    Kind.COMPLAINT_READ: (
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_READ,
        Kind.COMPLAINT_CALL_LOST,
        Kind.COMPLAINT_ANSWERED,
        Kind.JOB_URGENT,
        Kind.COMPLAINT_RESOLVED,
    ),
    Kind.JOB_URGENT: (
        Kind.COMPLAINT_CLIMBS,
        Kind.COMPLAINT_READ,
        Kind.COMPLAINT_CALL_LOST,
        Kind.COMPLAINT_ANSWERED,
        Kind.COMPLAINT_RESOLVED,
    ),
}
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
    audit.demand(
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
        raise audit.breach(int(rows[at]), f"must not follow {earlier}")
