"""How long a county needs to recover from storms.

A storm is a dated shock of the scenario, or days of storm that a pattern has drawn and the log
names: those that follow one another without a day between are one storm.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
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


class _Storm(NamedTuple):
    """When it begins and when it is over, and the counties that it hits; none = all."""

    begins_ms: int
    over_ms: int
    counties: tuple[str, ...]


class _Aftermath(NamedTuple):
    """One storm in one county: time after its end, whether it is over, most faults open at once."""

    county: int
    days: float
    recovered: bool
    most: int


@FAMILIES.register("recovery")
def recovery(record: Record) -> Iterator[Measured]:
    """Storms that begin in the window, in each county they hit."""
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


def _storms(record: Record) -> list[_Storm]:
    """All storms of the run, by their beginning."""
    scenario, log = record.scenario, record.log
    found = []
    for shock in scenario.shocks:
        begins_ms = scenario.ms_of(shock.on)
        found.append(_Storm(begins_ms, begins_ms + shock.lasting, shock.counties))
    days = np.unique(log.time_ms[record.rows.of(Kind.STORM)])
    if days.size:
        first = np.append(True, np.diff(days) > DAY_MS)
        last = np.append(first[1:], True)
        for begins, ends in zip(days[first].tolist(), days[last].tolist(), strict=True):
            found.append(_Storm(begins, ends + DAY_MS, ()))
    return sorted(found)


def _aftermaths(record: Record) -> Iterator[_Aftermath]:
    """Storms whose end, and an instant before whose beginning, lie in the run, county by county.

    One that begins before a county has recovered from an earlier one only delays that.
    """
    faults, end_ms = record.faults, record.log.end_ms
    storms = [s for s in _storms(record) if s.begins_ms > 0 and s.over_ms < end_ms]
    county_of = record.fault_dimensions["county"].codes
    for number, name in enumerate(record.scenario.counties if storms else ()):
        mine = county_of == number
        reported = np.sort(faults.reported_ms[mine])
        restored = np.sort(faults.restored_ms[mine])
        until_ms = 0
        for begins_ms, over_ms, counties in storms:
            if begins_ms < until_ms or (counties and name not in counties):
                continue
            since_ms = max(0, begins_ms - BEFORE_MS)
            usual = _mean_open(reported, restored, since_ms, begins_ms)
            # Fewer are open only where one has been restored.
            later = restored[(restored > over_ms) & (restored <= end_ms)]
            looks = np.concatenate([[over_ms], later])
            back = np.flatnonzero(_open(reported, restored, looks) <= BACK * usual)
            until_ms = int(looks[back[0]]) if back.size else end_ms
            if not record.start_ms <= begins_ms < record.end_ms:
                continue
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
