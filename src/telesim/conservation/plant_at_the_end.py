"""Ports and pairs in use when the run ends: those of the lines and of orders that wait."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import INSTALL, Audit, Index
from telesim.conservation.doubts import Doubts
from telesim.conservation.market import pairs_beyond_lines
from telesim.conservation.running import is_first
from telesim.eventlog import Kind

Column = NDArray[np.int64]

_SERVED = (Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING)


class Used(NamedTuple):
    """Rows by which ports and pairs are taken and given back, with places and changes.

    ``in_cabinet`` is False where ``pairs`` says nothing.
    """

    rows: Index
    exchange: Column
    ports: Column
    cabinet: Column
    pairs: Column
    in_cabinet: NDArray[np.bool_]


def check_plant_at_the_end(audit: Audit, doubts: Doubts, used: Used, exchange_of: Column) -> None:
    """In use = lines in service + orders that have facilities and are still open.

    Both sides change by the same rows, so that what is wrong in the end shows first where they
    part for good.
    """
    scenario = audit.scenario
    rows, cabinet, pairs, ports = _needed(audit)
    beyond, where, more = pairs_beyond_lines(audit)
    its = used.in_cabinet
    for words, ids, taken, wanted in (
        (
            "pairs",
            [one.id for one in scenario.cabinets],
            (used.rows[its], used.cabinet[its], used.pairs[its]),
            (
                np.concatenate([rows, beyond]),
                np.concatenate([cabinet, where]),
                np.concatenate([pairs, more]),
            ),
        ),
        (
            "ports",
            [one.id for one in scenario.exchanges],
            (used.rows, used.exchange, used.ports),
            (rows, exchange_of[cabinet], ports),
        ),
    ):
        in_use, need = (
            np.bincount(place, weights=change, minlength=len(ids)).astype(np.int64)
            for _, place, change in (taken, wanted)
        )
        at, place, change = (np.concatenate(both) for both in zip(taken, wanted, strict=True))
        change[taken[0].size :] *= -1
        for n in np.flatnonzero(in_use != need).tolist():
            own = place == n
            doubts.demand(
                np.zeros(1, dtype=np.bool_),
                _parting(at[own], change[own]),
                f"{in_use[n]} {words} in use at {ids[n]} when the run ended, but "
                f"{need[n]} lines and assigned orders",
            )


def _parting(rows: Index, change: Column) -> Index:
    """The row from which on the sum of changes is never nothing again, as an array of one."""
    order = np.argsort(rows, kind="stable")
    rows, total = rows[order], np.cumsum(change[order])
    # What one row changes counts together.
    whole = np.append(rows[1:] != rows[:-1], True)
    rows, total = rows[whole], total[whole]
    even = np.flatnonzero(total == 0)
    first = int(even[-1]) + 1 if even.size else 0
    return rows[first : first + 1]


def _needed(audit: Audit) -> tuple[Index, Column, Column, Column]:
    """Rows by which lines and assigned orders come and go: cabinets, pairs and ports needed."""
    log = audit.log
    ordered, assigned = audit.of(Kind.ORDER), audit.of(Kind.ASSIGNED)
    place_of = np.zeros(audit.cases, dtype=np.int64)
    place_of[log.case[ordered]] = log.place[ordered]
    installs = np.zeros(audit.cases, dtype=np.int64)
    installs[log.case[ordered]] = log.reason[ordered] == INSTALL
    start, served = audit.of(Kind.LINES), audit.of(*_SERVED)
    gone = audit.of(Kind.RELEASED, Kind.CEASED)
    over = audit.of(*_SERVED, Kind.CANCELLED)
    over = over[is_first(log.case[over])]
    has = audit.by_case(assigned)[log.case[over]]

    def one(its: Index) -> Column:
        return np.ones(its.size, dtype=np.int64)

    lines = np.concatenate([log.amount[start], one(served), -one(gone)])
    orders = np.concatenate([one(assigned), -has])
    cases = log.case[np.concatenate([assigned, over])]
    cabinets = np.concatenate(
        [log.place[start], place_of[log.case[served]], log.place[gone], place_of[cases]]
    )
    return (
        np.concatenate([start, served, gone, assigned, over]),
        cabinets.astype(np.int64),
        np.concatenate([lines, orders]),
        np.concatenate([lines, orders * installs[cases]]),
    )
