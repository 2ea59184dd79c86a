"""Crews that leave, posts that stand empty, and visits to the territories of others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, amounts, counts, shares
from telesim.units import DAY_MS

_MOST_CREWS = 2**20
BY_CREW: tuple[By, ...] = ((), ("county",), ("team",))
BY_VISIT: tuple[By, ...] = ((), ("county",), ("job",), ("team",))


@FAMILIES.register("posts")
def posts(record: Record) -> Iterator[Measured]:
    """By the county of the crew's base or of the case, by team and by job."""
    yield from _turnover(record)
    yield from _lending(record)


def _turnover(record: Record) -> Iterator[Measured]:
    log, left = record.log, record.rows.of(Kind.LEFT)
    time, amount = log.time_ms[left], log.amount[left]
    inside = record.in_window(time)
    empty_ms = np.minimum(time + amount, record.end_ms) - np.maximum(time, record.start_ms)
    days = np.maximum(empty_ms, 0) / DAY_MS
    dimensions = record.crews.dimensions(log.crew[left].astype(np.int64))
    for _, words, combinations in record.wanted(("leavers", "crew_days_vacant"), BY_CREW):
        for by in combinations:
            grouping = group(dimensions, by, left.size, words)
            yield from counts("leavers", grouping, inside)
            yield from amounts(
                "crew_days_vacant", grouping.wheres, grouping.sums(days), grouping.counts(days > 0)
            )


def _lending(record: Record) -> Iterator[Measured]:
    visits, lent = record.visits, record.rows.of(Kind.LENT)
    chosen = np.flatnonzero(record.in_window(visits.dispatched_ms))
    hits = np.isin(
        _named(visits.dispatched_ms[chosen], visits.crew[chosen]),
        _named(record.log.time_ms[lent], record.log.crew[lent].astype(np.int64)),
    )
    dimensions = {
        **take(record.case_dimensions, visits.case[chosen]),
        "team": record.crews.dimensions(visits.crew[chosen])["team"],
    }
    for _, words, combinations in record.wanted(("lent_visits_share",), BY_VISIT):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from shares("lent_visits_share", grouping, hits)


def _named(time_ms: Column, crew: Column) -> Column:
    """One number for a visit: a crew sets out once at an instant."""
    return time_ms * _MOST_CREWS + crew
