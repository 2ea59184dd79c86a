"""Campaigns: they run where and as long as they may, and bring orders nowhere else."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import INSTALL, Audit
from telesim.eventlog import Kind
from telesim.scenario.market.promotions import exchanges_of, span_of


def check_promotions(audit: Audit) -> None:
    """Each campaign begins once at a place or is left out there; its orders come while it runs."""
    log, scenario = audit.log, audit.scenario
    begun, ended = audit.of(Kind.CAMPAIGN_BEGINS), audit.of(Kind.CAMPAIGN_ENDS)
    left_out = audit.of(Kind.CAMPAIGN_LEFT_OUT)
    sizes = audit.of(Kind.CAMPAIGN_SIZE)
    brought, missing = audit.of(Kind.PROMOTED), audit.of(Kind.FORESTALLED)
    campaigns = tuple(scenario.promotions.values())
    its = np.sort(np.concatenate([begun, ended, left_out, sizes, brought]))
    known = (log.reason[its] >= 0) & (log.reason[its] < len(campaigns))
    audit.demand(known, its, "there is no such campaign")
    if not campaigns:
        none = np.zeros(missing.size, dtype=np.bool_)
        audit.demand(none, missing, "no campaign draws orders forward here")
        return
    cabinets, count = len(scenario.cabinets), len(scenario.exchanges)
    whole = np.sort(np.concatenate([begun, ended, left_out]))
    for rows in (sizes, whole):
        place = log.place[rows] - cabinets
        audit.demand((place >= 0) & (place < count), rows, "needs its exchange")
    since, until = (np.full((len(campaigns), count), -1, dtype=np.int64) for _ in range(2))
    decided = np.zeros(since.shape, dtype=np.bool_)
    for at in whole.tolist():
        which = int(log.reason[at]), int(log.place[at]) - cabinets
        over = log.kind[at] == Kind.CAMPAIGN_ENDS
        if until[which] >= 0 if over else decided[which]:
            raise audit.breach(at, "stands once for a campaign and a place")
        decided[which] = True
        if log.kind[at] != Kind.CAMPAIGN_LEFT_OUT:
            (until if over else since)[which] = log.time_ms[at]
    said = np.sort(np.concatenate([begun, left_out]))
    told = (said > 0) & (log.kind[said - 1] == Kind.CAMPAIGN_SIZE)
    for column in (log.time_ms, log.place, log.reason, log.amount):
        told &= column[said - 1] == column[said]
    audit.demand(told, said, "needs a look at what the place could take just before it")
    for number, campaign in enumerate(campaigns):
        first, last = span_of(scenario, campaign)
        wanted = np.isin(np.arange(count), exchanges_of(scenario, campaign))
        own = begun[log.reason[begun] == number]
        audit.demand(wanted[log.place[own] - cabinets], own, "does not run in this county")
        ends = log.time_ms[own] + campaign.lasting
        audit.demand((log.time_ms[own] >= first) & (ends <= last), own, "runs too early or late")
        own = ended[log.reason[ended] == number]
        lasted = log.time_ms[own] - since[number, log.place[own] - cabinets]
        audit.demand(lasted == campaign.lasting, own, "does not last as long as it should")
    ordered = audit.of(Kind.ORDER)
    type_of = np.full(audit.cases + 1, -1, dtype=np.int64)
    type_of[log.case[ordered]] = log.reason[ordered]
    audit.demand(type_of[log.case[brought]] == INSTALL, brought, "campaigns bring installs alone")
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)[log.place[brought]]
    begins, ends = since[log.reason[brought], exchange], until[log.reason[brought], exchange]
    time_ms = log.time_ms[brought]
    running = (begins >= 0) & (time_ms >= begins) & ((ends < 0) | (time_ms < ends))
    audit.demand(running, brought, "no campaign runs here at this time")
