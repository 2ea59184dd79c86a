"""Orders that are taken or sent away by what is believed, and pairs that neighbours lend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import INSTALL, Audit, Index
from telesim.conservation.running import is_first
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
        audit.demand(is_first(log.case[rows]), rows, "must stand once for an order")
    lacks = (log.reason[accepted] >= Level.PORT) & (log.reason[accepted] <= Level.BOX)
    audit.demand(lacks, accepted, "needs the level that lacks")
    for rows, channels in ((accepted, log.amount[accepted]), (refused, log.amount[refused])):
        audit.demand((channels >= 0) & (channels <= 2), rows, "needs who has decided")
    audit.demand(np.isin(log.reason[refused], (0, 1)), refused, "was falsely sent away or not")
    ordered_ms = np.full(audit.cases + 1, -1, dtype=np.int64)
    ordered_ms[log.case[ordered]] = log.time_ms[ordered]
    at_once = ordered_ms[log.case[refused]] == log.time_ms[refused]
    audit.demand(
        (log.amount[refused] == 0) | at_once, refused, "none but a counter lets customers wait"
    )
    if not section.acceptance.looks:
        audit.demand(np.zeros(refused.size, dtype=np.bool_), refused, "everything is accepted here")
    cabinets = len(audit.scenario.cabinets)
    places = log.place[counted]
    audit.demand((places >= 0) & (places < cabinets), counted, "needs its cabinet")


def check_rerouting(audit: Audit) -> None:
    """Who borrows and who lends are neighbours, within limits; what goes back was borrowed."""
    log, scenario = audit.log, audit.scenario
    lent, begun = audit.of(Kind.REROUTED), audit.of(Kind.MOVE_BACK)
    back, lapsed = audit.of(Kind.MOVED_BACK), audit.of(Kind.MOVE_BACK_LAPSED)
    failed = audit.of(Kind.REROUTED_FAULT)
    if scenario.rerouting is None:
        whole = np.sort(np.concatenate([lent, begun, back, lapsed, failed]))
        audit.demand(np.zeros(whole.size, dtype=np.bool_), whole, "no line is re-routed here")
        return
    ordered = audit.of(Kind.ORDER)
    own, line = (np.full(audit.cases + 1, -1, dtype=np.int64) for _ in range(2))
    own[log.case[ordered]] = log.place[ordered]
    line[log.case[ordered]] = log.line[ordered]
    cabinets = len(scenario.cabinets)
    number = scenario.cabinet_number
    most = {
        (number[row.cabinet], number[row.neighbour]): row.max_pairs
        for row in scenario.neighbours
        if row.m <= scenario.rerouting.at_most
    }
    audit.demand((log.place[lent] >= 0) & (log.place[lent] < cabinets), lent, "needs who lends")
    held = audit.of(Kind.HELD)
    held_ms = np.full(audit.cases + 1, log.end_ms, dtype=np.int64)
    np.minimum.at(held_ms, log.case[held], log.time_ms[held])
    planned = log.time_ms[lent] - held_ms[log.case[lent]] >= scenario.rerouting.takes
    audit.demand(planned, lent, "an order is re-routed sooner than it takes after it is held")
    lender = np.full(audit.cases + 1, -1, dtype=np.int64)
    lender[log.case[lent]] = log.place[lent]
    for rows, words in ((begun, "goes back"), (failed, "fails")):
        source = log.amount[rows]
        known = (source >= 0) & (source < audit.cases)
        audit.demand(known, rows, "names no order")
        audit.demand(lender[source] >= 0, rows, f"a line {words} that has not borrowed")
        audit.demand(own[source] == log.place[rows], rows, f"a line {words} in another cabinet")
        audit.demand(line[source] == log.line[rows], rows, f"another line {words}")
    audit.demand(is_first(log.amount[begun]), begun, "a line goes back once")
    _within_limits(audit, own, most)


def _within_limits(audit: Audit, own: NDArray[np.int64], most: dict[tuple[int, int], int]) -> None:
    """Pairs lent by one cabinet to another never pass what the table allows."""
    rows, change, borrower, lender = _borrowing(audit, own)
    running: dict[tuple[int, int], int] = {}
    for at, one_more, one, other in zip(
        rows.tolist(), change.tolist(), borrower.tolist(), lender.tolist(), strict=True
    ):
        now = running[one, other] = running.get((one, other), 0) + one_more
        if now < 0 or now > most.get((one, other), 0):
            raise audit.breach(at, f"{now} pairs lent where {most.get((one, other), 0)} may be")


def _borrowing(
    audit: Audit, own: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows by which pairs are lent (+1) or given back (-1), with borrower and lender, rising."""
    log = audit.log
    lent = audit.of(Kind.REROUTED)
    lender = np.full(audit.cases + 1, -1, dtype=np.int64)
    lender[log.case[lent]] = log.place[lent]
    cancelled = audit.of(Kind.CANCELLED)
    cancelled = cancelled[(lender[log.case[cancelled]] >= 0) & (log.reason[cancelled] == 1)]
    left = audit.of(Kind.CEASED, Kind.RELEASED)
    left = left[log.amount[left] > 0]
    back = audit.of(Kind.MOVED_BACK)
    back = back[log.reason[back] == 0]
    begun = audit.of(Kind.MOVE_BACK)
    order_of = np.full(audit.cases + 1, -1, dtype=np.int64)
    order_of[log.case[begun]] = log.amount[begun]
    moved = order_of[log.case[back]]
    rows = np.concatenate([lent, cancelled, left, back])
    change = np.full(rows.size, -1, dtype=np.int64)
    change[: lent.size] = 1
    borrower = np.concatenate(
        [own[log.case[lent]], own[log.case[cancelled]], log.place[left], log.place[back]]
    ).astype(np.int64)
    lenders = np.concatenate(
        [log.place[lent], lender[log.case[cancelled]], log.amount[left] - 1, lender[moved]]
    ).astype(np.int64)
    order = np.argsort(rows, kind="stable")
    return rows[order], change[order], borrower[order], lenders[order]


def pairs_beyond_lines(audit: Audit) -> tuple[Index, NDArray[np.int64], NDArray[np.int64]]:
    """Rows by which a cabinet needs more or fewer pairs than its own lines and assigned orders do.

    Returns:
        Rows, cabinets, and pairs more (+1) or fewer (-1); a row may stand more than once.
    """
    log = audit.log
    if audit.of(Kind.REROUTED).size == 0:
        nothing = np.zeros(0, dtype=np.int64)
        return np.zeros(0, dtype=np.intp), nothing, nothing
    ordered = audit.of(Kind.ORDER)
    own = np.full(audit.cases + 1, -1, dtype=np.int64)
    own[log.case[ordered]] = log.place[ordered]
    rows, change, borrower, lender = _borrowing(audit, own)
    moves = audit.of(Kind.MOVE_BACK, Kind.MOVED_BACK, Kind.MOVE_BACK_LAPSED)
    moved = np.where(log.kind[moves] == Kind.MOVE_BACK, 1, -1)
    return (
        np.concatenate([rows, rows, moves]),
        np.concatenate([lender, borrower, log.place[moves]]).astype(np.int64),
        np.concatenate([change, -change, moved]).astype(np.int64),
    )
