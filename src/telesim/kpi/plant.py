"""Ports and pairs: every change of what is there and of what is in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind, Level
from telesim.eventlog.pairs import cabinet_of_pairs, pairs_of_moves_back
from telesim.kpi.places import Places
from telesim.kpi.rows import Rows

Column = NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """Changes of one level in order of time: place, instant, units more in use and usable."""

    place: Column
    time_ms: Column
    used: Column
    usable: Column


@dataclass(frozen=True)
class Plant:
    """Changes by level, and of the lines (``usable`` is 0 there).

    ``place`` is the exchange for ports and the cabinet for pairs and lines. ``connected`` are all
    lines that have port and pairs and are not given up, ``lines`` those of them in service: who is
    suspended for arrears can neither call nor be called.
    """

    port: Changes
    feeder: Changes
    distribution: Changes
    lines: Changes
    connected: Changes

    def of(self, level: Level) -> Changes:
        """Changes of a level that has countable units."""
        return {
            Level.PORT: self.port,
            Level.FEEDER: self.feeder,
            Level.DISTRIBUTION: self.distribution,
        }[level]


def read_plant(log: EventLog, rows: Rows, places: Places) -> Plant:
    """Gather the changes of a log; no loop over rows."""
    ordered = rows.of(Kind.ORDER)
    cases = int(log.case.max()) + 1 if len(log) else 0
    # One more element, so that case -1 has no place and no type.
    place_of = np.full(cases + 1, -1, dtype=np.int64)
    place_of[log.case[ordered]] = log.place[ordered]
    type_of = np.full(cases + 1, -1, dtype=np.int64)
    type_of[log.case[ordered]] = log.reason[ordered]

    at = rows.of(
        Kind.LINES, Kind.CAPACITY, Kind.ASSIGNED, Kind.IN_SERVICE, Kind.RECONNECTED, Kind.CANCELLED,
        Kind.CEASED, Kind.RELEASED, Kind.PAIR_SWAP, Kind.WORKING, Kind.MOVE_BACK, Kind.MOVED_BACK,
        Kind.MOVE_BACK_LAPSED, Kind.LINE_SUSPENDED, Kind.LINE_BACK, Kind.SUSPENDED_CEASED,
    )  # fmt: skip
    kind = log.kind[at]
    reason = log.reason[at].astype(np.int64)
    amount = log.amount[at].astype(np.int64)
    # What was suspended before the start is so at the start.
    time_ms = np.maximum(log.time_ms[at].astype(np.int64), 0)
    by_order = np.isin(kind, [Kind.ASSIGNED, Kind.IN_SERVICE, Kind.RECONNECTED, Kind.CANCELLED])
    place = np.where(by_order, place_of[log.case[at]], log.place[at]).astype(np.int64)
    # Where a borrowed line has its pairs; its port and itself stay with its own cabinet.
    lender = cabinet_of_pairs(log, at, place)

    begun = np.where(kind == Kind.LINES, amount, 0) - (kind == Kind.CEASED)
    assigned = kind == Kind.ASSIGNED
    freed = (kind == Kind.CANCELLED) & (reason == 1)
    ports = begun + np.where(assigned, amount, 0) - np.where(freed, amount, 0)
    pairs = begun + assigned - freed - (kind == Kind.RELEASED) + pairs_of_moves_back(kind)
    # A move takes its line along: one more at the new place, one less at the old.
    served = np.isin(kind, [Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING])
    connected = begun + served - (kind == Kind.RELEASED)
    # A suspended line that is given up is gone by its CEASED row.
    back = np.isin(kind, [Kind.LINE_BACK, Kind.SUSPENDED_CEASED])
    lines = connected + back - (kind == Kind.LINE_SUSPENDED)

    def changes(place: Column, used: Column, level: Level | None = None) -> Changes:
        opens = (kind == Kind.CAPACITY) & (reason == level) if level is not None else False
        usable = np.where(opens, amount, 0)
        if level in (Level.FEEDER, Level.DISTRIBUTION):
            # The pairs that lines have left for spare ones carry nothing any more.
            left = (kind == Kind.PAIR_SWAP) & ((reason == Level.FEEDER) == (level == Level.FEEDER))
            usable -= np.where(left, amount, 0)
        if level == Level.DISTRIBUTION:
            used = np.where(places.direct[place], 0, used)
        moved = np.flatnonzero((used != 0) | (usable != 0))
        return Changes(place[moved], time_ms[moved], used[moved], usable[moved])

    return Plant(
        port=changes(places.exchange[place] + places.first_exchange, ports, Level.PORT),
        feeder=changes(lender, pairs, Level.FEEDER),
        distribution=changes(lender, pairs, Level.DISTRIBUTION),
        lines=changes(place, lines),
        connected=changes(place, connected),
    )
