"""How full ports and pairs are, and when each exchange runs out of ports."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import LEVEL_NAMES, Level
from telesim.kpi.exhaustion import exhausted_ms, lead_days, order_by_ms
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group
from telesim.kpi.levels import fill
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import PER_CENT, Measured, amounts, counts, ratios
from telesim.units import DAY_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
EXHAUSTION = ("exchanges_exhausted", "ports_exhausted_first", "ports_order_by_first")


@FAMILIES.register("capacity")
def capacity(record: Record) -> Iterator[Measured]:
    """Fill of all places of a row together; exhaustion of single exchanges."""
    for level in (Level.PORT, Level.FEEDER, Level.DISTRIBUTION):
        yield from _fill(record, level)
    yield from _lines(record)
    yield from _exhaustion(record)


def _fill(record: Record, level: Level) -> Iterator[Measured]:
    changes = record.plant.of(level)
    dimensions = record.places.dimensions(changes.place)
    stem = f"{LEVEL_NAMES[level]}_fill"
    names = [f"{stem}_{part}" for part in ("start", "end", "mean", "max")]
    for _, words, combinations in record.wanted(names, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, changes.place.size, words)
            found = fill(
                grouping,
                changes.time_ms,
                changes.used,
                changes.usable,
                record.start_ms,
                record.end_ms,
            )
            wheres, n = grouping.wheres, found.used_end
            for name, used, usable in (
                (names[0], found.used_start, found.usable_start),
                (names[1], found.used_end, found.usable_end),
                (names[2], found.used_ms / DAY_MS, found.usable_ms / DAY_MS),
            ):
                yield from ratios(name, wheres, used * PER_CENT, usable, n)
            yield from amounts(names[3], wheres, found.highest * PER_CENT, n)


def _lines(record: Record) -> Iterator[Measured]:
    lines = record.plant.lines
    dimensions = record.places.dimensions(lines.place)
    before_end = lines.time_ms < record.end_ms
    for _, words, combinations in record.wanted(("lines_in_service_at_end",), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, lines.used.size, words)
            in_service = grouping.sums(lines.used * before_end)
            yield from amounts("lines_in_service_at_end", grouping.wheres, in_service, in_service)


def _exhaustion(record: Record) -> Iterator[Measured]:
    full_ms, fills = exhausted_ms(record)
    days = np.where(fills, full_ms, 0) / DAY_MS
    order_ms, ordered = order_by_ms(full_ms, fills, lead_days(record.scenario))
    places = np.arange(full_ms.size, dtype=np.int64) + record.places.first_exchange
    dimensions = record.places.dimensions(places)
    for _, words, combinations in record.wanted(EXHAUSTION, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, places.size, words)
            yield from counts("exchanges_exhausted", grouping, fills)
            for name, values, known in (
                ("ports_exhausted_first", days, fills),
                ("ports_order_by_first", np.where(ordered, order_ms, 0) / DAY_MS, ordered),
            ):
                n = grouping.counts(known)
                first = np.full(grouping.size, np.inf)
                np.minimum.at(first, grouping.codes[known], values[known])
                first[n == 0] = np.nan
                yield from amounts(name, grouping.wheres, first, n)
