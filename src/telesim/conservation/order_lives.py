"""Which row may follow which in the life of an order."""

from __future__ import annotations

from collections.abc import Mapping

from telesim.eventlog import Kind

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
