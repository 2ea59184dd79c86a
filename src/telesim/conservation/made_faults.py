"""Faults made by people name the work that made them: done before, near by, and once each."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import INSTALL, Audit
from telesim.conservation.running import is_first
from telesim.eventlog import Kind


def check_made_faults(audit: Audit) -> None:
    """Early failures of installed lines, and lines disturbed by finished jobs."""
    early, induced = audit.of(Kind.EARLY_LIFE), audit.of(Kind.WORK_INDUCED)
    if not early.size and not induced.size:
        return
    log, scenario = audit.log, audit.scenario
    done = audit.of(Kind.IN_SERVICE, Kind.WORKING, Kind.CLEARED)
    # When the work on a case was finished, and on which line of which cabinet; -1 = never.
    done_ms = np.full(audit.cases, -1, dtype=np.int64)
    done_ms[log.case[done]] = log.time_ms[done]
    line, place = (np.full(audit.cases, -1, dtype=np.int64) for _ in range(2))
    line[log.case[done]] = log.line[done]
    place[log.case[done]] = log.place[done]
    installs = np.zeros(audit.cases, dtype=np.bool_)
    ordered = audit.of(Kind.ORDER)
    installs[log.case[ordered]] = log.reason[ordered] == INSTALL
    install, work = scenario.demand.install, scenario.work_induced
    for rows, law, words in (
        (early, install.early_life if install is not None else None, "early failure"),
        (induced, work, "disturbance"),
    ):
        if not rows.size:
            continue
        source = log.amount[rows]
        known = (source >= 0) & (source < audit.cases)
        audit.demand(known, rows, f"the {words} names no case")
        since = log.time_ms[rows] - done_ms[source]
        within = 0 if law is None else law.within
        audit.demand((done_ms[source] >= 0) & (since > 0) & (since <= within), rows,
                     f"the {words} needs work that ended before, within {within} ms")  # fmt: skip
        audit.demand(place[source] == log.place[rows], rows, f"the {words} is in another cabinet")
        audit.demand(is_first(source), rows,
                     f"one case makes at most one {words}")  # fmt: skip
    source = log.amount[early]
    audit.demand(installs[source], early, "only an installed line fails early")
    audit.demand(line[source] == log.line[early], early, "the new line itself fails early")
    source = log.amount[induced]
    audit.demand(line[source] != log.line[induced], induced, "work disturbs another line")
