"""Repairs that the scenario's own table knows beforehand: which lines, when, until when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from telesim.units import DAY_MS, HOUR_MS
from telesim.workload import marks
from telesim.workload.open_faults import own_lines
from telesim.workload.streams import Streams
from telesim.workload.town import Town


@dataclass(frozen=True, slots=True)
class PlannedRepairs:
    """One row per repair of one cause."""

    time_ms: NDArray[np.int64]
    cabinet: NDArray[np.int32]
    slot: NDArray[np.int64]
    key: NDArray[np.uint64]
    work_ms: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Promised:
    """Promised instants of single cases, by their keys."""

    key: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    due_ms: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def planned(town: Town, streams: Streams, taken: dict[int, set[int]]) -> dict[str, PlannedRepairs]:
    """The repairs of the table by cause, each on a line of its own.

    Repair k of a cabinet and cause is the same however many there are. ``taken`` are the lines of
    each cabinet that a table has struck already.
    """
    rows: dict[str, list[tuple[int, int, int, int, int]]] = {}
    for (place, cause), keys, its in _groups(town, streams):
        number = town.scenario.cabinet_number[place]
        lines = int(town.lines[number])
        wanted = (marks.column_uniform(keys, marks.OPEN_SLOT, 0) * lines).astype(np.int64)
        slots = own_lines(wanted.tolist(), lines, taken.setdefault(number, set()))
        for row, slot, key in zip(its, slots, keys.tolist(), strict=True):
            planned_row = town.scenario.planned_repairs[row]
            on_ms = town.scenario.ms_of(planned_row.on)
            work_ms = max(1, round(planned_row.work_h * HOUR_MS))
            rows.setdefault(cause, []).append((on_ms, number, slot, key, work_ms))
    dtypes = (np.int64, np.int32, np.int64, np.uint64, np.int64)
    return {
        cause: PlannedRepairs(
            *(
                np.array(one, dtype)
                for one, dtype in zip(zip(*its, strict=True), dtypes, strict=True)
            )
        )
        for cause, its in rows.items()
    }


def promised(town: Town, streams: Streams) -> Promised:
    """Until when the repairs are promised whose rows say so: by the end of the day."""
    keys, due = [], []
    for _, drawn, its in _groups(town, streams):
        for row, key in zip(its, drawn.tolist(), strict=True):
            day = town.scenario.planned_repairs[row].due
            if day is not None:
                keys.append(key)
                due.append(town.scenario.ms_of(day) + DAY_MS)
    return Promised(np.array(keys, np.uint64), np.array(due, np.int64))


def _groups(
    town: Town, streams: Streams
) -> list[tuple[tuple[str, str], NDArray[np.uint64], list[int]]]:
    """(cabinet, cause), keys and numbers of its rows."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(town.scenario.planned_repairs):
        groups.setdefault((row.cabinet, row.cause), []).append(number)
    return [
        (where, streams.raw(len(its), f"planned repairs/{where[1]}", where[0]), its)
        for where, its in groups.items()
    ]
