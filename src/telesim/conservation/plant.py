"""Ports and pairs: in use between zero and capacity, and in the end those of the lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.doubts import Doubts
from telesim.conservation.plant_at_the_end import Used, check_plant_at_the_end
from telesim.conservation.running import is_first
from telesim.eventlog import Kind, Level
from telesim.eventlog.pairs import cabinet_of_pairs, pairs_of_moves_back
from telesim.ordering import stable_order


def check_plant(audit: Audit) -> None:
    """Ports and pairs in use against capacity at every row, and against lines at the end."""
    log, scenario = audit.log, audit.scenario
    cabinets = len(scenario.cabinets)
    exchange_of = np.append(np.array(scenario.cabinet_exchange, dtype=np.int64), -1)
    rows = audit.of(
        Kind.LINES, Kind.CAPACITY, Kind.ASSIGNED, Kind.CANCELLED, Kind.CEASED, Kind.RELEASED,
        Kind.PAIR_SWAP, Kind.MOVE_BACK, Kind.MOVED_BACK, Kind.MOVE_BACK_LAPSED,
    )  # fmt: skip
    kind, reason = log.kind[rows], log.reason[rows]
    amount = log.amount[rows]
    # An order's place is that of its first row.
    ordered = audit.of(Kind.ORDER)
    of_case = np.full(audit.cases + 1, -1, dtype=np.int64)
    of_case[log.case[ordered]] = log.place[ordered]
    by_order = (kind == Kind.ASSIGNED) | (kind == Kind.CANCELLED)
    place = np.where(by_order, of_case[log.case[rows]], log.place[rows]).astype(np.int64)
    place = cabinet_of_pairs(log, rows, place)
    started = np.where(kind == Kind.LINES, amount, 0)
    capacity = kind == Kind.CAPACITY
    in_cabinet = ~(capacity & (reason == Level.PORT))
    audit.demand((place >= 0) & ((place < cabinets) | ~in_cabinet), rows, "needs its cabinet")
    _lines_at_the_start(audit)
    ceased = (kind == Kind.CEASED).astype(np.int64)
    assigned = (kind == Kind.ASSIGNED).astype(np.int64)
    freed = ((kind == Kind.CANCELLED) & (reason == 1)).astype(np.int64)
    pairs = started - ceased - (kind == Kind.RELEASED) + assigned - freed
    pairs = pairs + pairs_of_moves_back(kind)
    ports = started - ceased + (assigned - freed) * amount
    exchange = np.where(in_cabinet, exchange_of[np.minimum(place, cabinets)], place - cabinets)
    # A line changes over to a spare: as many in use, and one usable pair less.
    swapped = np.where(kind == Kind.PAIR_SWAP, amount, 0)
    of_feeder = (reason == Level.FEEDER).astype(np.int64)
    # Lines fed directly use no distribution pair.
    direct = np.array([bool(cabinet.direct) for cabinet in scenario.cabinets] + [False])
    split = in_cabinet & ~direct[np.clip(place, -1, cabinets)]

    strange = capacity & (reason == Level.DISTRIBUTION) & in_cabinet & ~split
    audit.demand(~strange, rows, "lines fed directly have no distribution pairs")

    def room(level: Level) -> NDArray[np.int64]:
        built = np.where(capacity & (reason == level), amount, 0)
        if level == Level.PORT:
            return built
        gone = swapped * (of_feeder if level == Level.FEEDER else 1 - of_feeder)
        return np.asarray(built - gone)

    doubts = Doubts(audit)
    _within(doubts, audit, "ports", rows, exchange, ports, room(Level.PORT))
    for level, words, its in (
        (Level.FEEDER, "feeder pairs", in_cabinet), (Level.DISTRIBUTION, "pairs", split),
    ):  # fmt: skip
        _within(doubts, audit, words, rows[its], place[its], pairs[its], room(level)[its])
    used = Used(rows, exchange, ports, place, pairs, in_cabinet)
    check_plant_at_the_end(audit, doubts, used, exchange_of[:-1])
    doubts.settle()


def _lines_at_the_start(audit: Audit) -> None:
    """Each cabinet's lines stand once, as the scenario has them."""
    log = audit.log
    rows = audit.of(Kind.LINES)
    there = np.array([cabinet.lines for cabinet in audit.scenario.cabinets], dtype=np.int64)
    message = "lines at the start are not those of the scenario"
    holds = is_first(log.place[rows]) & (log.amount[rows] == there[log.place[rows]])
    audit.demand(holds, rows, message)
    told = np.isin(np.flatnonzero(there), log.place[rows])
    if len(log) and not told.all():
        raise audit.breach(int(rows[0]) if rows.size else 0, message)


def _within(
    doubts: Doubts,
    audit: Audit,
    words: str,
    rows: Index,
    place: NDArray[np.int64],
    used: NDArray[np.int64],
    room: NDArray[np.int64],
) -> None:
    """In use from 0 to capacity after every row; the start counts when it is complete."""
    some = np.flatnonzero((used != 0) | (room != 0))
    order = some[stable_order(place[some])]
    if order.size == 0:
        return
    own, time_ms = place[order], audit.log.time_ms[rows[order]]
    first = np.flatnonzero(np.diff(own, prepend=-1))
    lengths = np.diff(np.append(first, order.size))

    def running(deltas: NDArray[np.int64]) -> NDArray[np.int64]:
        total = np.cumsum(deltas[order])
        total -= np.repeat(np.where(first > 0, total[first - 1], 0), lengths)
        return total

    in_use, usable = running(used), running(room)
    last = np.append(own[1:] != own[:-1], True)
    complete = (time_ms > 0) | last | np.append(time_ms[1:] > 0, True)
    bad = complete & ((in_use < 0) | (in_use > usable))
    doubts.demand(~bad, rows[order], "{} " + words + " in use where there are {}", in_use, usable)
