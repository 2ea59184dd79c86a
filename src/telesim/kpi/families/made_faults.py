"""Faults that people make: new lines that fail early, lines disturbed by work on others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, counts, shares

USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("cause",))
NAMES = ("early_life_faults", "work_induced_faults", "made_share")


@FAMILIES.register("made_faults")
def made_faults(record: Record) -> Iterator[Measured]:
    """Faults first reported in the window, by the row that names their maker."""
    faults = record.faults
    chosen = np.flatnonzero(record.in_window(faults.reported_ms))
    dimensions = take(record.fault_dimensions, chosen)
    case = faults.case[chosen]

    def named(kind: Kind) -> NDArray[np.bool_]:
        return np.isin(case, record.log.case[record.rows.of(kind)])

    early, induced = named(Kind.EARLY_LIFE), named(Kind.WORK_INDUCED)
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("early_life_faults", grouping, early)
            yield from counts("work_induced_faults", grouping, induced)
            yield from shares("made_share", grouping, early | induced)
