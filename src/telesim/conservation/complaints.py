"""Complaints: one of each customer of a job that is overdue and open, over when the job is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind

_LATER = 2**62
#: More than any instant in ms: makes one number of a case and an instant.
_LONG = 2**40
#: Reasons of COMPLAINT_RESOLVED: done, given up, and the own line works before the others.
_DONE, _GIVEN_UP, _LINE_WORKS = 0, 1, 3
_ENDS = (
    Kind.CLEARED, Kind.CLEARED_REMOTELY, Kind.IN_SERVICE, Kind.WORKING, Kind.RECONNECTED,
    Kind.CANCELLED,
)  # fmt: skip


def check_complaints(audit: Audit) -> None:
    """Each complaint names an open job and is resolved at the instant at which that ends.

    Whose line is one of several may have it back before, with a part of the others.

    There is one of each customer at most: of whoever orders, and of those who report a fault.

    For a customer who is sent away and registered that is the end as well: one who comes back may
    complain once more. Levels rise, and a job becomes urgent once.
    """
    log = audit.log
    rows = audit.of(Kind.COMPLAINT)
    if rows.size == 0:
        return
    job = log.amount[rows]
    begins = audit.of(Kind.ORDER, Kind.REPORT)
    begin_ms = np.full(audit.cases + 1, _LATER, dtype=np.int64)
    begin_ms[log.case[begins]] = log.time_ms[begins]
    ends = audit.of(*_ENDS)
    end_ms = np.full(audit.cases + 1, _LATER, dtype=np.int64)
    end_ms[log.case[ends]] = log.time_ms[ends]
    sent_away = audit.of(Kind.REGISTERED)
    away_ms = np.full(audit.cases + 1, -_LATER, dtype=np.int64)
    away_ms[log.case[sent_away]] = log.time_ms[sent_away]
    known = (job >= 0) & (job < audit.cases)
    job = np.where(known, job, audit.cases)
    said_ms = log.time_ms[rows]
    audit.demand(
        (begin_ms[job] <= said_ms) & (said_ms <= end_ms[job]), rows, "needs a job that is open"
    )
    first = said_ms <= away_ms[job]
    times = np.bincount(2 * job + first, minlength=2 * audit.cases + 2)
    reported = audit.of(Kind.REPORT)
    customers = np.ones(audit.cases + 1, dtype=np.int64)
    customers[log.case[reported]] = log.amount[reported]
    audit.demand(
        times[2 * job + first] <= customers[job], rows, "a customer complains once about a job"
    )
    ends_ms = np.where(first, away_ms[job], end_ms[job])
    of_complaint = np.full(audit.cases, audit.cases, dtype=np.int64)
    of_complaint[log.case[rows]] = job
    due_ms = np.full(audit.cases, _LATER, dtype=np.int64)
    due_ms[log.case[rows]] = ends_ms
    since = np.zeros(audit.cases, dtype=np.int64)
    since[log.case[rows]] = said_ms
    resolved = audit.of(Kind.COMPLAINT_RESOLVED)
    case, at_ms = log.case[resolved], log.time_ms[resolved]
    works = log.reason[resolved] == _LINE_WORKS
    audit.demand(works | (at_ms == due_ms[case]), resolved, "must be resolved with its job")
    parts = audit.of(Kind.PART_RESTORED)
    back = np.isin(
        of_complaint[case] * _LONG + at_ms,
        log.case[parts].astype(np.int64) * _LONG + log.time_ms[parts],
    )
    audit.demand(~works | back, resolved, "needs lines of its job that work again")
    given_up = np.append(audit.by_case(audit.of(Kind.CANCELLED)) > 0, False)[of_complaint[case]]
    how = log.reason[resolved]
    audit.demand(
        np.where(given_up, how != _DONE, how != _GIVEN_UP), resolved,
        "reason must say whether the customer has given up",
    )  # fmt: skip
    audit.demand(log.amount[resolved] == at_ms - since[case], resolved,
                 "amount must be the time since the complaint")  # fmt: skip
    is_resolved = audit.by_case(resolved)[log.case[rows]]
    early = audit.by_case(resolved[works])[log.case[rows]] > 0
    audit.demand(
        (is_resolved == (ends_ms <= log.end_ms)) | (early & (is_resolved == 1)),
        rows, "must be resolved once, with its job",
    )  # fmt: skip
    _urgent(audit, of_complaint)
    _levels(audit)


def _urgent(audit: Audit, of_complaint: NDArray[np.int64]) -> None:
    log = audit.log
    rows = audit.of(Kind.JOB_URGENT)
    audit.demand(log.reason[rows] == of_complaint[log.case[rows]], rows, "needs its own job")
    times = np.bincount(log.reason[rows], minlength=1)
    audit.demand(times[log.reason[rows]] == 1, rows, "a job becomes urgent once")
    audit.demand(log.amount[rows] >= 0, rows, "passes no fewer than none")
    since = np.full(audit.cases, _LATER, dtype=np.int64)
    since[log.reason[rows]] = log.time_ms[rows]
    later = audit.of(Kind.JOB_OVERTAKES)
    audit.demand(log.amount[later] > 0, later, "overtakes at least one")
    audit.demand(since[log.case[later]] <= log.time_ms[later], later, "needs an urgent job")


def _levels(audit: Audit) -> None:
    log = audit.log
    rows = audit.of(Kind.COMPLAINT_CLIMBS)
    audit.demand((log.reason[rows] >= 1) & (log.reason[rows] <= 3), rows, "needs its level")
    order = np.argsort(log.case[rows], kind="stable")
    rows = rows[order]
    same = log.case[rows][1:] == log.case[rows][:-1]
    rises = log.reason[rows][1:] > log.reason[rows][:-1]
    audit.demand(~same | rises, rows[1:], "must climb")
