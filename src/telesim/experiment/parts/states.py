"""What a case waits for between two of its rows, by the kind of the first of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.lives import BESIDE
from telesim.eventlog import Kind
from telesim.experiment.parts.names import Part

_KINDS = 256
#: The state goes on as it was.
CARRIED = -1
#: With the office, or waiting for a crew when the next that happens is that one sets out.
BY_WHAT_FOLLOWS = -2
#: On the way, or on site, as before the night.
AS_BEFORE_THE_NIGHT = -3
#: On site; what became of the visit tells whether it was work.
ON_SITE = -4

_STATES: dict[int, tuple[Kind, ...]] = {
    BY_WHAT_FOLLOWS: (
        Kind.ORDER, Kind.PROMOTED, Kind.ACCEPTED, Kind.COMMISSION, Kind.FALSELY_ACCEPTED,
        Kind.ASSIGNED, Kind.SENT_BACK, Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.WORK_ORDERED,
        Kind.RETURNED, Kind.JUMPERED, Kind.REPORT, Kind.MISJUDGED, Kind.RIGHTED, Kind.PAIR_SWAP,
        Kind.NO_SPARE, Kind.TOLD_APART, Kind.REMINDED,
    ),
    Part.REPORTING: (Kind.FAULT, Kind.FIRST_TRY, Kind.FORGOTTEN, Kind.PUT_TO_CABLE),
    Part.OFFICE: (Kind.JUMPER_ASKED, Kind.CONNECTED, Kind.TESTED),
    Part.FACILITIES: (Kind.HELD, Kind.REGISTERED, Kind.NO_PAIR, Kind.REROUTED, Kind.MATERIAL),
    Part.CUSTOMER: (Kind.PROMISED, Kind.NO_ACCESS),
    Part.WAITING: (Kind.READY, Kind.UNFINISHED, Kind.WRONG_SKILL, Kind.INTERRUPTED),
    Part.OFF_SHIFT: (Kind.SUSPENDED,),
    Part.TRAVEL: (Kind.DISPATCHED,),
    ON_SITE: (Kind.ARRIVED,),
    AS_BEFORE_THE_NIGHT: (Kind.RESUMED,),
}  # fmt: skip
#: Rows after which a case that had all it needed was waiting for a crew.
_CREW_COMES = (Kind.DISPATCHED, Kind.PROMISED)


def _table() -> NDArray[np.int64]:
    table = np.full(_KINDS, CARRIED, dtype=np.int64)
    for state, kinds in _STATES.items():
        table[list(kinds)] = state
    return table


def is_beside() -> NDArray[np.bool_]:
    """By kind: whether its rows are no step in the life of their case."""
    beside = np.zeros(_KINDS, dtype=np.bool_)
    beside[list(BESIDE)] = True
    return beside


def states_of(
    kind: NDArray[np.integer], first: NDArray[np.bool_], is_fault: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The state from each row on: a number of Part, or ON_SITE.

    Args:
        kind: of the rows of all cases, case by case, each in order of time.
        first: whether a row is the first of its case.
        is_fault: whether a row is of a fault; else it is of an order.
    """
    state = _table()[kind]
    # A row that changes nothing lets the state before it go on; a case begins with one that does.
    number = np.arange(kind.size)
    known = np.maximum.accumulate(np.where(state != CARRIED, number, 0))
    following = np.zeros(kind.size, dtype=np.int64)
    following[:-1] = np.where(first[1:], 0, kind[1:])
    comes = np.isin(following, _CREW_COMES)
    asks = state == BY_WHAT_FOLLOWS
    by_telephone = following == Kind.CLEARED_REMOTELY
    state[asks & ~is_fault] = np.where(comes, Part.WAITING, Part.OFFICE)[asks & ~is_fault]
    state[asks & is_fault] = np.where(by_telephone, Part.REPORTING, Part.WAITING)[asks & is_fault]
    sets_out = np.maximum.accumulate(np.where(kind == Kind.DISPATCHED, number, -1))
    arrives = np.maximum.accumulate(np.where(kind == Kind.ARRIVED, number, -1))
    again = state == AS_BEFORE_THE_NIGHT
    state[again] = np.where(arrives > sets_out, ON_SITE, Part.TRAVEL)[again]
    return np.asarray(state[known], dtype=np.int64)
