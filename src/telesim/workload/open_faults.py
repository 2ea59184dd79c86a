"""Faults that the scenario's own table has open when the run starts: which lines, since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.units import DAY_MS
from telesim.workload import marks
from telesim.workload.streams import Streams
from telesim.workload.town import Town


@dataclass(frozen=True, slots=True)
class OpenFaults:
    """One row per fault of one cause; ``time_ms`` is negative: when the line went down."""

    time_ms: NDArray[np.int64]
    cabinet: NDArray[np.int32]
    slot: NDArray[np.int64]
    key: NDArray[np.uint64]


def open_at_start(
    town: Town, streams: Streams, taken: dict[int, set[int]]
) -> dict[str, OpenFaults]:
    """The faults of the table ``open_faults`` by cause, as many as it says, each on its own line.

    Fault k of a cabinet and cause is the same however many there are. Its line is a marked one
    or, where an earlier row has that, the next one upwards, around the end; ``taken`` gets the
    lines of each cabinet.
    """
    drawn: dict[tuple[int, str], int] = {}
    parts: dict[str, list[OpenFaults]] = {}
    for row in town.scenario.open_faults:
        number = town.scenario.cabinet_number[row.cabinet]
        before = drawn.get((number, row.cause), 0)
        drawn[number, row.cause] = before + row.faults
        key = streams.raw(before + row.faults, f"open faults/{row.cause}", row.cabinet)[before:]
        age = -np.log1p(-marks.column_uniform(key, marks.AGE, 0)) * row.mean_age_days * DAY_MS
        wanted = marks.column_uniform(key, marks.OPEN_SLOT, 0) * town.lines[number]
        slots = own_lines(
            wanted.astype(np.int64).tolist(),
            int(town.lines[number]),
            taken.setdefault(number, set()),
        )
        parts.setdefault(row.cause, []).append(
            OpenFaults(
                -np.maximum(1, np.floor(age + 0.5)).astype(np.int64),
                np.full(row.faults, number, dtype=np.int32),
                np.array(slots, dtype=np.int64),
                key,
            )
        )
    return {
        cause: OpenFaults(
            *(
                np.concatenate([getattr(part, column) for part in its])
                for column in ("time_ms", "cabinet", "slot", "key")
            )
        )
        for cause, its in parts.items()
    }


def own_lines(wanted: list[int], lines: int, taken: set[int]) -> list[int]:
    """A line of its own for each fault; adds them to ``taken``."""
    found = []
    for slot in wanted:
        while slot in taken:
            slot = (slot + 1) % lines
        taken.add(slot)
        found.append(slot)
    return found
