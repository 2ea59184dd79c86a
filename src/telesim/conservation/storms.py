"""Storm days begin at midnight, once for each pattern that has storms."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind
from telesim.units import DAY_MS, PER_MILLE


def check_storms(audit: Audit) -> None:
    """Each row names a pattern with storms and its factor, and no day stands there twice."""
    log = audit.log
    rows = audit.of(Kind.STORM)
    patterns = audit.scenario.patterns.values()
    factors = np.array(
        [round(p.storms.factor * PER_MILLE) if p.storms is not None else 0 for p in patterns],
        dtype=np.int64,
    )
    pattern, begins_ms = log.reason[rows], log.time_ms[rows]
    known = (pattern >= 0) & (pattern < factors.size)
    audit.demand(known, rows, "needs its pattern")
    audit.demand(log.amount[rows] == factors[pattern], rows, "must say what its pattern says")
    audit.demand(begins_ms % DAY_MS == 0, rows, "a storm day begins at midnight")
    days = begins_ms // DAY_MS * max(factors.size, 1) + pattern
    first = np.zeros(rows.size, dtype=np.bool_)
    first[np.unique(days, return_index=True)[1]] = True
    audit.demand(first, rows, "a storm day begins once")
