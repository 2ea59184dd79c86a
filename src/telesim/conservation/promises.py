"""Appointments are kept waiting for, and pull-offs begin before they end."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order


def check_promises(audit: Audit) -> None:
    """A promised window lies ahead, and its job waits until it opens, not longer, or is given up.

    Begins and ends of a county's pull-offs alternate.
    """
    log = audit.log
    promised = audit.of(Kind.PROMISED)
    audit.demand(log.reason[promised] > 0, promised, "a window must have a length")
    audit.demand(log.amount[promised] >= log.time_ms[promised], promised, "a window must lie ahead")
    rows = audit.of(Kind.PROMISED, Kind.READY)
    rows = rows[stable_order(log.case[rows])]
    after = np.flatnonzero(log.kind[rows[:-1]] == Kind.PROMISED) + 1
    after = after[log.case[rows[after]] == log.case[rows[after - 1]]]
    audit.demand(
        (log.kind[rows[after]] == Kind.READY)
        & (log.time_ms[rows[after]] == log.amount[rows[after - 1]]),
        rows[after],
        "a promised job must be ready when its window opens",
    )
    switches = audit.of(Kind.PULL_OFF_BEGINS, Kind.PULL_OFF_ENDS)
    switches = switches[stable_order(log.place[switches])]
    place = log.place[switches]
    first_county = len(audit.scenario.cabinets) + len(audit.scenario.exchanges)
    counties = len(audit.scenario.counties)
    audit.demand(
        (place >= first_county) & (place < first_county + counties), switches, "needs its county"
    )
    begins = log.kind[switches] == Kind.PULL_OFF_BEGINS
    new = np.append(True, place[1:] != place[:-1])[: place.size]
    before = np.append(False, begins[:-1])[: place.size] & ~new
    audit.demand(begins != before, switches, "a pull-off begins, then ends")
