"""Candidates on lines that do not exist at the start: each belongs to the order that asks for it.

Which line gets which slot depends on everybody's orders, so slots cannot name these lines. The
key of the founding order does: from it come, by counter-based marks, all that may happen to the
line later. One order more then changes nothing for the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.units import MONTH_MS
from telesim.workload import marks
from telesim.workload.streams import name_bits
from telesim.workload.tiles import Process

#: Thickness of the lowest layer of rates: 1 per 100 lines per month. Each next one doubles.
LOWEST_LAYER = 0.01


@dataclass(frozen=True, slots=True)
class Founded:
    """Lines that orders may found, one row each.

    ``since`` is the instant of the order: nothing happens to the line before it.
    """

    cabinet: NDArray[np.int32]
    since_ms: NDArray[np.int64]
    key: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True)
class LineCandidates:
    """Candidates on founded lines; ``line`` is the row of the line in its Founded table."""

    line: NDArray[np.int64]
    when: NDArray[np.float64]
    mark: NDArray[np.float64]
    key: NDArray[np.uint64]


def candidates_on_founded(
    process: Process, founded: Founded, since: NDArray[np.float64]
) -> LineCandidates:
    """All candidates of a process on founded lines, in no particular order.

    ``since`` is the instant of each line's order in the operational time of the process.
    """
    begin = np.maximum(since, process.begin[founded.cabinet])
    end = process.end[founded.cabinet]
    ceiling = process.ceiling[founded.cabinet]
    keys = founded.key ^ name_bits(process.purpose)
    parts: list[LineCandidates] = []
    rate, thickness, layer = 0.0, LOWEST_LAYER, 0
    while len(founded) and rate < ceiling.max():
        line = np.flatnonzero((rate < ceiling) & (begin < end))
        roots = marks.column_bits(keys[line], marks.LAYER, layer)
        when = begin[line]
        step = 0
        while len(line):
            u = marks.column_uniform(roots, marks.GAP, step)
            when = when - np.log1p(-u) * (MONTH_MS / thickness)
            alive = when < end[line]
            line, roots, when = line[alive], roots[alive], when[alive]
            mark = rate + marks.column_uniform(roots, marks.RATE, step) * thickness
            kept = mark < ceiling[line]
            key = marks.column_bits(roots[kept], marks.KEY, step)
            parts.append(LineCandidates(line[kept], when[kept], mark[kept], key))
            step += 1
        rate += thickness
        thickness = rate
        layer += 1
    return LineCandidates(
        *(
            np.concatenate([getattr(part, column) for part in parts] or [np.empty(0, dtype)])
            for column, dtype in (
                ("line", np.int64),
                ("when", np.float64),
                ("mark", np.float64),
                ("key", np.uint64),
            )
        )
    )
