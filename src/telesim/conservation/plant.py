"""Ports and pairs: in use between zero and capacity, and in the end those of the lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import INSTALL, Audit, Index
from telesim.conservation.market import borrowed_at_the_end
from telesim.eventlog import Kind, Level
from telesim.eventlog.pairs import cabinet_of_pairs, pairs_of_moves_back
from telesim.ordering import stable_order

_SERVED = (Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING)


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
    lines = np.bincount(place[kind == Kind.LINES], weights=started[kind == Kind.LINES],
                        minlength=cabinets)[:cabinets]  # fmt: skip
    if log.columns["kind"].size and not np.array_equal(
        lines, [cabinet.lines for cabinet in scenario.cabinets]
    ):
        row = audit.of(Kind.LINES)[0] if audit.of(Kind.LINES).size else 0
        raise audit.breach(row, "lines at the start are not those of the scenario")
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

    _within(audit, "ports", rows, exchange, ports, room(Level.PORT))
    for level, words, its in (
        (Level.FEEDER, "feeder pairs", in_cabinet), (Level.DISTRIBUTION, "pairs", split),
    ):  # fmt: skip
        _within(audit, words, rows[its], place[its], pairs[its], room(level)[its])
    _at_the_end(audit, exchange_of[:-1], exchange, ports, place[in_cabinet], pairs[in_cabinet])


def _within(
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
    if bad.any():
        at = np.flatnonzero(bad)
        one = at[int(np.argmin(rows[order[at]]))]
        raise audit.breach(
            int(rows[order[one]]),
            f"{int(in_use[one])} {words} in use where there are {int(usable[one])}",
        )


def _at_the_end(
    audit: Audit,
    exchange_of: NDArray[np.int64],
    exchange: NDArray[np.int64],
    ports: NDArray[np.int64],
    cabinet: NDArray[np.int64],
    pairs: NDArray[np.int64],
) -> None:
    """In use = lines in service + orders that have facilities and are still open."""
    log, scenario = audit.log, audit.scenario
    cabinets, exchanges = len(scenario.cabinets), len(scenario.exchanges)
    ordered, served = audit.of(Kind.ORDER), audit.of(*_SERVED)
    place_of = np.zeros(audit.cases, dtype=np.int64)
    place_of[log.case[ordered]] = log.place[ordered]
    type_of = np.full(audit.cases, -1, dtype=np.int64)
    type_of[log.case[ordered]] = log.reason[ordered]
    done = np.zeros(audit.cases, dtype=np.bool_)
    done[log.case[audit.of(*_SERVED, Kind.CANCELLED)]] = True
    assigned = audit.of(Kind.ASSIGNED)
    pending = log.case[assigned][~done[log.case[assigned]]]

    def by_cabinet(places: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(places, minlength=cabinets).astype(np.int64)

    lines = np.array([c.lines for c in scenario.cabinets], dtype=np.int64)
    lines += by_cabinet(place_of[log.case[served]])
    lines -= by_cabinet(log.place[audit.of(Kind.RELEASED)])
    lines -= by_cabinet(log.place[audit.of(Kind.CEASED)])
    need_pairs = lines + by_cabinet(place_of[pending]) + borrowed_at_the_end(audit)
    installs = pending[type_of[pending] == INSTALL]
    need_ports = np.bincount(exchange_of, weights=lines, minlength=exchanges)
    need_ports += np.bincount(exchange_of[place_of[installs]], minlength=exchanges)
    used_pairs = np.bincount(cabinet, weights=pairs, minlength=cabinets)
    used_ports = np.bincount(exchange, weights=ports, minlength=exchanges)
    for words, used, need, ids in (
        ("pairs", used_pairs, need_pairs, scenario.cabinets),
        ("ports", used_ports, need_ports, scenario.exchanges),
    ):
        if not np.array_equal(used, need):
            n = int(np.argmax(used != need))
            raise audit.breach(
                len(log) - 1,
                f"{int(used[n])} {words} in use at {ids[n].id} when the run ended, but "
                f"{int(need[n])} lines and assigned orders",
            )
