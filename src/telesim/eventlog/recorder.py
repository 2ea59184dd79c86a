"""Collects rows while a run goes on, as cheaply as can be."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog.log import COLUMNS, EventLog


class Recorder:
    """Collects rows during a run. ``append`` takes a tuple in the order of COLUMNS.

    Rows may come slightly out of order (a visit is written down when it is over); the log is
    sorted by time at the end, rows of one instant keeping the order in which they came.
    """

    #: Rows kept as Python numbers before they are packed: few, so that they stay in the cache.
    CHUNK = 1_000
    #: More numbers than this are worth packing.
    FULL = CHUNK * len(COLUMNS)
    #: Rows of a block: large enough that a block's memory goes back to the system as a whole.
    BLOCK = 2**17

    def __init__(self) -> None:
        #: Row after row in one list: an eighth of the objects that a tuple a row would be.
        self.values: list[int] = []
        self.append: Callable[[tuple[int, int, int, int, int, int, int, int]], None] = (
            self.values.extend
        )
        self._blocks: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
        #: Rows in each block, and rows for which the last one has room.
        self._rows: list[int] = []
        self._room = 0

    @property
    def rows(self) -> int:
        """Rows collected so far."""
        return sum(self._rows) + len(self.values) // len(COLUMNS)

    def pack(self) -> None:
        """Move the collected numbers into columns."""
        values = self.values
        if not values:
            return
        # Several times as quick as np.array(values).
        packed = struct.pack(f"={len(values)}q", *values)
        values.clear()
        table = np.frombuffer(packed, np.int64).reshape(-1, len(COLUMNS))
        count = len(table)
        if count > self._room:
            self._room = max(self.BLOCK, count)
            self._rows.append(0)
            for name, dtype in COLUMNS.items():
                self._blocks[name].append(np.empty(self._room, dtype))
        first = self._rows[-1]
        for column, blocks in enumerate(self._blocks.values()):
            blocks[-1][first : first + count] = table[:, column]
        self._rows[-1] += count
        self._room -= count

    def finish(self, end_ms: int) -> EventLog:
        """The log of the run; rows later than its end did not happen and are left out."""
        self.pack()
        columns: dict[str, NDArray[Any]] = {}
        order = None
        for name, dtype in COLUMNS.items():
            blocks = self._blocks[name]
            parts = [block[:rows] for block, rows in zip(blocks, self._rows, strict=True)]
            column = np.concatenate([*parts, np.empty(0, dtype)])
            # What was packed goes column by column, so that little stands there twice.
            parts.clear()
            blocks.clear()
            if order is None:  # the first column is the time
                order = np.argsort(column, kind="stable")
                order = order[: np.searchsorted(column, end_ms, side="right", sorter=order)]
            columns[name] = column.take(order).astype(dtype, copy=False)
        return EventLog(columns, end_ms)
