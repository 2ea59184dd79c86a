"""Works: what is built opens, a bore holds one cable, no more pairs come back than were lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.doubts import Doubts
from telesim.conservation.running import is_first
from telesim.eventlog import Kind, Level, Work
from telesim.ordering import stable_order


def check_works(audit: Audit) -> None:
    """Everything about works; nothing to do for a log without them."""
    released = audit.of(Kind.WORK_RELEASED)
    if audit.of(Kind.WORK_RELEASED, Kind.NO_BORE, Kind.BORE_TAKEN, Kind.DUCT_ORDERED).size == 0:
        return
    log = audit.log
    planned, built = audit.of(Kind.PLANNED), audit.of(Kind.BUILT)
    audit.demand(is_first(log.case[released]), released, "released twice")
    audit.demand(is_first(log.case[built]), built, "built twice")
    opening = np.zeros(audit.cases, dtype=np.int64)
    opening[log.case[planned]] = log.amount[planned]
    audit.demand(
        log.reason[built] == log.time_ms[built] - opening[log.case[built]],
        built,
        "slip must be the real less the planned opening",
    )
    _work_left(audit, planned, audit.of(Kind.PART_BUILT))
    _opened(audit, released, planned, built)
    _bores(audit)
    _shared(audit)
    _recovered(audit)


def _work_left(audit: Audit, planned: Index, part: Index) -> None:
    """Each visit leaves no more work than there was."""
    log = audit.log
    rows = np.sort(np.concatenate([planned, part]))
    rows = rows[stable_order(log.case[rows])]
    same = log.case[rows][1:] == log.case[rows][:-1]
    left = log.reason[rows]
    audit.demand(~same | (left[1:] <= left[:-1]), rows[1:], "leaves more work than there was")
    audit.demand(log.reason[part] > 0, part, "work is left")


def _opened(audit: Audit, released: Index, planned: Index, built: Index) -> None:
    """Cables that are done have opened their pairs, and pairs that are back can be used."""
    log = audit.log
    by_gang = audit.by_case(planned)[log.case[released]] > 0
    is_built = audit.by_case(built)[log.case[released]] > 0
    done = released[(~by_gang | is_built) & np.isin(log.reason[released], _CABLES)]
    # What opens at time 0 cannot be told from what was there.
    done = done[log.time_ms[done] > 0]
    back = audit.of(Kind.PAIRS_RECOVERED)
    capacity = audit.of(Kind.CAPACITY)
    capacity = capacity[log.time_ms[capacity] > 0]
    places = int(log.place.max(initial=0)) + 2

    def sums(rows: Index, level: int | None = None) -> NDArray[np.float64]:
        levels = log.reason[rows] if level is None else np.full(rows.size, level)
        keys = levels * places + log.place[rows]
        found = np.bincount(keys, weights=log.amount[rows], minlength=8 * places)
        return found.astype(np.float64)

    short = sums(done) + sums(back, Work.DISTRIBUTION) > sums(capacity[log.reason[capacity] < 8])
    keys = log.reason[done] * places + log.place[done]
    audit.demand(~short[keys], done, "is done, but its pairs have not opened")
    audit.demand(~short[Work.DISTRIBUTION * places + log.place[back]], back,
                 "pairs are back, but have not opened")  # fmt: skip


_CABLES = (Work.FEEDER, Work.DISTRIBUTION)


def _bores(audit: Audit) -> None:
    """Cables of a duct at no time exceed its bores; a duct project adds what was ordered."""
    log, ducts = audit.log, audit.scenario.ducts
    rows = audit.of(Kind.BORE_TAKEN, Kind.BORES)
    ordered, added = audit.of(Kind.DUCT_ORDERED), audit.of(Kind.BORES)
    known = (log.line[rows] >= 0) & (log.line[rows] < len(ducts))
    audit.demand(known, rows, "needs its duct")
    wanted = np.zeros(audit.cases, dtype=np.int64)
    wanted[log.case[ordered]] = log.amount[ordered]
    audit.demand(
        log.amount[added] == wanted[log.case[added]], added, "adds other bores than were ordered"
    )
    taken = audit.of(Kind.BORE_TAKEN)
    audit.demand(is_first(log.case[taken]), taken, "a cable takes one bore")
    change = np.where(log.kind[rows] == Kind.BORES, log.amount[rows], -log.amount[rows])
    doubts = Doubts(audit)
    for number, duct in enumerate(ducts):
        own = np.flatnonzero(log.line[rows] == number)
        free = duct.bores - duct.used + np.cumsum(change[own])
        doubts.demand(free >= 0, rows[own], f"duct {duct.id} has no free bore")
    doubts.settle()


def _shared(audit: Audit) -> None:
    """One bore holds the cable of one feeder, which serves each of its cabinets once."""
    log, scenario = audit.log, audit.scenario
    shared, taken = audit.of(Kind.BORE_SHARED), audit.of(Kind.BORE_TAKEN)
    if not shared.size:
        return
    own = np.full(audit.cases, -1, dtype=np.int64)
    own[log.case[taken]] = taken
    case = log.amount[shared]
    known = (case >= 0) & (case < audit.cases)
    first = own[np.where(known, case, 0)]
    known &= (first >= 0) & (first < shared)
    audit.demand(known, shared, "needs a cable that has taken a bore")
    feeders = np.array([cabinet.feeder_id or "" for cabinet in scenario.cabinets])
    here, there = feeders[log.place[shared]], feeders[log.place[first]]
    same = (here == there) & (here != "") & (log.line[shared] == log.line[first])
    audit.demand(same, shared, "needs a cable of its own feeder in its own duct")
    audit.demand(audit.by_case(taken)[log.case[shared]] == 0, shared, "has a bore of its own")
    served = np.concatenate([taken, shared])
    cable = np.concatenate([log.case[taken].astype(np.int64), case])
    pairs = np.stack([cable, log.place[served].astype(np.int64)])
    order = np.argsort(served)
    once = np.unique(pairs[:, order], axis=1, return_inverse=True)[1].reshape(-1)
    audit.demand(is_first(once), served[order], "a cable serves a cabinet once")


def _recovered(audit: Audit) -> None:
    """Pairs that came back had been defective."""
    log = audit.log
    rows = audit.of(Kind.PAIRS_RECOVERED, Kind.PAIR_SWAP)
    # The feeder pairs that lines have left are not looked after.
    rows = rows[(log.kind[rows] != Kind.PAIR_SWAP) | (log.reason[rows] != Level.FEEDER)]
    rows = rows[stable_order(log.place[rows])]
    if rows.size == 0:
        return
    place = log.place[rows]
    change = np.where(log.kind[rows] == Kind.PAIR_SWAP, log.amount[rows], -log.amount[rows])
    total = np.cumsum(change)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    before = np.where(first > 0, total[first - 1], 0)
    total -= np.repeat(before, np.diff(np.append(first, rows.size)))
    cabinets = audit.scenario.cabinets
    lost = np.array([cabinet.defective_distribution_pairs for cabinet in cabinets])
    audit.demand(lost[place] + total >= 0, rows, "more pairs come back than were defective")
