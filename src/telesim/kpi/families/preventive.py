"""Preventive work in spare time: hours and lines of crews, and the faults it kept away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import cause_groups
from telesim.kpi.grouping import Dimension, group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts
from telesim.units import HOUR_MS

BY_CREW: tuple[By, ...] = ((), ("county",), ("team",))
BY_LINE: tuple[By, ...] = ((), ("county",), ("area",), ("team",))
BY_FAULT: tuple[By, ...] = ((), ("county",), ("area",), ("cause_group",), ("cause",))


@FAMILIES.register("preventive")
def preventive(record: Record) -> Iterator[Measured]:
    """Visits by the county of the crew's base, lines and faults by their own place."""
    yield from _hours(record)
    yield from _lines(record)
    yield from _avoided(record)


def _hours(record: Record) -> Iterator[Measured]:
    visits = record.preventive
    part = visits.share_between(record.start_ms, record.end_ms)
    spent = (visits.travel_ms + visits.site_ms) * part / HOUR_MS
    dimensions = record.crews.dimensions(visits.crew)
    for _, words, combinations in record.wanted(("preventive_hours",), BY_CREW):
        for by in combinations:
            grouping = group(dimensions, by, part.size, words)
            n = grouping.counts(part > 0)
            yield from amounts("preventive_hours", grouping.wheres, grouping.sums(spent), n)


def _lines(record: Record) -> Iterator[Measured]:
    log = record.log
    at = record.rows.of(Kind.TREATED)
    at = at[record.in_window(log.time_ms[at])]
    dimensions = {
        **record.places.dimensions(log.place[at].astype(np.int64)),
        "team": record.crews.dimensions(log.crew[at].astype(np.int64))["team"],
    }
    for _, words, combinations in record.wanted(("preventive_visits",), BY_LINE):
        for by in combinations:
            yield from counts("preventive_visits", group(dimensions, by, at.size, words))


def _avoided(record: Record) -> Iterator[Measured]:
    log, scenario = record.log, record.scenario
    at = record.rows.of(Kind.AVOIDED)
    at = at[record.in_window(log.time_ms[at])]
    groups = cause_groups(scenario)
    group_of = [groups.index(cause.cause_group) for cause in scenario.faults.values()]
    cause = log.reason[at].astype(np.int64)
    dimensions = {
        **record.places.dimensions(log.place[at].astype(np.int64)),
        "cause": Dimension(scenario.causes, cause),
        "cause_group": Dimension(groups, np.array(group_of, dtype=np.int64)[cause]),
        "month": record.months(log.time_ms[at].astype(np.int64)),
    }
    for _, words, combinations in record.wanted(("faults_avoided",), BY_FAULT):
        for by in combinations:
            yield from counts("faults_avoided", group(dimensions, by, at.size, words))
