"""What pay does to work leaves a trace that fits: slips and avoided faults have their reason."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind

#: More than any instant of a run.
_APART = 2**44


def check_slips(audit: Audit) -> None:
    """Forgotten tickets come back when they should; what is found or avoided had its reason."""
    log = audit.log
    forgotten, reminded = audit.of(Kind.FORGOTTEN), audit.of(Kind.REMINDED)
    if audit.scenario.fault_desk is None:
        due = np.full(audit.cases, -1, dtype=np.int64)
        due[log.case[forgotten]] = log.time_ms[forgotten] + log.amount[forgotten]
        audit.demand(
            log.time_ms[reminded] == due[log.case[reminded]],
            reminded,
            "the customer calls again at another instant than was said",
        )
    else:
        asked = audit.of(Kind.ENQUIRY_ANSWERED)
        over = _case_and_instant(log.case[asked], log.time_ms[asked] + log.reason[asked])
        at = _case_and_instant(log.case[reminded], log.time_ms[reminded])
        audit.demand(np.isin(at, over), reminded, "no call about it has just been answered")
    unrepaired, found = audit.of(Kind.UNREPAIRED), audit.of(Kind.FOUND_UNREPAIRED)
    bad = audit.by_case(unrepaired)
    audit.demand(bad[log.case[found]] == 1, found, "was not closed without repair")
    _avoided(audit)


def _case_and_instant(case: NDArray[np.int64], time_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    return case.astype(np.int64) * _APART + time_ms


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
