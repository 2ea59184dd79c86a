"""Lines suspended for arrears: one suspension at a time, and notices that end it when they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import CEASE, Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order

#: Rows at whose instants lines that were down work again, or have been moved away.
_RESTORED = (
    Kind.CLEARED, Kind.CLEARED_REMOTELY, Kind.PART_RESTORED, Kind.FURTHER_BACK, Kind.POWER_BACK,
    Kind.RELEASED,
)  # fmt: skip
_ENDS = (Kind.LINE_BACK, Kind.SUSPENDED_CEASED)


def check_arrears(audit: Audit) -> None:
    """A line is suspended once at a time, has no fault meanwhile, and is back when it was said.

    A line that is given up while suspended has a cease order of the same instant and line, and
    every line suspended and given up has such a row.
    """
    log = audit.log
    begins, ends = audit.of(Kind.LINE_SUSPENDED), audit.of(*_ENDS)
    if begins.size == 0:
        return
    arrears = audit.scenario.arrears
    paid = audit.of(Kind.BILL_PAID)
    agents = arrears.agents if arrears is not None else 0
    audit.demand((log.reason[paid] >= 0) & (log.reason[paid] < agents), paid, "needs its agent")
    sent, back = audit.of(Kind.NOTICE_SENT), audit.of(Kind.LINE_BACK)
    due = np.full(audit.cases, -1, dtype=np.int64)
    due[log.case[sent]] = log.time_ms[sent] + log.amount[sent]
    said_ms = due[log.case[back]]
    restored = audit.of(*_RESTORED)
    # Beside lines that are down it works when one of those does.
    waited = (log.time_ms[back] > said_ms) & np.isin(log.time_ms[back], log.time_ms[restored])
    audit.demand(
        (said_ms >= 0) & ((log.time_ms[back] == said_ms) | waited),
        back, "must work when its notice has said",
    )  # fmt: skip
    paid_ms = np.zeros(audit.cases, dtype=np.int64)
    paid_ms[log.case[paid]] = log.time_ms[paid]
    audit.demand(
        log.amount[back] == log.time_ms[back] - paid_ms[log.case[back]],
        back,
        "amount must be the time since the payment",
    )
    _lines(audit, begins, ends)
    _given_up(audit)


def _lines(audit: Audit, begins: NDArray[np.intp], ends: NDArray[np.intp]) -> None:
    """By line: a suspension begins, then ends; and no fault begins between."""
    log = audit.log
    failed = audit.of(Kind.FAULT)
    rows = np.sort(np.concatenate([begins, ends, failed]))
    most = int(log.line.max()) + 1
    line = log.place[rows].astype(np.int64) * most + log.line[rows]
    order = stable_order(line)
    rows, line = rows[order], line[order]
    fault = log.kind[rows] == Kind.FAULT
    change = np.where(fault, 0, np.where(log.kind[rows] == Kind.LINE_SUSPENDED, 1, -1))
    total = np.cumsum(change)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    before = np.where(first > 0, total[first - 1], 0)
    state = total - np.repeat(before, np.diff(np.append(first, rows.size)))
    audit.demand((state >= 0) & (state <= 1), rows, "a line is suspended, then works again")
    audit.demand(~fault | (state == 0), rows, "a suspended line has no fault")


def _given_up(audit: Audit) -> None:
    log = audit.log
    rows, ordered = audit.of(Kind.SUSPENDED_CEASED), audit.of(Kind.CEASED)
    at = np.full(audit.cases + 1, -1, dtype=np.int64)
    at[log.case[ordered]] = ordered
    case = log.amount[rows]
    own = at[np.where((case >= 0) & (case < audit.cases), case, audit.cases)]
    same = (
        (own >= 0)
        & (log.time_ms[own] == log.time_ms[rows])
        & (log.place[own] == log.place[rows])
        & (log.line[own] == log.line[rows])
    )
    audit.demand(same, rows, "needs the cease order of its line")
    ordering = audit.of(Kind.ORDER)
    is_cease = np.zeros(audit.cases + 1, dtype=np.bool_)
    is_cease[log.case[ordering]] = log.reason[ordering] == CEASE
    audit.demand(is_cease[case], rows, "needs the cease order of its line")
