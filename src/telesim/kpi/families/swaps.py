"""Cable faults cleared by a spare pair, and those that lacked one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, counts, shares

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("cause",))
NAMES = ("pair_swaps", "no_spare_share")


@FAMILIES.register("swaps")
def swaps(record: Record) -> Iterator[Measured]:
    """Faults first reported in the window that could be cleared by spare pairs."""
    faults = record.faults
    wanted = faults.swapped | faults.no_spare
    chosen = np.flatnonzero(record.in_window(faults.reported_ms) & wanted)
    dimensions = take(record.fault_dimensions, chosen)
    lacking = faults.no_spare[chosen]
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("pair_swaps", grouping, ~lacking)
            yield from shares("no_spare_share", grouping, lacking)
