"""Power failures of exchanges and the service they cost; no part of any time to restore."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts
from telesim.units import HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
NAMES = ("power_failures", "power_line_hours_lost")


@FAMILIES.register("power")
def power(record: Record) -> Iterator[Measured]:
    """Failures that begin in the window; hours without service that fall into it."""
    log = record.log
    lost, back = record.rows.of(Kind.POWER_LOST), record.rows.of(Kind.POWER_BACK)
    begin = log.time_ms[lost].astype(np.int64)
    at = {number: n for n, number in enumerate(log.reason[lost].tolist())}
    of_back = np.array([at[number] for number in log.reason[back].tolist()], dtype=np.int64)
    # Lines come back in parts; those that do not are still silent when the run ends.
    left = log.amount[lost].astype(np.int64)
    np.subtract.at(left, of_back, log.amount[back])
    failure = np.concatenate([of_back, np.arange(lost.size)])
    until = np.concatenate([log.time_ms[back], np.full(lost.size, log.end_ms)])
    amount = np.concatenate([log.amount[back], left])
    span = np.minimum(until, record.end_ms) - np.maximum(begin[failure], record.start_ms)
    span = np.maximum(span, 0)
    hours = np.bincount(failure, weights=span * amount / HOUR_MS, minlength=lost.size)
    lines = np.bincount(failure, weights=amount * (span > 0), minlength=lost.size)
    dimensions = record.places.dimensions(log.place[lost].astype(np.int64))
    inside = record.in_window(begin)
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:
            grouping = group(dimensions, by, lost.size, words)
            yield from counts("power_failures", grouping, inside)
            n = grouping.sums(lines)
            yield from amounts("power_line_hours_lost", grouping.wheres, grouping.sums(hours), n)
