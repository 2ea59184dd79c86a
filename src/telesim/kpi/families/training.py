"""Levels of training by role, and days on courses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, ratios
from telesim.policies.training import error_factor
from telesim.scenario.people.training import ROLES, Training
from telesim.units import PER_MILLION

BY_ROLE: tuple[By, ...] = ((), ("county",), ("role",), ("month",), ("month", "role"))
BY_HEAD: tuple[By, ...] = ((), ("county",), ("role",))
DAYS = (("training_days", Kind.COURSE), ("training_days_beside_work", Kind.TAUGHT_BESIDE))


@FAMILIES.register("training")
def training(record: Record) -> Iterator[Measured]:
    """The window's levels and courses."""
    section = record.scenario.training
    if section is None:
        return
    yield from _levels(record, section)
    yield from _courses(record)


def _levels(record: Record, section: Training) -> Iterator[Measured]:
    """Each level from its row to the next of the same role and county, cut at months."""
    log = record.log
    rows = record.rows.of(Kind.TRAINING_LEVEL)
    edges = _month_edges(record)
    series = log.reason[rows].astype(np.int64) * len(record.places.county) + log.place[rows]
    order = np.lexsort((np.arange(rows.size), series))
    rows, series = rows[order], series[order]
    begin = log.time_ms[rows].astype(np.int64)
    last = np.append(series[1:] != series[:-1], True) if rows.size else np.zeros(0, dtype=bool)
    end = np.where(last, record.end_ms, np.append(begin[1:], record.end_ms)[: rows.size])
    months = len(edges) - 1
    at, month = np.repeat(np.arange(rows.size), months), np.tile(np.arange(months), rows.size)
    spent = np.minimum(end[at], edges[month + 1]) - np.maximum(begin[at], edges[month])
    some = spent > 0
    at, month, spent = at[some], month[some], spent[some].astype(np.float64)
    level = log.amount[rows[at]] / PER_MILLION
    factor = np.array(
        [error_factor(one, section.effect, section.rates_hold_at) for one in level.tolist()]
    )
    dimensions = {
        "county": record.places.dimensions(log.place[rows[at]].astype(np.int64))["county"],
        "role": Dimension(ROLES, log.reason[rows[at]].astype(np.int64)),
        "month": Dimension(record.months(np.zeros(0, dtype=np.int64)).names, month),
    }
    for name, values in (("training_level", level), ("training_error_factor", factor)):
        for _, words, combinations in record.wanted((name,), BY_ROLE):
            for by in combinations:
                grouping = group(dimensions, by, at.size, words)
                bottom = grouping.sums(spent)
                top = grouping.sums(spent * values)
                yield from ratios(name, grouping.wheres, top, bottom, grouping.counts())


def _month_edges(record: Record) -> NDArray[np.int64]:
    """Instants at which the months of the window begin, and its end; the window cuts the first."""
    zero = np.datetime64(record.scenario.start, "ms")
    names = record.months(np.zeros(0, dtype=np.int64)).names
    begins = [
        int((np.datetime64(name, "M").astype("datetime64[ms]") - zero).astype(np.int64))
        for name in names
    ]
    return np.array([max(one, record.start_ms) for one in begins] + [record.end_ms])


def _courses(record: Record) -> Iterator[Measured]:
    for name, kind in DAYS:
        log, rows = record.log, record.rows.of(kind)
        rows = rows[record.in_window(log.time_ms[rows])]
        dimensions = {
            "county": record.places.dimensions(log.place[rows].astype(np.int64))["county"],
            "role": Dimension(ROLES, log.reason[rows].astype(np.int64)),
        }
        for _, words, combinations in record.wanted((name,), BY_HEAD):
            for by in combinations:
                grouping = group(dimensions, by, rows.size, words)
                days = grouping.sums(log.amount[rows].astype(np.float64))
                yield from amounts(name, grouping.wheres, days, grouping.counts())
