"""Circuits of trunk groups: there at the start as written, ordered and opened as planned."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.running import is_first
from telesim.eventlog import Kind
from telesim.units import DAY_MS


def check_trunks(audit: Audit) -> None:
    """Each group has its circuits at the start; each row of the plan opens once, when it should."""
    scenario, log = audit.scenario, audit.log
    there, ordered = audit.of(Kind.CIRCUITS), audit.of(Kind.CIRCUITS_ORDERED)
    opened, paid = audit.of(Kind.CIRCUITS_OPEN), audit.of(Kind.CIRCUITS_PAID)
    rows = np.concatenate([there, ordered, opened, paid])
    if not scenario.trunks:
        audit.demand(np.zeros(rows.size, dtype=np.bool_), rows, "no trunks in this scenario")
        return
    group = {one.id: n for n, one in enumerate(scenario.trunks)}
    written = np.array([one.circuits for one in scenario.trunks], dtype=np.int64)
    audit.demand(written[log.line[there]] == log.amount[there], there, "not as many as written")
    audit.demand(is_first(log.line[there]), there, "circuits of the start stand once")
    plan = scenario.circuits
    amount = np.array([one.circuits for one in plan], dtype=np.int64)
    of = np.array([group[one.group] for one in plan], dtype=np.int64)
    order_ms = np.array([scenario.ms_of(one.ordered) for one in plan], dtype=np.int64)
    open_ms = order_ms + np.array([one.lead_days for one in plan], dtype=np.int64) * DAY_MS
    for its, at, word in ((ordered, order_ms, "ordered"), (opened, open_ms, "open")):
        row = log.reason[its]
        audit.demand((row >= 0) & (row < len(plan)), its, "no row of the plan")
        audit.demand(of[row] == log.line[its], its, "of another group than planned")
        audit.demand(amount[row] == log.amount[its], its, "not as many as planned")
        audit.demand(np.maximum(at[row], 0) == log.time_ms[its], its, f"not {word} as planned")
        audit.demand(is_first(row), its, f"{word} twice")
    cents = np.array([round(100 * one.cost) for one in plan], dtype=np.int64)
    audit.demand(cents[log.reason[paid]] == log.amount[paid], paid, "costs something else")
