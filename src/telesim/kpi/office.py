"""The way of every order cut into parts: how long it was at which step before working service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.faults import NEVER
from telesim.kpi.orders import CEASE
from telesim.kpi.record import Record
from telesim.ordering import stable_order
from telesim.scenario.office.steps import STEPS

Column = NDArray[np.int64]

#: Parts of an order's time: the office's steps, and what lies between them.
PARTS: tuple[str, ...] = (
    "acceptance", "facilities", "assignment", "exchange", "jumper", "dispatch", "field", "test",
)  # fmt: skip
_FIELD = PARTS.index("field")
#: The part that a row of the kind ends; a kind that an order's life may have is named here or in
#: ASIDE. An order that is given up leaves the part where it would be if the run ended.
ENDS = {
    Kind.ACCEPTED: "acceptance",
    # Who is registered waits for port and pairs as who is held does.
    Kind.HELD: "facilities", Kind.FALSELY_ACCEPTED: "facilities", Kind.REGISTERED: "facilities",
    Kind.RETURNED: "facilities", Kind.REROUTED: "facilities", Kind.ASSIGNED: "facilities",
    Kind.RECORDED: "assignment", Kind.FRAME_WRITTEN: "exchange",
    # A line that still stands is switched at the exchange; nobody goes there.
    Kind.RECONNECTED: "exchange",
    Kind.JUMPER_ASKED: "jumper", Kind.JUMPERED: "jumper", Kind.WORK_ORDERED: "dispatch",
    Kind.PROMISED: "field", Kind.READY: "field", Kind.DISPATCHED: "field", Kind.LENT: "field",
    Kind.ARRIVED: "field", Kind.SUSPENDED: "field", Kind.RESUMED: "field", Kind.UNTESTED: "field",
    Kind.NO_ACCESS: "field", Kind.NO_PAIR: "field", Kind.UNFINISHED: "field",
    Kind.INTERRUPTED: "field",
    Kind.CONNECTED: "field", Kind.IN_SERVICE: "field",
    Kind.TESTED: "test", Kind.WORKING: "test",
}  # fmt: skip
#: An order that is open when the run ends is, after a row of the kind, at the first of these
#: steps that there is, else in the field. After SENT_BACK it is at the step that the row names.
OPEN = {
    Kind.ORDER: ("acceptance", "facilities"),
    Kind.ACCEPTED: ("facilities",), Kind.HELD: ("facilities",), Kind.REGISTERED: ("facilities",),
    # Whoever was told that there is service orders at the counter.
    Kind.RETURNED: ("acceptance", "facilities"),
    Kind.REROUTED: ("facilities",), Kind.NO_PAIR: ("facilities",),
    # A crew will look for a pair that only the records show: its paper goes the way of all.
    Kind.FALSELY_ACCEPTED: ("assignment", "exchange", "dispatch"),
    Kind.ASSIGNED: ("assignment", "exchange", "dispatch"),
    Kind.RECORDED: ("exchange", "dispatch"), Kind.FRAME_WRITTEN: ("dispatch",),
    Kind.JUMPER_ASKED: ("jumper",), Kind.JUMPERED: ("dispatch",), Kind.WORK_ORDERED: ("field",),
    Kind.PROMISED: ("field",), Kind.READY: ("field",), Kind.DISPATCHED: ("field",),
    Kind.LENT: ("field",), Kind.ARRIVED: ("field",), Kind.SUSPENDED: ("field",),
    Kind.RESUMED: ("field",), Kind.UNTESTED: ("field",), Kind.NO_ACCESS: ("field",),
    Kind.INTERRUPTED: ("field",),
    Kind.UNFINISHED: ("field",), Kind.CONNECTED: ("test",), Kind.TESTED: ("test",),
}  # fmt: skip
#: Rows that say nothing of where an order is before working service.
ASIDE = (
    Kind.OVERTIME, Kind.PASSED_OVER, Kind.KEY_ACCOUNT, Kind.OVERDUE, Kind.ESCALATED,
    Kind.HANDED_LATE, Kind.HANDED_OFF, Kind.CHASED, Kind.ANSWERED, Kind.PROMOTED, Kind.COMMISSION,
    Kind.RELEASED, Kind.BILLED, Kind.WORKED_IN_VAIN,
)  # fmt: skip
#: Rows after which an order is not open any more; of a line given up no way is told.
OVER = (Kind.WORKING, Kind.IN_SERVICE, Kind.RECONNECTED, Kind.CANCELLED, Kind.CEASED)


@dataclass(frozen=True)
class Ways:
    """Time of some orders at each part, in ms: shape (orders, PARTS).

    The parts of an order add up to the time from the order to working service, or to the end of
    the run while it is open.
    """

    spent_ms: NDArray[np.int64]


def read_ways(record: Record, chosen: Column) -> Ways:
    """Cut the time of orders, by their positions in ``record.orders``; no loop over rows."""
    log, orders = record.log, record.orders
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[orders.case[chosen]] = np.arange(chosen.size)
    at = np.flatnonzero((position[log.case] >= 0) & ~np.isin(log.kind, ASIDE))
    at = at[stable_order(log.case[at])]
    owner = position[log.case[at]]
    last = np.append(owner[1:] != owner[:-1], True)[: at.size]
    kind = log.kind[at].astype(np.int64)
    begins = log.time_ms[at].astype(np.int64)
    ends = np.where(last, log.end_ms, np.append(begins[1:], 0)[: at.size])
    closes = np.minimum(orders.closed_ms[chosen], log.end_ms)[owner]
    spent = np.minimum(ends, closes) - np.minimum(begins, closes)
    following = np.append(kind[1:], 0)
    stays = last | (following == Kind.CANCELLED)
    part = np.where(stays, _table_open(record)[kind], _table_ends()[following])
    # A paper that has gone back is at the step to which it went, when the run ends.
    steps = np.array([PARTS.index(step) if step in PARTS else _FIELD for step in STEPS])
    back = stays & (kind == Kind.SENT_BACK)
    part = np.where(back, steps[np.where(back, log.reason[at], 0)], part)
    cells = np.bincount(
        owner * len(PARTS) + part, weights=spent, minlength=chosen.size * len(PARTS)
    )
    return Ways(cells.reshape(chosen.size, len(PARTS)).astype(np.int64))


def _table_ends() -> Column:
    table = np.full(256, _FIELD, dtype=np.int64)
    for kind, word in ENDS.items():
        table[kind] = PARTS.index(word)
    return table


def _table_open(record: Record) -> Column:
    system = record.scenario.order_system
    there = set(PARTS) - set(STEPS) | (set(system.steps) if system is not None else set())
    table = np.full(256, _FIELD, dtype=np.int64)
    for kind, words in OPEN.items():
        table[kind] = PARTS.index(next((word for word in words if word in there), "field"))
    return table


def window_orders(record: Record) -> Column:
    """Installs and moves of the window, by position, without whom gave up or never ordered."""
    orders = record.orders
    return np.flatnonzero(
        record.in_window(orders.ordered_ms)
        & (orders.type != CEASE)
        & (orders.cancelled_ms == NEVER)
        & ~orders.only_registered
    )
