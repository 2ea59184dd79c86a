"""Inspection: who inspects is not on duty, looks are not more than there are, findings are true."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind
from telesim.units import DAY_MS

_UNTESTED, _UNREPAIRED = 1, 2


def check_supervision(audit: Audit) -> None:
    """Every finding follows a look, every look a closing, and crews inspect or are on duty."""
    log, section = audit.log, audit.scenario.supervision
    turns, looks = audit.of(Kind.INSPECTS), audit.of(Kind.INSPECTED)
    found = audit.of(Kind.FOUND_BAD)
    own = np.concatenate([audit.of(Kind.SUPERVISED), turns, looks, found])
    if section is None:
        audit.demand(np.zeros(own.size, dtype=np.bool_), own, "no supervision in this scenario")
        return
    duty = audit.of(Kind.ON_DUTY, Kind.COURSE)
    days = int(log.end_ms) // DAY_MS + 1
    busy = np.unique(log.crew[duty].astype(np.int64) * days + log.time_ms[duty] // DAY_MS)
    mine = log.crew[turns].astype(np.int64) * days + log.time_ms[turns] // DAY_MS
    audit.demand(~np.isin(mine, busy), turns, "inspects and is on duty on one day")
    cleared = audit.of(Kind.CLEARED)
    closed_ms, closed_by = (np.full(audit.cases + 1, -1, dtype=np.int64) for _ in range(2))
    closed_ms[log.case[cleared]] = log.time_ms[cleared]
    closed_by[log.case[cleared]] = log.crew[cleared]
    case = log.case[looks]
    audit.demand(closed_ms[case] + section.after == log.time_ms[looks], looks,
                 "looked at another time after its closing")  # fmt: skip
    audit.demand(closed_by[case] == log.crew[looks], looks, "closed by another crew")
    for bit, kind in ((_UNTESTED, Kind.UNTESTED), (_UNREPAIRED, Kind.UNREPAIRED)):
        has = audit.by_case(audit.of(kind))
        said = (log.reason[looks] & bit) > 0
        audit.demand(~said | (has[case] > 0), looks, "was not closed so")
    audit.demand(log.reason[found] > 0, found, "nothing is wrong with it")
