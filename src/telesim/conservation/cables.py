"""Feeder cuts over several cabinets, lines fed directly, and power failures of exchanges."""

from __future__ import annotations

from collections import Counter

import numpy as np

from telesim.conservation.audit import Audit, Index
from telesim.conservation.running import is_first, running_total
from telesim.eventlog import Kind
from telesim.scenario.cables import can_strike, on_same_feeder


def check_cables(audit: Audit) -> None:
    """What strikes cables strikes only what hangs on them, and what went down comes back."""
    _direct(audit)
    if audit.of(Kind.FURTHER_DOWN, Kind.FURTHER_BACK).size:
        _further(audit)
    if audit.of(Kind.POWER_LOST, Kind.POWER_BACK).size:
        _power(audit)


def _direct(audit: Audit) -> None:
    """No distribution cable fails where there is none."""
    log, scenario = audit.log, audit.scenario
    if not any(cabinet.direct for cabinet in scenario.cabinets):
        return
    possible = np.array(
        [[can_strike(cause, c) for c in scenario.cabinets] for cause in scenario.faults.values()]
    )
    failed = audit.of(Kind.FAULT)
    audit.demand(possible[log.reason[failed], log.place[failed]], failed,
                 "lines fed directly have no distribution cable")  # fmt: skip


def _further(audit: Audit) -> None:
    """Lines of a cut by further cabinet: on the same feeder, fewer than all, all back in the end.

    The rows of a case and cabinet are told apart by one number, case times places plus cabinet.
    """
    log, scenario = audit.log, audit.scenario
    down = audit.of(Kind.FURTHER_DOWN)
    places = len(scenario.cabinets)
    failed = audit.of(Kind.FAULT)
    own = np.full(audit.cases, -1, dtype=np.int64)
    own[log.case[failed]] = log.place[failed]
    all_down = np.zeros(audit.cases, dtype=np.int64)
    all_down[log.case[failed]] = log.amount[failed]
    feeders = on_same_feeder(scenario)
    ends = zip(own[log.case[down]].tolist(), log.place[down].tolist(), strict=True)
    on_feeder = np.fromiter(
        (there != here and there in feeders[here] for here, there in ends), np.bool_, down.size
    )
    audit.demand(on_feeder & (log.amount[down] >= 1), down,
                 "needs another cabinet on the same feeder, and a line of it")  # fmt: skip
    beyond = audit.by_case(down, log.amount[down])
    audit.demand(beyond[log.case[down]] < all_down[log.case[down]], down,
                 "more lines in further cabinets than the fault took down")  # fmt: skip
    both = audit.of(Kind.FURTHER_DOWN, Kind.FURTHER_BACK)
    owner = log.case[both].astype(np.int64) * places + log.place[both]
    change = np.where(log.kind[both] == Kind.FURTHER_DOWN, log.amount[both], -log.amount[both])
    left = running_total(owner, change)
    audit.demand(left >= 0, both, "more lines of a further cabinet came back than went down")
    # What is still down in the end, of every case that is over.
    missing = audit.by_case(both, change)
    over = audit.of(Kind.CLEARED, Kind.CLEARED_REMOTELY)
    audit.demand(missing[log.case[over]] == 0, over,
                 "must bring back its lines of further cabinets")  # fmt: skip
    _no_more_than_all(audit)


def _no_more_than_all(audit: Audit) -> None:
    """Of the lines that come back at an instant, no more than all lie in further cabinets."""
    log = audit.log
    back = audit.of(Kind.FURTHER_BACK)
    part, cleared = audit.of(Kind.PART_RESTORED), audit.of(Kind.CLEARED)
    remote = audit.of(Kind.CLEARED_REMOTELY)
    rows = np.concatenate([part, cleared, remote, back])
    lines = np.concatenate([
        log.amount[part], log.reason[cleared],
        np.full(remote.size, np.iinfo(np.int32).max), -log.amount[back],
    ])  # fmt: skip
    instants = np.stack([log.case[rows].astype(np.int64), log.time_ms[rows]])
    _, which = np.unique(instants, axis=1, return_inverse=True)
    which = which.reshape(-1)
    left = np.bincount(which, weights=lines)
    audit.demand(left[which[rows.size - back.size :]] >= 0, back,
                 "more lines of further cabinets came back than lines in all")  # fmt: skip


def _power(audit: Audit) -> None:
    """Each failure begins once, and its lines come back at its exchange, all of them in the end."""
    log, scenario = audit.log, audit.scenario
    lost, back = audit.of(Kind.POWER_LOST), audit.of(Kind.POWER_BACK)
    first, count = len(scenario.cabinets), len(scenario.exchanges)
    rows = np.concatenate([lost, back])
    audit.demand((log.place[rows] >= first) & (log.place[rows] < first + count), rows,
                 "needs its exchange")  # fmt: skip
    audit.demand((log.amount[rows] >= 0) & (log.case[rows] == -1), rows, "counts lines of no case")
    audit.demand(is_first(log.reason[lost]), lost, "the power fails a second time")
    if not lost.size:
        audit.demand(np.zeros(back.size, dtype=np.bool_), back, "must bring back its own lines")
        return
    numbers = log.reason[lost]
    order = np.argsort(numbers)
    at = np.minimum(np.searchsorted(numbers, log.reason[back], sorter=order), lost.size - 1)
    begun = lost[order[at]]
    same = (log.reason[begun] == log.reason[back]) & (log.place[begun] == log.place[back])
    same &= log.time_ms[begun] <= log.time_ms[back]
    # Lines that other failures keep silent come back later than the rest.
    returned = np.bincount(order[at], weights=log.amount[back], minlength=lost.size)
    same &= returned[order[at]] <= log.amount[begun]
    audit.demand(same, back, "must bring back the lines that this failure silenced")
    _all_back(audit, lost, back)


def _all_back(audit: Audit, lost: Index, back: Index) -> None:
    """No line stays silent at an exchange where every failure is over.

    A failure is over with the first of its rows; lines that others keep silent come later.
    """
    log = audit.log
    over: set[int] = set()
    under_way: Counter[int] = Counter()
    silent: Counter[int] = Counter()
    for row in np.sort(np.concatenate([lost, back])).tolist():
        place, number, lines = int(log.place[row]), int(log.reason[row]), int(log.amount[row])
        if log.kind[row] == Kind.POWER_LOST:
            under_way[place] += 1
            silent[place] += lines
            continue
        silent[place] -= lines
        if number not in over:
            over.add(number)
            under_way[place] -= 1
        if not under_way[place] and silent[place]:
            raise audit.breach(row, "must bring back the lines: no failure keeps them silent")
