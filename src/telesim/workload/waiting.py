"""Paid orders that wait when the run starts: how many at which cabinet, and since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.units import DAY_MS
from telesim.workload import marks
from telesim.workload.streams import Streams
from telesim.workload.town import Town

#: No cabinet takes more waiting orders than this share of its lines while others have none.
MOST_PER_CABINET = 0.15


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row per waiting order; ``time_ms`` is negative: the instant it was placed."""

    cabinet: NDArray[np.int32]
    time_ms: NDArray[np.int64]
    key: NDArray[np.uint64]


def waiting_at_start(town: Town, streams: Streams) -> Waiting:
    """The waiting list: rows of the scenario's own table, else placed by fill.

    Order k of a cabinet is the same however many there are; ages are exponential.
    """
    scenario = town.scenario
    wanted: list[tuple[int, int, float]] = []
    if scenario.waiting:
        for row in scenario.waiting:
            number = scenario.cabinet_number[row.cabinet]
            wanted.append((number, row.orders, row.mean_age_days * DAY_MS))
    elif scenario.initial is not None and scenario.initial.waiting is not None:
        share, mean = scenario.initial.waiting.share_of_lines, scenario.initial.waiting.mean_age
        counts = orders_by_fill(town, share)
        wanted = [(n, count, float(mean)) for n, count in enumerate(counts.tolist()) if count]
    taken: dict[int, int] = {}
    cabinets: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
    keys: list[NDArray[np.uint64]] = [np.empty(0, dtype=np.uint64)]
    means: list[NDArray[np.float64]] = [np.empty(0)]
    for number, count, mean_age in wanted:
        before = taken.get(number, 0)
        taken[number] = before + count
        keys.append(streams.raw(before + count, "waiting", town.cabinet_ids[number])[before:])
        cabinets.append(np.full(count, number, dtype=np.int32))
        means.append(np.full(count, mean_age))
    key = np.concatenate(keys)
    age = -np.log1p(-marks.column_uniform(key, marks.AGE, 0)) * np.concatenate(means)
    placed = -np.maximum(1, np.floor(age + 0.5)).astype(np.int64)
    return Waiting(np.concatenate(cabinets), placed, key)


def orders_by_fill(town: Town, share: float) -> NDArray[np.int64]:
    """Waiting orders at each cabinet when every county has ``share`` of its lines waiting.

    In each county the fullest cabinet comes first and takes up to 15 % of its lines (more only
    where the whole share is higher), then the next. A cabinet is as full as the fullest of its
    exchange's ports, its feeder pairs and its distribution pairs, defective ones left out.
    """
    fill = _fill(town)
    most = np.ceil(max(MOST_PER_CABINET, share) * town.lines).astype(np.int64)
    counts = np.zeros(len(town.lines), dtype=np.int64)
    for county in range(len(town.scenario.counties)):
        cabinets = np.flatnonzero(town.county == county)
        left = int(np.floor(share * town.lines[cabinets].sum() + 0.5))
        for number in cabinets[np.argsort(-fill[cabinets], kind="stable")].tolist():
            counts[number] = min(left, int(most[number]))
            left -= int(counts[number])
    return counts


def _fill(town: Town) -> NDArray[np.float64]:
    fills = []
    for number, cabinet in enumerate(town.scenario.cabinets):
        exchange = town.scenario.exchanges[int(town.exchange[number])]
        sound = 1 - cabinet.defective_pct / 100
        fills.append(
            max(
                exchange.lines / exchange.ports if exchange.ports else 1.0,
                *(
                    cabinet.lines / (pairs * sound) if pairs * sound > 0 else 1.0
                    for pairs in (cabinet.feeder_pairs, cabinet.pairs_to_homes)
                ),
            )
        )
    return np.array(fills, dtype=np.float64)
