"""What pay does to work leaves a trace that fits: slips and avoided faults have their reason."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind


def check_slips(audit: Audit) -> None:
    """Forgotten tickets come back when they should; what is found or avoided had its reason."""
    log = audit.log
    forgotten, reminded = audit.of(Kind.FORGOTTEN), audit.of(Kind.REMINDED)
    due = np.full(audit.cases, -1, dtype=np.int64)
    due[log.case[forgotten]] = log.time_ms[forgotten] + log.amount[forgotten]
    audit.demand(
        log.time_ms[reminded] == due[log.case[reminded]],
        reminded,
        "the customer calls again at another instant than was said",
    )
    unrepaired, found = audit.of(Kind.UNREPAIRED), audit.of(Kind.FOUND_UNREPAIRED)
    bad = audit.by_case(unrepaired)
    audit.demand(bad[log.case[found]] == 1, found, "was not closed without repair")
    _avoided(audit)


def _avoided(audit: Audit) -> None:
    """A fault is avoided only on a line that somebody has looked after before."""
    log = audit.log
    treated, avoided = audit.of(Kind.TREATED), audit.of(Kind.AVOIDED)
    if avoided.size == 0:
        return
    most = int(log.line.max()) + 1
    line = log.place.astype(np.int64) * most + log.line
    known, first = np.unique(line[treated], return_index=True)
    at = np.searchsorted(known, line[avoided])
    there = at < known.size
    there[there] = known[at[there]] == line[avoided][there]
    since = np.full(avoided.size, np.iinfo(np.int64).max)
    since[there] = log.time_ms[treated[first[at[there]]]]
    audit.demand(
        since <= log.time_ms[avoided], avoided, "no preventive work has been done on its line"
    )
