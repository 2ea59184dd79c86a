"""The rows of an event log by kind, and the next row of the same case or crew."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.ordering import stable_order

Index = NDArray[np.intp]
_KINDS = 256


def next_of_same(keys: NDArray[Any]) -> Index:
    """For each element the position of the next one with the same key; -1 after the last."""
    order = stable_order(keys)
    following: Index = np.full(keys.size, -1, dtype=np.intp)
    if keys.size > 1:
        same = keys[order[1:]] == keys[order[:-1]]
        following[order[:-1][same]] = order[1:][same]
    return following


class Rows:
    """Where each kind of row stands in a log: positions rise, and so time does."""

    def __init__(self, log: EventLog) -> None:
        self._kind = log.kind
        self._order: Index = np.argsort(log.kind, kind="stable")
        counts = np.bincount(log.kind, minlength=_KINDS)
        self._ends = np.cumsum(counts)

    def of(self, *kinds: Kind) -> Index:
        """Positions of the rows of these kinds, rising."""
        if len(kinds) == 1:
            end = int(self._ends[kinds[0]])
            start = int(self._ends[kinds[0] - 1])
            return self._order[start:end]
        wanted = np.zeros(_KINDS, dtype=np.bool_)
        wanted[list(kinds)] = True
        return np.flatnonzero(wanted[self._kind])
