"""Which row may follow which in the life of a case, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import KINDS, Audit, among
from telesim.conservation.beside import BESIDE
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

__all__ = ["BESIDE", "LIVES", "check_lives"]

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


def check_lives(audit: Audit) -> None:
    """First rows and successors of every case; what BESIDE names stands anywhere."""
    lives = audit.lives
    rows, kind = lives.rows, lives.kind
    if rows.size == 0:
        return
    first = lives.first
    begin = np.flatnonzero(first)
    heads = kind.take(begin)
    doubts = Doubts(audit)
    doubts.demand(
        among(*LIVES).take(heads),
        rows.take(begin),
        "a case must begin with an order, a fault, a call, works or a care case",
    )
    legal, sort_of_head = _tables()
    sorts = sort_of_head.take(heads)
    if sorts.min() == sorts.max():
        key = np.full(rows.size - 1, sorts[0], dtype=np.int32)
    else:
        key = np.repeat(sorts, np.diff(np.append(begin, rows.size)))[1:].astype(np.int32)
    for its in (kind[:-1], kind[1:]):
        key *= KINDS
        key += its
    holds = legal.take(key)
    holds |= first[1:]
    if not holds.all():
        wrong = np.flatnonzero(~holds) + 1
        # The breach that happened first, not that of the lowest case.
        at = wrong[int(np.argmin(rows[wrong]))]
        earlier = Kind(int(kind[at - 1])).name.lower().replace("_", "-")
        doubts.demand(holds[at - 1 : at], rows[at : at + 1], f"must not follow {earlier}")
    doubts.settle()


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
    """What may follow, by (sort of life, kind before, kind after) as one number, and sort by head.

    A head that begins no life counts as the first sort: it has been named.
    """
    legal = np.zeros((len(LIVES), KINDS, KINDS), dtype=np.bool_)
    sort_of_head = np.zeros(KINDS, dtype=np.int8)
    for sort, (head, table) in enumerate(LIVES.items()):
        sort_of_head[head] = sort
        for before, after in table.items():
            legal[sort, before, list(after)] = True
    return legal.reshape(-1), sort_of_head
