"""Public telephones: each is out of order once at a time, and a crew repairs one at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.eventlog import Kind
from telesim.ordering import stable_order
from telesim.scenario.care.payphones import payphones_by_exchange


def check_payphones(audit: Audit) -> None:
    """A telephone breaks and is repaired in turn; so does a crew set out and finish.

    No telephone stands where the scenario has none, and a repair takes at least its crew time.
    """
    log, scenario = audit.log, audit.scenario
    rows = audit.of(Kind.PAYPHONE_DOWN, Kind.PAYPHONE_REPAIRED)
    if rows.size == 0:
        return
    phones = np.array(payphones_by_exchange(scenario), dtype=np.int64)
    exchange = log.place[rows] - len(scenario.cabinets)
    known = (exchange >= 0) & (exchange < phones.size)
    audit.demand(known, rows, "needs its exchange")
    audit.demand((log.line[rows] >= 0) & (log.line[rows] < phones[exchange]), rows,
                 "there is no such telephone")  # fmt: skip
    phone = exchange * (int(phones.max()) + 1) + log.line[rows]
    _in_turn(audit, rows, phone, Kind.PAYPHONE_DOWN, "a telephone breaks, then is repaired")
    repair = scenario.payphones.repair if scenario.payphones is not None else None
    if repair is None:
        return
    rows = audit.of(Kind.PAYPHONE_VISIT, Kind.PAYPHONE_REPAIRED)
    exchange = log.place[rows] - len(scenario.cabinets)
    county = np.array(scenario.exchange_county, dtype=np.int64)[exchange]
    crew = log.reason[rows]
    audit.demand((crew >= 0) & (crew < repair.crews), rows, "needs its crew")
    pool = county if repair.by == "county" else np.zeros(rows.size, dtype=np.int64)
    _in_turn(audit, rows, pool * repair.crews + crew, Kind.PAYPHONE_VISIT,
             "a crew for public telephones is at one of them")  # fmt: skip
    visits, done = audit.of(Kind.PAYPHONE_VISIT), audit.of(Kind.PAYPHONE_REPAIRED)
    begun = np.zeros(audit.cases, dtype=np.int64)
    begun[log.case[visits]] = log.time_ms[visits] + log.amount[visits]
    audit.demand(
        log.time_ms[done] - begun[log.case[done]] >= log.amount[done],
        done,
        "way and work take longer than the visit",
    )


def _in_turn(
    audit: Audit, rows: Index, owner: NDArray[np.int64], begins: Kind, message: str
) -> None:
    """For each owner a row that begins and one that ends follow each other, a beginning first."""
    order = stable_order(owner)
    rows, owner = rows[order], owner[order]
    begin = audit.log.kind[rows] == begins
    new = np.append(True, owner[1:] != owner[:-1])
    before = np.append(False, begin[:-1]) & ~new
    audit.demand(begin != before, rows, message)
