"""Cable faults cleared by a spare pair, those that lacked one, and how much longer those took."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, means, shares, with_open
from telesim.units import HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("cause",))
NAMES = (
    "pair_swaps",
    "no_spare_share",
    "longer_without_spare_mean",
    "longer_without_spare_hours",
)


@FAMILIES.register("swaps")
def swaps(record: Record) -> Iterator[Measured]:
    """Faults first reported in the window that could be cleared by spare pairs."""
    faults = record.faults
    wanted = faults.swapped | faults.no_spare
    chosen = np.flatnonzero(record.in_window(faults.reported_ms) & wanted)
    dimensions = take(record.fault_dimensions, chosen)
    lacking = faults.no_spare[chosen]
    ended = faults.restored_ms[chosen] < NEVER
    county = dimensions["county"]
    kinds = dimensions["cause"].codes * len(county.names) + county.codes
    for clock, words, combinations in record.wanted(NAMES, USUAL):
        reported, restored = faults.reported_ms[chosen], faults.restored_ms[chosen]
        hours = record.lengths(clock, reported, restored, county.codes) / HOUR_MS
        longer = _longer(hours, lacking, kinds)
        compared = np.flatnonzero(~np.isnan(longer))
        of_compared = take(dimensions, compared)
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            if clock == "elapsed":
                yield from counts("pair_swaps", grouping, ~lacking)
                yield from shares("no_spare_share", grouping, lacking)
            judged = group(of_compared, by, compared.size, words)
            extra, done = longer[compared], ended[compared]
            yield from with_open(means("longer_without_spare_mean", judged, extra), judged, done)
            total = amounts(
                "longer_without_spare_hours", judged.wheres, judged.sums(extra), judged.counts()
            )
            yield from with_open(total, judged, done)


def _longer(
    hours: NDArray[np.float64], lacking: NDArray[np.bool_], kinds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """By how much the time of each fault without a spare passes the mean of those of its kind
    that took one; not-a-number for the others, and where none of its kind took one.
    """
    groups = int(kinds.max()) + 1 if kinds.size else 0
    taken = np.bincount(kinds[~lacking], minlength=groups)
    sums = np.bincount(kinds[~lacking], weights=hours[~lacking], minlength=groups)
    usual = np.full(groups, np.nan)
    usual[taken > 0] = sums[taken > 0] / taken[taken > 0]
    return np.where(lacking, hours - usual[kinds], np.nan)
