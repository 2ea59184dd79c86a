"""What crews do with their time, and how much they finish in a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.field_days import field_day_ms
from telesim.kpi.grouping import group
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import PER_CENT, Measured, amounts, ratios
from telesim.kpi.visits import read_crew_times
from telesim.units import HOUR_MS, WEEK_MS

SHARES = (
    "crew_travel_share",
    "crew_work_share",
    "crew_depot_share",
    "crew_preventive_share",
    "crew_idle_share",
    "crew_utilisation",
    "crew_off_duty_share",
    "crew_days",
)
OUTPUT = ("crew_hours_per_week", "visits_per_crew_day", "jobs_per_crew_day")
BY_CREW: tuple[By, ...] = ((), ("county",), ("team",))
BY_JOB: tuple[By, ...] = (
    (),
    ("county",),
    ("team",),
    ("job",),
    ("county", "job"),
    ("area", "job"),
    ("job", "team"),
)
#: Endings of a visit that finish its job.
FINISHED = (Kind.CLEARED, Kind.IN_SERVICE, Kind.CONNECTED, Kind.BUILT, Kind.FRAME_DONE)


@FAMILIES.register("crews")
def crews(record: Record) -> Iterator[Measured]:
    """Time on duty in the window, by the county of the crew's base and by team."""
    yield from _shares(record)
    yield from _overtime(record)
    yield from _output(record)


def _shares(record: Record) -> Iterator[Measured]:
    """Travel, site, depot, preventive work and idle sum to the time on duty with overtime."""
    roll = record.crews
    everyone = roll.dimensions(np.arange(roll.county.size))
    visits = record.visits
    part = visits.share_between(record.start_ms, record.end_ms)
    field = roll.dimensions(visits.crew)
    spare = record.preventive
    of_spare = spare.share_between(record.start_ms, record.end_ms)
    spare_ms = (spare.travel_ms + spare.site_ms) * of_spare
    in_spare = roll.dimensions(spare.crew)
    times = {
        kind: read_crew_times(record.log, record.rows, kind)
        for kind in (Kind.ON_DUTY, Kind.DEPOT, Kind.OVERTIME)
    }
    for _, words, combinations in record.wanted(SHARES, BY_CREW):
        for by in combinations:
            sums = {}
            days = np.zeros(0, dtype=np.int64)
            for kind, spent in times.items():
                dimensions = roll.dimensions(spent.crew)
                grouping = group(dimensions, by, spent.crew.size, words)
                inside = record.in_window(spent.time_ms)
                sums[kind] = grouping.sums(spent.length_ms * inside) / HOUR_MS
                if kind == Kind.ON_DUTY:
                    days = grouping.counts(inside)
            on_job = group(field, by, part.size, words)
            wheres = on_job.wheres
            travel = on_job.sums(visits.travel_ms * part) / HOUR_MS
            site = on_job.sums(visits.site_ms * part) / HOUR_MS
            looked_after = group(in_spare, by, spare.crew.size, words).sums(spare_ms) / HOUR_MS
            paid = sums[Kind.ON_DUTY] + sums[Kind.OVERTIME]
            depot = sums[Kind.DEPOT]
            roster = group(everyone, by, roll.county.size, words)
            service = roster.sums(roll.service_ms) / HOUR_MS
            for name, hours, whole in (
                ("crew_travel_share", travel, paid),
                ("crew_work_share", site, paid),
                ("crew_depot_share", depot, paid),
                ("crew_preventive_share", looked_after, paid),
                ("crew_idle_share", paid - depot - travel - site - looked_after, paid),
                ("crew_utilisation", travel + site, paid),
                ("crew_off_duty_share", service - paid, service),
            ):
                yield from ratios(name, wheres, hours * PER_CENT, whole, days)
            yield from amounts("crew_days", wheres, days, days)


def _overtime(record: Record) -> Iterator[Measured]:
    spent = read_crew_times(record.log, record.rows, Kind.OVERTIME)
    inside = record.in_window(spent.time_ms)
    job = record.case_dimensions["job"].take(spent.case)
    dimensions = {**record.crews.dimensions(spent.crew), "job": job}
    for _, words, combinations in record.wanted(("overtime_hours",), (*BY_CREW, ("job",))):
        for by in combinations:
            grouping = group(dimensions, by, spent.crew.size, words)
            hours = grouping.sums(spent.length_ms * inside) / HOUR_MS
            yield from amounts("overtime_hours", grouping.wheres, hours, grouping.counts(inside))


def _output(record: Record) -> Iterator[Measured]:
    """Hours by kind of job, and what a day spent wholly on such jobs brings.

    A crew's full day of field time is its mean time on duty less depot, over its days on duty
    in the window; the crew-days spent on some jobs are the time spent on them in such days.
    """
    visits = record.visits
    part = visits.share_between(record.start_ms, record.end_ms)
    spent = (visits.travel_ms + visits.site_ms) * part
    field_day = field_day_ms(record)[visits.crew]
    in_days = np.divide(spent, field_day, out=np.zeros_like(spent), where=field_day > 0)
    finished = np.isin(visits.ending, FINISHED)
    case = record.case_dimensions
    dimensions = {
        **record.crews.dimensions(visits.crew),
        "job": case["job"].take(visits.case),
        "area": case["area"].take(visits.case),
    }
    weeks = (record.end_ms - record.start_ms) / WEEK_MS
    for _, words, combinations in record.wanted(OUTPUT, BY_JOB):
        for by in combinations:
            grouping = group(dimensions, by, part.size, words)
            wheres = grouping.wheres
            n = grouping.counts(part > 0)
            hours = grouping.sums(spent) / HOUR_MS / weeks
            days = grouping.sums(in_days)
            made, done = grouping.sums(part), grouping.sums(part * finished)
            yield from amounts("crew_hours_per_week", wheres, hours, n)
            yield from ratios("visits_per_crew_day", wheres, made, days, n)
            yield from ratios("jobs_per_crew_day", wheres, done, days, n)
