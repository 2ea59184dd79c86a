"""Crews called away: only where a policy says so, and to set out for another job at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.doubts import Doubts
from telesim.eventlog import Kind
from telesim.ordering import stable_order
from telesim.scenario import Scenario


def check_interruptions(audit: Audit) -> None:
    """Whoever is called away sets out at the same instant; what is lost is as the policy says."""
    log = audit.log
    rows = audit.of(Kind.INTERRUPTED)
    if rows.size == 0:
        return
    doubts = Doubts(audit)
    doubts.demand(log.reason[rows] == _lost(audit, rows), rows, "no policy calls crews away so")
    order = audit.of(Kind.INTERRUPTED, Kind.DISPATCHED)
    order = order[stable_order(log.crew[order])]
    left = np.flatnonzero(log.kind[order] == Kind.INTERRUPTED)
    following = order[np.minimum(left + 1, order.size - 1)]
    doubts.demand(
        (log.kind[following] == Kind.DISPATCHED)
        & (log.crew[following] == log.crew[order[left]])
        & (log.time_ms[following] == log.time_ms[order[left]])
        & (log.case[following] != log.case[order[left]]),
        order[left],
        "its crew must set out for another case at once",
    )
    doubts.settle()


def _lost(audit: Audit, rows: Index) -> NDArray[np.int64]:
    """Whether work is lost (1) or not (0) by the policy in force at each row; -1 without one.

    That is the policy of the county of the job that is left, from the last reform there on.
    """
    log, scenario = audit.log, audit.scenario
    places = log.place[rows]
    known = (places >= 0) & (places < len(scenario.cabinets))
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)[np.where(known, places, 0)]
    county = np.array(scenario.exchange_county, dtype=np.int64)[exchange]
    number = {name: n for n, name in enumerate(scenario.counties)}
    found = np.full(rows.size, _said(scenario), dtype=np.int64)
    for phase in scenario.phases:
        here = np.isin(county, [number[name] for name in phase.counties or scenario.counties])
        found[here & (log.time_ms[rows] >= phase.from_ms)] = _said(phase.scenario)
    found[~known] = -1
    return found


def _said(scenario: Scenario) -> int:
    policy = scenario.policies.preemption
    return -1 if policy is None else int(policy.work != "resume")
