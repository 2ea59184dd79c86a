"""Orders that are taken or sent away by what is believed, and pairs that neighbours lend."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import INSTALL, Audit
from telesim.eventlog import Kind, Level


def check_screening(audit: Audit) -> None:
    """Only installs are screened, each once; who is sent away pays nothing before returning."""
    log, section = audit.log, audit.scenario.screening
    accepted, refused = audit.of(Kind.FALSELY_ACCEPTED), audit.of(Kind.REGISTERED)
    returned, paid = audit.of(Kind.RETURNED), audit.of(Kind.COMMISSION)
    looked, counted = audit.of(Kind.NO_PAIR), audit.of(Kind.AUDITED)
    screened = np.sort(np.concatenate([accepted, refused, returned, paid, looked]))
    if section is None:
        whole = np.sort(np.concatenate([screened, counted]))
        audit.demand(np.zeros(whole.size, dtype=np.bool_), whole, "nobody screens orders here")
        return
    ordered = audit.of(Kind.ORDER)
    type_of = np.full(audit.cases + 1, -1, dtype=np.int64)
    type_of[log.case[ordered]] = log.reason[ordered]
    audit.demand(type_of[log.case[screened]] == INSTALL, screened, "only installs are screened")
    for rows in (accepted, refused, returned, paid, looked):
        once = audit.by_case(rows)[log.case[rows]] == 1
        audit.demand(once, rows, "must stand once for an order")
    lacks = (log.reason[accepted] >= Level.PORT) & (log.reason[accepted] <= Level.BOX)
    audit.demand(lacks, accepted, "needs the level that lacks")
    for rows, channels in ((accepted, log.amount[accepted]), (refused, log.amount[refused])):
        audit.demand((channels >= 0) & (channels <= 2), rows, "needs who has decided")
    audit.demand(np.isin(log.reason[refused], (0, 1)), refused, "was falsely sent away or not")
    if section.acceptance == "everything":
        audit.demand(np.zeros(refused.size, dtype=np.bool_), refused, "everything is accepted here")
    cabinets = len(audit.scenario.cabinets)
    places = log.place[counted]
    audit.demand((places >= 0) & (places < cabinets), counted, "needs its cabinet")
