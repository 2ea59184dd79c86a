"""What is open: the waiting list and the faults not yet restored."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.levels import span_levels
from telesim.kpi.orders import CEASE, INSTALL
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import PER_CENT, Measured, amounts, counts, ratios
from telesim.units import HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
#: Age classes of open faults at the window's end: name, from, to.
AGES: tuple[tuple[str, int, int], ...] = (
    ("open_faults_under_24h", 0, 24 * HOUR_MS),
    ("open_faults_24h_48h", 24 * HOUR_MS, 48 * HOUR_MS),
    ("open_faults_48h_72h", 48 * HOUR_MS, 72 * HOUR_MS),
    ("open_faults_over_72h", 72 * HOUR_MS, 2**62),
)
WAITING = ("waiting_list_mean", "waiting_list_at_end", "waiting_list_max")
OPEN = ("open_faults_mean", "open_faults_at_end", "open_faults_max", *(name for name, _, _ in AGES))


@FAMILIES.register("backlog")
def backlog(record: Record) -> Iterator[Measured]:
    """Orders from their order, faults from their first report, each until it is served."""
    yield from _waiting(record)
    yield from _open_faults(record)


def _waiting(record: Record) -> Iterator[Measured]:
    orders = record.orders
    chosen = np.flatnonzero(orders.type != CEASE)
    dimensions = take(record.order_dimensions, chosen)
    from_ms, to_ms = orders.ordered_ms[chosen], orders.closed_ms[chosen]
    for _, words, combinations in record.wanted(WAITING, (*USUAL, ("order",))):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            level = span_levels(grouping, from_ms, to_ms, record.start_ms, record.end_ms)
            n = grouping.counts()
            yield from amounts("waiting_list_mean", grouping.wheres, level.mean, n)
            yield from amounts("waiting_list_at_end", grouping.wheres, level.at_end, level.at_end)
            yield from amounts("waiting_list_max", grouping.wheres, level.most, n)
    lines = record.plant.lines
    before_end = lines.time_ms < record.end_ms
    line_places = record.places.dimensions(lines.place)
    waits = (orders.type[chosen] == INSTALL) & (from_ms < record.end_ms) & (to_ms >= record.end_ms)
    for _, words, combinations in record.wanted(("unmet_demand_at_end",), USUAL):
        for by in combinations:
            waiting = group(dimensions, by, chosen.size, words).counts(waits)
            in_service = group(line_places, by, lines.used.size, words)
            whole = in_service.sums(lines.used * before_end)
            yield from ratios(
                "unmet_demand_at_end", in_service.wheres, waiting * PER_CENT, whole, waiting
            )


def _open_faults(record: Record) -> Iterator[Measured]:
    faults = record.faults
    from_ms, to_ms = faults.reported_ms, faults.restored_ms
    dimensions = record.fault_dimensions
    open_at_end = (from_ms < record.end_ms) & (to_ms >= record.end_ms)
    age = record.end_ms - from_ms
    usual = (*USUAL, ("cause_group",), ("cause_group", "county"))
    for _, words, combinations in record.wanted(OPEN, usual):
        for by in combinations:
            grouping = group(dimensions, by, len(faults), words)
            level = span_levels(grouping, from_ms, to_ms, record.start_ms, record.end_ms)
            n = grouping.counts()
            yield from amounts("open_faults_mean", grouping.wheres, level.mean, n)
            yield from amounts("open_faults_at_end", grouping.wheres, level.at_end, level.at_end)
            yield from amounts("open_faults_max", grouping.wheres, level.most, n)
            for name, least, most in AGES:
                chosen = open_at_end & (age >= least) & (age < most)
                yield from counts(name, grouping, chosen)
