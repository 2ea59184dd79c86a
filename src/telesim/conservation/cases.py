"""What an order takes and gives back, and how many lines a fault takes down and returns."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import CEASE, INSTALL, MOVE, Audit
from telesim.conservation.running import is_first, running_total
from telesim.eventlog import Kind


def check_orders(audit: Audit) -> None:
    """What an order takes and gives back, by its type."""
    log = audit.log
    ordered, assigned = audit.of(Kind.ORDER), audit.of(Kind.ASSIGNED)
    cancelled = audit.of(Kind.CANCELLED)
    served = audit.of(Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING)
    released, ceased = audit.of(Kind.RELEASED), audit.of(Kind.CEASED)
    type_of = np.full(audit.cases, -1, dtype=np.int64)
    type_of[log.case[ordered]] = log.reason[ordered]
    own_type = type_of[log.case[assigned]]
    audit.demand(own_type != CEASE, assigned, "a cease takes no facilities")
    audit.demand(
        log.amount[assigned] == (own_type == INSTALL),
        assigned,
        "an install takes one port, a move none",
    )
    has = audit.by_case(assigned)
    audit.demand(has[log.case[served]] == 1, served, "needs one assignment before")
    reconnected = audit.of(Kind.RECONNECTED)
    audit.demand(
        type_of[log.case[reconnected]] == INSTALL, reconnected, "only an install finds its line"
    )
    audit.demand(
        log.reason[cancelled] == has[log.case[cancelled]],
        cancelled,
        "reason must say whether facilities had been assigned",
    )
    ports = has * (type_of == INSTALL)
    audit.demand(
        log.amount[cancelled] == ports[log.case[cancelled]],
        cancelled,
        "amount must say whether a port had been assigned",
    )
    audit.demand(type_of[log.case[ceased]] == CEASE, ceased, "only a cease order gives up")
    audit.demand(type_of[log.case[released]] == MOVE, released, "only a move releases")
    gone = audit.by_case(released)
    moves = type_of[log.case[served]] == MOVE
    audit.demand(gone[log.case[served]] == moves, served, "a move must release its old pairs, once")
    # A line that is down is given up when it works again, so a cease may still be open.
    audit.demand(is_first(log.case[ceased]), ceased, "a cease happens once, to its own line")


def check_faults(audit: Audit) -> None:
    """Lines that went down and came back."""
    log = audit.log
    failed, part, cleared = (
        audit.of(kind) for kind in (Kind.FAULT, Kind.PART_RESTORED, Kind.CLEARED)
    )
    audit.demand(log.amount[failed] >= 1, failed, "a fault needs a line")
    down = np.zeros(audit.cases, dtype=np.int64)
    down[log.case[failed]] = log.amount[failed]
    back = audit.by_case(part, log.amount[part])
    so_far = running_total(log.case[part], log.amount[part])
    audit.demand(so_far <= down[log.case[part]], part, "more lines came back than went down")
    rest = down - back
    audit.demand(log.reason[cleared] == rest[log.case[cleared]], cleared,
                "must restore just the lines still down")  # fmt: skip
    report = audit.of(Kind.REPORT)
    reports = log.amount[report]
    audit.demand((reports >= 1) & (reports <= down[log.case[report]]), report,
                "needs one report or more, and no more than lines")  # fmt: skip
