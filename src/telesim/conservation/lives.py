"""Which row may follow which in the life of an order or a fault."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from telesim.conservation.audit import KINDS, Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: Kind of row -> kinds that may follow it in the life of an order. No successor: the end.
ORDER_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.ORDER: (Kind.HELD, Kind.ASSIGNED, Kind.CEASED, Kind.CANCELLED),
    Kind.HELD: (Kind.HELD, Kind.ASSIGNED, Kind.CANCELLED),
    Kind.ASSIGNED: (
        Kind.PROMISED,
        Kind.DISPATCHED,
        Kind.RECONNECTED,
        Kind.JUMPER_ASKED,
        Kind.CANCELLED,
    ),
    Kind.JUMPER_ASKED: (Kind.JUMPERED, Kind.CANCELLED),
    Kind.JUMPERED: (Kind.PROMISED, Kind.DISPATCHED, Kind.CANCELLED),
    Kind.PROMISED: (Kind.READY, Kind.CANCELLED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LENT),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED),
    Kind.ARRIVED: (
        Kind.SUSPENDED,
        Kind.NO_ACCESS,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.IN_SERVICE,
    ),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (
        Kind.ARRIVED,
        Kind.SUSPENDED,
        Kind.NO_ACCESS,
        Kind.UNFINISHED,
        Kind.UNTESTED,
        Kind.IN_SERVICE,
    ),
    Kind.UNTESTED: (Kind.IN_SERVICE,),
    Kind.NO_ACCESS: (Kind.PROMISED, Kind.READY, Kind.CANCELLED),
    Kind.UNFINISHED: (Kind.PROMISED, Kind.DISPATCHED, Kind.CANCELLED),
    Kind.READY: (Kind.DISPATCHED, Kind.CANCELLED),
    Kind.IN_SERVICE: (Kind.RELEASED,),
}
#: The same for a fault. Where locating takes no time, its row stands before the arrival's.
FAULT_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.FAULT: (
        Kind.FURTHER_DOWN,
        Kind.REPEAT_OF,
        Kind.EARLY_LIFE,
        Kind.WORK_INDUCED,
        Kind.REPORT,
    ),
    Kind.FURTHER_DOWN: (Kind.FURTHER_DOWN, Kind.REPEAT_OF, Kind.REPORT),
    Kind.REPEAT_OF: (Kind.SAME_JOINT, Kind.REPORT),
    Kind.SAME_JOINT: (Kind.REPORT,),
    Kind.EARLY_LIFE: (Kind.REPORT,),
    Kind.WORK_INDUCED: (Kind.REPORT,),
    Kind.REPORT: (
        Kind.CLEARED_REMOTELY,
        Kind.MISJUDGED,
        Kind.PAIR_SWAP,
        Kind.NO_SPARE,
        Kind.FORGOTTEN,
        Kind.PROMISED,
        Kind.DISPATCHED,
    ),
    Kind.MISJUDGED: (Kind.FORGOTTEN, Kind.PROMISED, Kind.DISPATCHED),
    Kind.PAIR_SWAP: (Kind.FORGOTTEN, Kind.JUMPER_ASKED, Kind.PROMISED, Kind.DISPATCHED),
    Kind.NO_SPARE: (Kind.FORGOTTEN, Kind.PROMISED, Kind.DISPATCHED),
    Kind.FORGOTTEN: (Kind.REMINDED,),
    Kind.REMINDED: (Kind.JUMPER_ASKED, Kind.PROMISED, Kind.DISPATCHED),
    Kind.JUMPER_ASKED: (Kind.JUMPERED,),
    Kind.JUMPERED: (Kind.PROMISED, Kind.DISPATCHED),
    Kind.PROMISED: (Kind.READY,),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LOCATED, Kind.LENT),
    Kind.LENT: (Kind.ARRIVED, Kind.SUSPENDED, Kind.LOCATED),
    Kind.ARRIVED: (
        Kind.SUSPENDED,
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
    Kind.READY: (Kind.DISPATCHED,),
}
#: The same for a call to a main frame.
CALL_NEXT: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.FRAME_CALL: (Kind.DISPATCHED, Kind.FRAME_LAPSED),
    Kind.DISPATCHED: (Kind.ARRIVED, Kind.SUSPENDED),
    Kind.ARRIVED: (Kind.SUSPENDED, Kind.FRAME_DONE),
    Kind.SUSPENDED: (Kind.RESUMED,),
    Kind.RESUMED: (Kind.ARRIVED, Kind.SUSPENDED, Kind.FRAME_DONE),
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
#: First row of a case -> what may follow in its life.
LIVES: Mapping[Kind, Mapping[Kind, tuple[Kind, ...]]] = {
    Kind.ORDER: ORDER_NEXT,
    Kind.FAULT: FAULT_NEXT,
    Kind.FRAME_CALL: CALL_NEXT,
    Kind.WORK_RELEASED: WORKS_NEXT,
    Kind.DUCT_ORDERED: WORKS_NEXT,
    Kind.NO_BORE: WORKS_NEXT,
    Kind.BORE_TAKEN: WORKS_NEXT,
    Kind.BORE_SHARED: WORKS_NEXT,
}


def check_lives(audit: Audit) -> None:
    """First rows and successors of every case; overtime and who is passed over stand anywhere."""
    log = audit.log
    anywhere = (log.kind == Kind.OVERTIME) | (log.kind == Kind.PASSED_OVER)
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
        "a case must begin with an order, a fault, a call or works",
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
