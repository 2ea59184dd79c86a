"""How long a county needs to recover from a storm: the dated shocks of a scenario.

Storm days that a pattern draws by chance are no shocks: the log does not tell them from others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, Ranked, means, shares, with_open
from telesim.units import DAY_MS

Column = NDArray[np.int64]

#: A county is back when no more faults are open than this many times the mean of the days before.
BACK = 1.1
BEFORE_MS = 7 * DAY_MS
NAMES = ("storm_recovery_days_mean", "storm_recovered_share", "storm_open_faults_max")
USUAL: tuple[By, ...] = ((), ("county",))


class _Aftermath(NamedTuple):
    """One shock in one county: time after its end, whether it is over, most faults open at once."""

    county: int
    days: float
    recovered: bool
    most: int


@FAMILIES.register("recovery")
def recovery(record: Record) -> Iterator[Measured]:
    """Shocks that begin in the window, in each county they hit; one in no county hits all."""
    found = list(_aftermaths(record))
    county = np.array([one.county for one in found], dtype=np.int64)
    days = np.array([one.days for one in found], dtype=np.float64)
    recovered = np.array([one.recovered for one in found], dtype=np.bool_)
    most = np.array([one.most for one in found], dtype=np.int64)
    dimensions = {"county": Dimension(record.scenario.counties, county)}
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, len(found), words)
            times = means("storm_recovery_days_mean", grouping, days)
            yield from with_open(times, grouping, recovered)
            yield from shares("storm_recovered_share", grouping, recovered)
            yield from Ranked.of(grouping, most).maxima("storm_open_faults_max")


def _aftermaths(record: Record) -> Iterator[_Aftermath]:
    """Shocks whose end, and an instant before whose beginning, lie in the run."""
    scenario, faults, end_ms = record.scenario, record.faults, record.log.end_ms
    county_of = record.fault_dimensions["county"].codes
    for shock in scenario.shocks:
        begins_ms = scenario.ms_of(shock.on)
        over_ms = begins_ms + shock.lasting
        inside = record.start_ms <= begins_ms < record.end_ms
        if not inside or begins_ms <= 0 or over_ms >= end_ms:
            continue
        for number, name in enumerate(scenario.counties):
            if shock.counties and name not in shock.counties:
                continue
            mine = county_of == number
            reported = np.sort(faults.reported_ms[mine])
            restored = np.sort(faults.restored_ms[mine])
            since_ms = max(0, begins_ms - BEFORE_MS)
            usual = _mean_open(reported, restored, since_ms, begins_ms)
            # Fewer are open only where one has been restored.
            later = restored[(restored > over_ms) & (restored <= end_ms)]
            looks = np.concatenate([[over_ms], later])
            back = np.flatnonzero(_open(reported, restored, looks) <= BACK * usual)
            until_ms = int(looks[back[0]]) if back.size else end_ms
            rises = reported[(reported > begins_ms) & (reported <= until_ms)]
            peaks = _open(reported, restored, np.concatenate([[begins_ms], rises]))
            yield _Aftermath(
                number, (until_ms - over_ms) / DAY_MS, bool(back.size), int(peaks.max())
            )


def _open(reported: Column, restored: Column, at: Column) -> Column:
    """Faults that are open just after some instants; both columns sorted."""
    begun = np.searchsorted(reported, at, side="right")
    still: Column = begun - np.searchsorted(restored, at, side="right")
    return still


def _mean_open(reported: Column, restored: Column, start_ms: int, end_ms: int) -> float:
    """Faults open over a span, mean over its time."""
    begun = np.clip(reported, start_ms, end_ms)
    over = np.clip(restored, start_ms, end_ms)
    return float((over.sum() - begun.sum()) / (end_ms - start_ms))
