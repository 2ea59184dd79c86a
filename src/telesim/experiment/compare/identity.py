"""Which case of one log is the same as which case of another: by what was drawn, not by number.

A case's number is the row of its candidate in the workload, and a scenario with one candidate more
numbers all later ones anew. The candidate's ``key`` is the same in every scenario of the same seed
and replication that has it, and all of its marks come from it: work, patience, access. A case that
no candidate foretells (a repeat, an early failure, a line that work disturbed) names in the log
the case from which it came; it is the same when that is the same, the way it came and its turn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.workload import Workload
from telesim.workload.marks import bits

#: Rows that name the case from which a fault came.
LINKS = (Kind.REPEAT_OF, Kind.EARLY_LIFE, Kind.WORK_INDUCED, Kind.REROUTED_FAULT)
#: Of cases that are neither orders nor faults, or of whose origin nothing is written.
UNKNOWN = 0


def identities(workload: Workload, log: EventLog) -> NDArray[np.uint64]:
    """The identity of each case of a log by its number; UNKNOWN where there is none."""
    orders, faults = workload.orders.key, workload.faults.key
    drawn = orders.size + faults.size
    cases = max(int(log.case.max()) + 1 if len(log) else 0, drawn)
    found = np.full(cases, UNKNOWN, dtype=np.uint64)
    found[: orders.size], found[orders.size : drawn] = orders, faults
    turns: dict[tuple[int, int], int] = {}
    at = np.flatnonzero(np.isin(log.kind, LINKS))
    # In order of time, so that the case from which one came has its identity already.
    for case, kind, earlier in zip(
        log.case[at].tolist(), log.kind[at].tolist(), log.amount[at].tolist(), strict=True
    ):
        turn = turns.get((earlier, kind), 0)
        turns[earlier, kind] = turn + 1
        if found[earlier] != UNKNOWN:
            found[case] = bits(int(found[earlier]), kind, turn)
    return found


def matched(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[NDArray[np.int64], ...]:
    """Positions in ``a`` and in ``b`` of the cases that both have, in pairs.

    An identity that stands twice in one of them is left out, as nobody could say which is which.
    """
    once = [_once(a), _once(b)]
    _, of_a, of_b = np.intersect1d(a[once[0]], b[once[1]], assume_unique=True, return_indices=True)
    return once[0][of_a], once[1][of_b]


def _once(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    different, first, count = np.unique(values, return_index=True, return_counts=True)
    found: NDArray[np.int64] = first[(count == 1) & (different != UNKNOWN)]
    return found
