"""Candidates on the lines of a cabinet at the start, drawn so that no scenario moves another's.

Candidates of one purpose form a Poisson process in operational time, slot and rate mark. The
plane of slots and rates is cut into fixed tiles, each with its own stream and a density that
no scenario sets. A scenario takes the tiles that reach under its number of lines and its
highest rate: one line or a higher rate more only adds candidates. Boundaries are powers of
two, so that at most half of a plane's edge is drawn in vain in each direction.

For rates up to ``UNIT_RATE`` the slots are cut at 256, 512, 1024, ... For each doubling of the
rate beyond, the first block is half as wide (down to one slot), and in each block of twice the
slots the lowest layer of rates is half as thick: every tile on an edge then holds about 0.64
candidates a month, whether ten million quiet lines or one very busy line are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from telesim.units import MONTH_MS
from telesim.workload.streams import Streams, to_uniform

UNIT_SLOTS = 256
#: 0.25 per 100 lines per month; like every rate here in events per line and month.
UNIT_RATE = 0.0025


@dataclass(frozen=True, slots=True)
class Tile:
    """Slots ``slot`` to ``slot + slots - 1``, rates from ``rate`` to under ``rate + thickness``."""

    slot: int
    slots: int
    rate: float
    thickness: float
    name: str

    @property
    def per_month(self) -> float:
        """Mean candidates in a month."""
        return self.slots * self.thickness


@dataclass(frozen=True, slots=True)
class Process:
    """What is wanted of one purpose: arrays have one entry per cabinet.

    ``begin`` and ``end`` are instants in the operational time of the purpose, in ms.
    """

    purpose: str
    ceiling: NDArray[np.float64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates on lines of the start; ``when`` in the operational time of their process."""

    cabinet: NDArray[np.int32]
    slot: NDArray[np.int64]
    when: NDArray[np.float64]
    mark: NDArray[np.float64]
    key: NDArray[np.uint64]


@lru_cache(maxsize=4096)
def tiles_under(lines: int, ceiling: float) -> tuple[Tile, ...]:
    """Tiles that hold any candidate with slot < ``lines`` and mark < ``ceiling``."""
    found: list[Tile] = []
    if lines <= 0 or ceiling <= 0:
        return ()
    for first, slots in _blocks(UNIT_SLOTS, lines):
        thickness = UNIT_RATE * UNIT_SLOTS / slots
        rate = 0.0
        while rate < min(ceiling, UNIT_RATE):
            found.append(_tile(first, slots, rate, thickness))
            rate += thickness
            thickness = rate
    rate = UNIT_RATE
    layer = 0
    while rate < ceiling:
        for first, slots in _blocks(max(1, UNIT_SLOTS >> layer), lines):
            found.append(_tile(first, slots, rate, rate))
        rate *= 2
        layer += 1
    return tuple(found)


def _blocks(width: int, lines: int) -> list[tuple[int, int]]:
    """Blocks [0, w), [w, 2w), [2w, 4w), ... that begin under ``lines``, as (first, slots)."""
    blocks = [(0, width)]
    while sum(blocks[-1]) < lines:
        first = sum(blocks[-1])
        blocks.append((first, first))
    return blocks


def _tile(slot: int, slots: int, rate: float, thickness: float) -> Tile:
    return Tile(slot, slots, rate, thickness, f"{slot}+{slots} {rate.hex()}+{thickness.hex()}")


def candidates_on_lines(
    streams: Streams, process: Process, cabinet_ids: tuple[str, ...], lines: NDArray[np.int64]
) -> Candidates:
    """All candidates of a process on the lines of the start, in no particular order."""
    by_density: dict[float, list[tuple[int, Tile]]] = {}
    for number, ceiling in enumerate(process.ceiling.tolist()):
        if process.end[number] > process.begin[number]:
            for tile in tiles_under(int(lines[number]), ceiling):
                by_density.setdefault(tile.per_month, []).append((number, tile))
    drawn = [
        part
        for per_month in sorted(by_density)
        for part in _draw(streams, process, cabinet_ids, lines, by_density[per_month], per_month)
    ]
    return Candidates(
        *(
            np.concatenate([getattr(part, column) for part in drawn] or [np.empty(0, dtype)])
            for column, dtype in (
                ("cabinet", np.int32),
                ("slot", np.int64),
                ("when", np.float64),
                ("mark", np.float64),
                ("key", np.uint64),
            )
        )
    )


def _draw(
    streams: Streams,
    process: Process,
    cabinet_ids: tuple[str, ...],
    lines: NDArray[np.int64],
    wanted: list[tuple[int, Tile]],
    per_month: float,
) -> list[Candidates]:
    """Candidates of tiles of equal density, drawn side by side as one array."""
    cabinet = np.array([number for number, _ in wanted])
    length = process.end[cabinet] - process.begin[cabinet]
    mean = float(length.max()) * per_month / MONTH_MS
    rows = ceil(mean + 4 * sqrt(mean)) + 4
    parts: list[Candidates] = []
    while wanted:
        raw = np.empty((len(wanted), rows, 4), dtype=np.uint64)
        for row, (number, tile) in enumerate(wanted):
            words = streams.raw(4 * rows, process.purpose, cabinet_ids[number], tile.name)
            raw[row] = words.reshape(rows, 4)
        gaps = -np.log1p(-to_uniform(raw[:, :, 0])) * (MONTH_MS / per_month)
        after = np.cumsum(gaps, axis=1)
        # A tile is complete when its last row lies beyond the end; the few that are not are
        # drawn again with more rows, of which the first are the same.
        complete = after[:, -1] >= length
        inside = (after < length[:, None]) & complete[:, None]
        parts.append(_keep(process, lines, wanted, cabinet, raw, after, inside))
        again = np.flatnonzero(~complete)
        wanted = [wanted[row] for row in again.tolist()]
        cabinet, length = cabinet[again], length[again]
        rows *= 2
    return parts


def _keep(
    process: Process,
    lines: NDArray[np.int64],
    wanted: list[tuple[int, Tile]],
    cabinet: NDArray[np.int64],
    raw: NDArray[np.uint64],
    after: NDArray[np.float64],
    inside: NDArray[np.bool_],
) -> Candidates:
    """Rows inside the time, on a line of the cabinet and under its ceiling."""
    stream, row = np.nonzero(inside)
    words = raw[stream, row]
    tile_slot = np.array([tile.slot for _, tile in wanted])[stream]
    tile_slots = np.array([tile.slots for _, tile in wanted])[stream]
    rate = np.array([tile.rate for _, tile in wanted])[stream]
    thickness = np.array([tile.thickness for _, tile in wanted])[stream]
    where = cabinet[stream]
    slot = tile_slot + (to_uniform(words[:, 1]) * tile_slots).astype(np.int64)
    mark = rate + to_uniform(words[:, 2]) * thickness
    kept = (slot < lines[where]) & (mark < process.ceiling[where])
    when = process.begin[where] + after[stream, row]
    return Candidates(
        where[kept].astype(np.int32), slot[kept], when[kept], mark[kept], words[kept, 3]
    )
