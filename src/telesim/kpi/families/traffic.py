"""Completion of calls, blocking of trunk groups, circuits that lack: measured by formulas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import PER_CENT, Measured, amounts, counts, ratios
from telesim.kpi.traffic import LOSS, BusyHours, busy_hours, group_places
from telesim.scenario.traffic.network import DISTANT, LOCAL, answered_share, first_tries
from telesim.scenario.traffic.sections import Traffic

COMPLETION = ("network_effectiveness", "completion")
KINDS = (("local", LOCAL), ("long_distance", DISTANT))
CIRCUITS = ("trunk_circuits_at_end", "cost_circuits")
USUAL: tuple[By, ...] = ((), ("county",), ("area",), ("month",))
BY_GROUP: tuple[By, ...] = ((), ("county",), ("group",), ("month",))
BY_PLACE: tuple[By, ...] = ((), ("county",))
CENTS = 100.0

Column = NDArray[np.float64]


@FAMILIES.register("traffic")
def traffic(record: Record) -> Iterator[Measured]:
    """Calls of the busy hours of the window's months; circuits that are there and are paid."""
    section = record.scenario.traffic
    if section is None:
        return
    hours = busy_hours(record)
    yield from _calls(record, hours, section)
    yield from _groups(record, hours)
    yield from _circuits(record)


def _calls(record: Record, hours: BusyHours, section: Traffic) -> Iterator[Measured]:
    """Each stream of each month, and the calls within each exchange as streams of their own."""
    months, answered = hours.months, answered_share(section)
    unblocked = _joined([part for m in months for part in (m.offered.streams, m.offered.within)])
    fresh = unblocked * first_tries(section)
    attempts = _joined([part for m in months for part in (m.carried.attempts, m.offered.within)])
    found = _joined(
        [p for m in months for p in (m.carried.attempts * m.carried.success, m.offered.within)]
    )
    kind = np.tile(hours.kinds, len(months))
    places = np.tile(hours.origins + record.places.first_exchange, len(months))
    dimensions = {
        **record.places.dimensions(places),
        "month": Dimension(hours.names, np.repeat(np.arange(len(months)), hours.kinds.size)),
    }
    for word, number in KINDS:
        of = kind == number
        names = [f"{stem}_{word}" for stem in COMPLETION]
        for _, words, combinations in record.wanted(names, USUAL):
            for by in combinations:
                grouping = group(dimensions, by, places.size, words)
                bottom = grouping.sums(attempts * of)
                top = grouping.sums(found * of) * PER_CENT
                for name, part in zip(names, (1.0, answered), strict=True):
                    yield from ratios(name, grouping.wheres, top * part, bottom, bottom)
    for _, words, combinations in record.wanted(("calls_given_up",), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, places.size, words)
            bottom = grouping.sums(fresh)
            # Each call has one last attempt: here one without a path that is not repeated.
            lost = grouping.sums(attempts - found) * (1 - section.retries) * PER_CENT
            yield from ratios("calls_given_up", grouping.wheres, lost, bottom, bottom)


def _groups(record: Record, hours: BusyHours) -> Iterator[Measured]:
    trunks, count = record.scenario.trunks, len(hours.months)
    places = group_places(record)
    dimensions = {
        **record.places.dimensions(np.tile(places, count)),
        "group": Dimension(tuple(one.id for one in trunks), np.tile(np.arange(len(trunks)), count)),
        "month": Dimension(hours.names, np.repeat(np.arange(count), len(trunks))),
    }
    offered = _joined([one.carried.offered for one in hours.months])
    lost = offered * _joined([one.carried.blocking for one in hours.months])
    lacking = _joined([one.lacking.astype(np.float64) for one in hours.months])
    final = np.tile([row.overflow_to is None for row in trunks], count).astype(np.float64)
    size = offered.size
    for _, words, combinations in record.wanted(("trunk_blocking",), BY_GROUP):
        for by in combinations:
            grouping = group(dimensions, by, size, words)
            # Of many groups, what overflows is not lost yet.
            counted = np.ones(size) if "group" in by else final
            bottom = grouping.sums(offered * counted)
            top = grouping.sums(lost * counted) * PER_CENT
            yield from ratios("trunk_blocking", grouping.wheres, top, bottom, bottom)
    for _, words, combinations in record.wanted(("trunk_circuits_lacking",), BY_GROUP):
        for by in combinations:
            grouping = group(dimensions, by, size, words)
            each = 1 if "month" in by else max(1, count)
            total = grouping.sums(lacking)
            yield from amounts("trunk_circuits_lacking", grouping.wheres, total / each, total)
    whole = group(dimensions, ("group",), size)
    over = whole.sums(lost * final) > LOSS * whole.sums(offered * final)
    of_place = record.places.dimensions(places)
    for _, words, combinations in record.wanted(("trunk_groups_over_1pct",), BY_PLACE):
        for by in combinations:
            grouping = group(of_place, by, places.size, words)
            yield from counts("trunk_groups_over_1pct", grouping, over)


def _circuits(record: Record) -> Iterator[Measured]:
    log, places = record.log, group_places(record)
    there = record.rows.of(Kind.CIRCUITS, Kind.CIRCUITS_OPEN)
    there = there[log.time_ms[there] < record.end_ms]
    paid = record.rows.of(Kind.CIRCUITS_PAID)
    paid = paid[record.in_window(log.time_ms[paid])]
    for name, rows, unit in zip(CIRCUITS, (there, paid), (1.0, CENTS), strict=True):
        dimensions = record.places.dimensions(places[log.line[rows]])
        for _, words, combinations in record.wanted((name,), BY_PLACE):
            for by in combinations:
                grouping = group(dimensions, by, rows.size, words)
                total = grouping.sums(log.amount[rows] / unit)
                yield from amounts(name, grouping.wheres, total, grouping.counts())


def _joined(parts: list[Column]) -> Column:
    """One column of many; an empty one of none."""
    return np.concatenate(parts) if parts else np.zeros(0)
