"""Key accounts: limits that pass while a step has the order, and who takes it up."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.running import is_first
from telesim.eventlog import Kind
from telesim.scenario.office.key_accounts import LIMITED


def check_key_accounts(audit: Audit) -> None:
    """Only orders of key accounts are watched, and no limit passes before its time."""
    log, section = audit.log, audit.scenario.key_accounts
    marked, overdue = audit.of(Kind.KEY_ACCOUNT), audit.of(Kind.OVERDUE)
    raised, late = audit.of(Kind.ESCALATED), audit.of(Kind.HANDED_LATE)
    if section is None:
        for rows in (marked, overdue, raised, late):
            audit.demand(np.zeros(rows.size, dtype=np.bool_), rows, "there are no key accounts")
        return
    channel = section.channel is not None
    audit.demand(log.amount[marked] == int(channel), marked, "the channel is there or not, for all")
    ordered_ms = np.full(audit.cases, -1, dtype=np.int64)
    orders = audit.of(Kind.ORDER)
    ordered_ms[log.case[orders]] = log.time_ms[orders]
    known = audit.by_case(marked)
    audit.demand(is_first(log.case[marked]), marked, "is marked twice")
    for rows in (overdue, raised, late):
        audit.demand(known[log.case[rows]] > 0, rows, "is no key account")
    limits = np.array([section.limits.get(word, 0) for word in LIMITED], dtype=np.int64)
    step, passed = log.reason[overdue], log.amount[overdue]
    audit.demand((step >= 0) & (step < limits.size), overdue, "needs its step")
    audit.demand(limits[step] > 0, overdue, "the step has no limit")
    audit.demand((passed >= 1) & (passed <= 2), overdue, "a limit passes once or twice")
    waited = log.time_ms[overdue] - np.maximum(ordered_ms[log.case[overdue]], 0)
    audit.demand(waited >= limits[step] * passed, overdue, "the order is younger than the limit")
    # Who takes an order up does so at the instant at which a limit passes, once each.
    if raised.size:
        audit.demand(np.full(raised.size, channel), raised, "there is no green channel")
        passes = set(zip(log.case[overdue].tolist(), log.time_ms[overdue].tolist(), strict=True))
        pairs = zip(log.case[raised].tolist(), log.time_ms[raised].tolist(), strict=True)
        audit.demand(np.array([one in passes for one in pairs]), raised, "no limit passes")
        level = log.case[raised] * 2 + log.amount[raised] - 1
        audit.demand(is_first(level), raised, "has been taken up already")
    # Each step hands on late what was overdue there.
    if late.size:
        # A limit that passes at closing time is nothing beyond by office hours until the morning.
        least = 0 if section.clock == "office-hours" else 1
        audit.demand(log.amount[late] >= least, late, "is handed on in time")
        there = set(zip(log.case[overdue].tolist(), step.tolist(), strict=True))
        own = zip(log.case[late].tolist(), (log.reason[late] % 10).tolist(), strict=True)
        audit.demand(np.array([one in there for one in own]), late, "was not overdue there")
