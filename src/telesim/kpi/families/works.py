"""What gangs build, how late it opens, and what full ducts hold up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.field_days import field_day_ms
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, Ranked, amounts, counts, means, with_open
from telesim.kpi.works import read_bore_waits, read_slips
from telesim.units import DAY_MS, MONTH_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
BY_WORK: tuple[By, ...] = (*USUAL, ("work",))
COUNTS = ("works_opened", "works_open_at_end")
SLIP = ("works_slip_mean", "works_slip_by_ducts_mean", "works_slip_max")
DUCTS = ("bores_free_at_end", "duct_projects_ordered", "pair_months_delayed_by_ducts")


@FAMILIES.register("works")
def works(record: Record) -> Iterator[Measured]:
    """Projects of gangs in the window, and the ducts they need."""
    yield from _opened(record)
    yield from _slip(record)
    yield from _gang_days(record)
    yield from _ducts(record)
    yield from _recovered(record)


def _opened(record: Record) -> Iterator[Measured]:
    found = record.works
    by_gang = found.planned_ms < NEVER
    opened = by_gang & record.in_window(found.built_ms)
    is_open = by_gang & (found.released_ms < record.end_ms) & (found.built_ms >= record.end_ms)
    dimensions = found.dimensions(record.places)
    for _, words, combinations in record.wanted(COUNTS, BY_WORK):
        for by in combinations:
            grouping = group(dimensions, by, found.case.size, words)
            yield from counts("works_opened", grouping, opened)
            yield from counts("works_open_at_end", grouping, is_open)


def _slip(record: Record) -> Iterator[Measured]:
    """Slip of what opened in the window, and slip so far of what should have by its end."""
    section = record.scenario.works
    by_gangs = section is not None and "feeder" in section.kinds
    waits = read_bore_waits(record.log, record.rows, record.cases)
    found = read_slips(record.works, waits, record.start_ms, record.end_ms, by_gangs)
    days, by_ducts = found.days_ms / DAY_MS, found.by_ducts_ms / DAY_MS
    dimensions = found.dimensions(record.places)
    for _, words, combinations in record.wanted(SLIP, BY_WORK):
        for by in combinations:
            grouping = group(dimensions, by, days.size, words)
            for figures in (
                means("works_slip_mean", grouping, days),
                means("works_slip_by_ducts_mean", grouping, by_ducts),
                Ranked.of(grouping, days).maxima("works_slip_max"),
            ):
                yield from with_open(figures, grouping, ~found.is_open)


def _gang_days(record: Record) -> Iterator[Measured]:
    """Crew time on works in full days of the crew that spent it."""
    found, visits = record.works, record.visits
    project = np.full(record.cases + 1, -1, dtype=np.int64)
    project[found.case] = np.arange(found.case.size)
    of_works = np.flatnonzero(project[visits.case] >= 0)
    part = visits.share_between(record.start_ms, record.end_ms)[of_works]
    spent = (visits.travel_ms + visits.site_ms)[of_works] * part
    day = field_day_ms(record)[visits.crew[of_works]]
    days = np.divide(spent, day, out=np.zeros_like(spent), where=day > 0)
    dimensions = take(found.dimensions(record.places), project[visits.case[of_works]])
    for _, words, combinations in record.wanted(("works_gang_days",), BY_WORK):
        for by in combinations:
            grouping = group(dimensions, by, days.size, words)
            n = grouping.counts(part > 0)
            yield from amounts("works_gang_days", grouping.wheres, grouping.sums(days), n)


def _ducts(record: Record) -> Iterator[Measured]:
    log, rows, ducts = record.log, record.rows, record.scenario.ducts
    at = rows.of(Kind.BORE_TAKEN, Kind.BORES)
    at = at[log.time_ms[at] < record.end_ms]
    change = np.where(log.kind[at] == Kind.BORES, log.amount[at], -log.amount[at])
    numbers = np.array([record.scenario.exchange_number[duct.exchange] for duct in ducts])
    place = (numbers + record.places.first_exchange).astype(np.int64)
    free = np.array([duct.bores - duct.used for duct in ducts], dtype=np.int64)
    np.add.at(free, log.line[at], change)
    of_duct = record.places.dimensions(place)
    ordered = rows.of(Kind.DUCT_ORDERED)
    ordered = ordered[record.in_window(log.time_ms[ordered])]
    of_order = record.places.dimensions(log.place[ordered].astype(np.int64))
    waits = read_bore_waits(log, rows, record.cases)
    begin = np.maximum(waits.from_ms, record.start_ms)
    held = np.maximum(np.minimum(waits.to_ms, record.end_ms) - begin, 0)
    of_wait = record.places.dimensions(waits.place)
    for _, words, combinations in record.wanted(DUCTS, USUAL):
        for by in combinations:
            grouping = group(of_duct, by, place.size, words)
            bores = grouping.sums(free)
            yield from amounts("bores_free_at_end", grouping.wheres, bores, grouping.counts())
            yield from counts("duct_projects_ordered", group(of_order, by, ordered.size, words))
            grouping = group(of_wait, by, held.size, words)
            months = grouping.sums(waits.pairs * held / MONTH_MS)
            n = grouping.counts(held > 0)
            yield from amounts("pair_months_delayed_by_ducts", grouping.wheres, months, n)


def _recovered(record: Record) -> Iterator[Measured]:
    log = record.log
    at = record.rows.of(Kind.PAIRS_RECOVERED)
    at = at[record.in_window(log.time_ms[at])]
    dimensions = record.places.dimensions(log.place[at].astype(np.int64))
    for _, words, combinations in record.wanted(("pairs_recovered",), USUAL):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            pairs = grouping.sums(log.amount[at])
            yield from amounts("pairs_recovered", grouping.wheres, pairs, grouping.counts())
