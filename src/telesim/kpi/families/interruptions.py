"""Crews that more urgent jobs call away: how often, and the hours that are spent again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import group, take
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import Measured, amounts, counts, shares
from telesim.units import HOUR_MS

NAMES = ("interruptions", "interrupted_visits_share")
HOURS = ("hours_lost_to_interruptions",)
BY_JOB: tuple[By, ...] = ((), ("county",), ("area",), ("job",), ("team",))


@FAMILIES.register("interruptions")
def interruptions(record: Record) -> Iterator[Measured]:
    """Visits that ended in the window; none is interrupted where no policy says so."""
    log, visits = record.log, record.visits
    chosen = np.flatnonzero((visits.ending > 0) & record.in_window(visits.ended_ms))
    left = visits.ending[chosen] == Kind.INTERRUPTED
    # Crew and instant name the row that ended a visit.
    rows = record.rows.of(Kind.INTERRUPTED)
    anew = set(
        zip(
            log.crew[rows[log.reason[rows] > 0]].tolist(),
            log.time_ms[rows[log.reason[rows] > 0]].tolist(),
            strict=True,
        )
    )
    ends = zip(visits.crew[chosen].tolist(), visits.ended_ms[chosen].tolist(), strict=True)
    work_is_lost = np.fromiter((end in anew for end in ends), dtype=np.bool_, count=chosen.size)
    lost_ms = left * (visits.travel_ms[chosen] + work_is_lost * visits.site_ms[chosen])
    dimensions = {
        **take(record.case_dimensions, visits.case[chosen]),
        "team": record.crews.dimensions(visits.crew[chosen])["team"],
    }
    for _, words, combinations in record.wanted((*NAMES, *HOURS), BY_JOB):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from counts("interruptions", grouping, left)
            yield from shares("interrupted_visits_share", grouping, left)
            hours = grouping.sums(lost_ms) / HOUR_MS
            yield from amounts(HOURS[0], grouping.wheres, hours, grouping.counts(left))
