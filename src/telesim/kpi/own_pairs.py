"""When a line over a neighbour's pairs would have had a pair of its own cabinet instead."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.faults import NEVER
from telesim.kpi.levels import instants
from telesim.kpi.record import Record

Column = NDArray[np.int64]
#: A pair that comes free at the instant of a re-routing came before it.
_FREED, _REROUTED, _GONE = range(3)


def left_ms(record: Record, lent: NDArray[np.intp], place: Column) -> Column:
    """When each re-routed line is given up or moves away, or its order is given up; else NEVER.

    ``lent`` are the rows of the re-routings, ``place`` the cabinets that borrow.
    """
    log, rows = record.log, record.rows
    ends = np.full(lent.size, NEVER, dtype=np.int64)
    position = np.full(record.cases + 1, -1, dtype=np.int64)
    position[log.case[lent]] = np.arange(lent.size)
    cancelled = rows.of(Kind.CANCELLED)
    cancelled = cancelled[position[log.case[cancelled]] >= 0]
    ends[position[log.case[cancelled]]] = log.time_ms[cancelled]
    left = rows.of(Kind.CEASED, Kind.RELEASED)
    left = left[np.isin(log.place[left], place)]
    # A line may stand again for a later customer: the last re-routing before the row is its own.
    number: dict[tuple[int, int], int] = {}
    rerouted = dict(zip(lent.tolist(), range(lent.size), strict=True))
    for at in np.sort(np.concatenate([lent, left])).tolist():
        n = rerouted.get(at)
        if n is not None:
            number[int(place[n]), int(log.line[at])] = n
        else:
            n = number.pop((int(log.place[at]), int(log.line[at])), None)
            if n is not None:
                ends[n] = int(log.time_ms[at])
    return ends


def own_pair_ms(record: Record, lent: NDArray[np.intp], place: Column, gone_ms: Column) -> Column:
    """When each re-routed order would have had a pair had nobody been re-routed; else NEVER.

    The re-routed of a cabinet would have been its oldest held orders, so that they have the pairs
    that come free there, oldest order first, whoever has them in the log: the k-th waits for the
    k-th. A line that has had one by then, and is given up, leaves it to the next; whoever is given
    up before waits no more. Others who are held there for longer (moves) are left aside.
    """
    log, orders = record.log, record.orders
    own = np.full(lent.size, NEVER, dtype=np.int64)
    if lent.size == 0:
        return own
    ordered_of = np.zeros(record.cases + 1, dtype=np.int64)
    ordered_of[orders.case] = orders.ordered_ms
    case = log.case[lent].astype(np.int64)
    freed = _freed(record, lent, place, gone_ms)
    for cabinet in np.unique(place).tolist():
        its = np.flatnonzero(place == cabinet).tolist()
        events = [(at, _FREED, -1) for at in freed.get(cabinet, ())]
        events += [(int(log.time_ms[lent[n]]), _REROUTED, n) for n in its]
        events += [(int(gone_ms[n]), _GONE, n) for n in its if gone_ms[n] < NEVER]
        heapify(events)
        waiting: list[tuple[int, int, int]] = []
        while events:
            at, what, n = heappop(events)
            if what == _REROUTED:
                heappush(waiting, (int(ordered_of[case[n]]), int(case[n]), n))
                continue
            if what == _GONE and own[n] == NEVER:
                waiting.remove((int(ordered_of[case[n]]), int(case[n]), n))
                heapify(waiting)
            elif waiting:
                own[heappop(waiting)[2]] = at
    return own


def _freed(
    record: Record, lent: NDArray[np.intp], place: Column, gone_ms: Column
) -> dict[int, list[int]]:
    """By cabinet that borrows, the instants at which pairs come free there, one for each.

    A cabinet has as many pairs as it has of the scarcer kind. Pairs of lines that were re-routed
    are left aside, as are those that move back: without re-routing they would not be there.
    """
    log, rows, plant = record.log, record.rows, record.plant
    left = rows.of(Kind.CEASED, Kind.RELEASED)
    left = left[(log.amount[left] == 0) & np.isin(log.place[left], place)]
    since_ms = log.time_ms[lent]
    borrowed = set(zip(place.tolist(), log.line[lent].tolist(), gone_ms.tolist(), strict=True))
    there = zip(log.place[left], log.line[left], log.time_ms[left], strict=True)
    own_line = [(int(one), int(line), int(at)) not in borrowed for one, line, at in there]
    left = left[np.array(own_line, dtype=np.bool_)]
    place_of = np.full(record.cases + 1, -1, dtype=np.int64)
    place_of[record.orders.case] = record.orders.place
    rerouted = np.zeros(record.cases + 1, dtype=np.bool_)
    rerouted[log.case[lent]] = True
    void = rows.of(Kind.CANCELLED)
    void = void[(log.reason[void] == 1) & ~rerouted[log.case[void]]]
    void = void[np.isin(place_of[log.case[void]], place)]
    parts = [
        (log.place[left].astype(np.int64), log.time_ms[left], np.ones(left.size), 2),
        (place_of[log.case[void]], log.time_ms[void], np.ones(void.size), 2),
        (plant.feeder.place, plant.feeder.time_ms, plant.feeder.usable, 0),
        (plant.distribution.place, plant.distribution.time_ms, plant.distribution.usable, 1),
    ]
    where = np.concatenate([one[0] for one in parts])
    at = np.concatenate([one[1] for one in parts]).astype(np.int64)
    change = np.zeros((3, where.size), dtype=np.int64)
    change[
        np.repeat([one[3] for one in parts], [one[0].size for one in parts]),
        np.arange(where.size),
    ] = np.concatenate([one[2] for one in parts])
    found: dict[int, list[int]] = {}
    for cabinet in np.unique(place).tolist():
        its = np.flatnonzero(where == cabinet)
        order, last = instants(where[its], at[its])
        feeder, distribution, out = np.cumsum(change[:, its[order]], axis=1)[:, last]
        usable = feeder if record.places.direct[cabinet] else np.minimum(feeder, distribution)
        more = np.diff(usable + out, prepend=0)
        times = at[its[order]][last]
        begins = int(since_ms[place == cabinet].min())
        counted = np.where(times > begins, np.maximum(more, 0), 0)
        found[cabinet] = np.repeat(times, counted).tolist()
    return found
