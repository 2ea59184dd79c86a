"""Which row may follow which in the lives of calls, works and what customers care about."""

from __future__ import annotations

from collections.abc import Mapping

from telesim.eventlog import Kind

#: Kind of row -> kinds that may follow it in the life of a call to a main frame.
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
