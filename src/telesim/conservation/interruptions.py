"""Crews called away: only where a policy says so, and to set out for another job at once."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order


def check_interruptions(audit: Audit) -> None:
    """Whoever is called away sets out at the same instant; what is lost is as the policy says."""
    log, scenario = audit.log, audit.scenario
    rows = audit.of(Kind.INTERRUPTED)
    if rows.size == 0:
        return
    wheres = (scenario, *(phase.scenario for phase in scenario.phases))
    policies = [there.policies.preemption for there in wheres]
    lost = {int(policy.work != "resume") for policy in policies if policy is not None}
    audit.demand(np.isin(log.reason[rows], list(lost)), rows, "no policy calls crews away so")
    order = audit.of(Kind.INTERRUPTED, Kind.DISPATCHED)
    order = order[stable_order(log.crew[order])]
    left = np.flatnonzero(log.kind[order] == Kind.INTERRUPTED)
    following = order[np.minimum(left + 1, order.size - 1)]
    audit.demand(
        (log.kind[following] == Kind.DISPATCHED)
        & (log.crew[following] == log.crew[order[left]])
        & (log.time_ms[following] == log.time_ms[order[left]])
        & (log.case[following] != log.case[order[left]]),
        order[left],
        "its crew must set out for another case at once",
    )
