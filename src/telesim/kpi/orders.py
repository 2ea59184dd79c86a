"""Every order of a log as one row of arrays, and the spans in which facilities lacked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension
from telesim.kpi.places import Places
from telesim.kpi.rows import Rows, next_of_same
from telesim.ordering import stable_order

Column = NDArray[np.int64]
Flags = NDArray[np.bool_]

INSTALL, MOVE, CEASE = range(3)
ORDER_TYPES: tuple[str, ...] = ("install", "move", "cease")
FACILITIES: tuple[str, ...] = ("yes", "held")
#: Distance bands from the exchange: below the first limit, below the second, beyond.
BANDS: tuple[str, ...] = ("near", "middle", "far")
BAND_LIMITS_M: tuple[int, int] = (1_000, 3_000)


@dataclass(frozen=True)
class HeldSpans:
    """Times during which one level blocked an order: [from_ms, to_ms), NEVER = still held.

    ``order`` is the position in :class:`Orders`, ``level`` a number of :class:`Level`.
    """

    order: Column
    level: Column
    from_ms: Column
    to_ms: Column

    def whatever_level(self) -> HeldSpans:
        """Spans that follow one another without a gap as one, at the level that came first."""
        order = stable_order(self.order)
        owner, from_ms, to_ms = self.order[order], self.from_ms[order], self.to_ms[order]
        apart = (owner[1:] != owner[:-1]) | (from_ms[1:] > to_ms[:-1])
        first = np.flatnonzero(np.append(True, apart)[: owner.size])
        last = np.append(first[1:], owner.size)[: first.size] - 1
        return HeldSpans(owner[first], self.level[order][first], from_ms[first], to_ms[last])


@dataclass(frozen=True)
class Orders:
    """One element per order, in order of appearance; instants are NEVER until they come."""

    case: Column
    #: INSTALL, MOVE or CEASE.
    type: Column
    place: Column
    distance_m: Column
    ordered_ms: Column
    assigned_ms: Column
    served_ms: Column
    cancelled_ms: Column
    #: In service, cancelled, or (cease) given up.
    closed_ms: Column
    #: Whether facilities lacked at any time, or the company told the customer that they did: who
    #: was registered has heard that there is nothing, rightly or not.
    was_held: Flags
    #: Who was registered and has not come back to order: a person on the list, and no order yet.
    only_registered: Flags
    #: Whether it needed no visit, because a line stood.
    reconnected: Flags
    visits: Column
    held: HeldSpans

    def __len__(self) -> int:
        return len(self.case)


def order_dimensions(places: Places, orders: Orders) -> dict[str, Dimension]:
    """County, area, type, facilities and distance band of each order."""
    band = np.searchsorted(np.array(BAND_LIMITS_M), orders.distance_m, side="right")
    return {
        **places.dimensions(orders.place),
        # A cease waits for nothing: it is no kind of order that a figure could speak of.
        "order": Dimension(ORDER_TYPES[:CEASE], np.where(orders.type == CEASE, -1, orders.type)),
        "facilities": Dimension(FACILITIES, orders.was_held.astype(np.int64)),
        "band": Dimension(BANDS, band.astype(np.int64)),
    }


def read_orders(log: EventLog, rows: Rows, cases: int) -> Orders:
    """Gather the orders of a log; no loop over rows."""
    ordered = rows.of(Kind.ORDER)
    count = ordered.size
    position = np.full(cases, -1, dtype=np.int64)
    position[log.case[ordered]] = np.arange(count)

    def instants(*kinds: Kind) -> Column:
        at = rows.of(*kinds)
        times = np.full(count, NEVER, dtype=np.int64)
        times[position[log.case[at]]] = log.time_ms[at]
        return times

    sent = position[log.case[rows.of(Kind.DISPATCHED)]]
    held = _held_spans(log, rows, position)
    was_held = np.zeros(count, dtype=np.bool_)
    was_held[held.order] = True
    registered = instants(Kind.REGISTERED) < NEVER
    was_held |= registered
    return Orders(
        case=log.case[ordered].astype(np.int64),
        type=log.reason[ordered].astype(np.int64),
        place=log.place[ordered].astype(np.int64),
        distance_m=log.amount[ordered].astype(np.int64),
        ordered_ms=log.time_ms[ordered].astype(np.int64),
        assigned_ms=instants(Kind.ASSIGNED),
        served_ms=instants(Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING),
        cancelled_ms=instants(Kind.CANCELLED),
        closed_ms=instants(
            Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING, Kind.CANCELLED, Kind.CEASED
        ),
        reconnected=instants(Kind.RECONNECTED) < NEVER,
        was_held=was_held,
        only_registered=registered & (instants(Kind.RETURNED) == NEVER),
        visits=np.bincount(sent[sent >= 0], minlength=count).astype(np.int64),
        held=held,
    )


def _held_spans(log: EventLog, rows: Rows, position: Column) -> HeldSpans:
    """From each HELD row to the next HELD, ASSIGNED or CANCELLED row of the order."""
    at = rows.of(Kind.HELD, Kind.ASSIGNED, Kind.CANCELLED)
    following = next_of_same(log.case[at])
    begins = np.flatnonzero(log.kind[at] == Kind.HELD)
    ends = np.full(begins.size, NEVER, dtype=np.int64)
    known = following[begins] >= 0
    ends[known] = log.time_ms[at[following[begins][known]]]
    return HeldSpans(
        order=position[log.case[at[begins]]],
        level=log.reason[at[begins]].astype(np.int64),
        from_ms=log.time_ms[at[begins]].astype(np.int64),
        to_ms=ends,
    )
