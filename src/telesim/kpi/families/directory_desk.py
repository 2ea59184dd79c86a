"""Directory enquiry: calls answered and lost on the sample days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.record import By, Record
from telesim.kpi.sampled import SampleDays
from telesim.kpi.statistics import Measured, amounts, means, ratios, shares
from telesim.units import SECOND_MS

USUAL: tuple[By, ...] = ((), ("county",))
CALLS = (
    "directory_answered_in_15s",
    "directory_answer_mean",
    "directory_abandoned",
    "directory_engaged",
)
DAYS = ("directory_calls_per_day", "directory_sample_days")
_SOON_MS = 15 * SECOND_MS
#: Reason of DIRECTORY_LOST when all lines were taken.
_ENGAGED = 3


@FAMILIES.register("directory_desk")
def directory_desk(record: Record) -> Iterator[Measured]:
    """Calls by the county of the caller; all counties call one desk."""
    if record.scenario.directory_desk is None:
        return
    log = record.log
    days = SampleDays.of(record, 0)
    rows = record.rows.of(Kind.DIRECTORY_ANSWERED, Kind.DIRECTORY_LOST)
    wait = log.amount[rows]
    came = log.time_ms[rows] - wait
    weights = days.weights(came)
    answered = log.kind[rows] == Kind.DIRECTORY_ANSWERED
    engaged = ~answered & (log.reason[rows] == _ENGAGED)
    dimensions: dict[str, Dimension] = {
        **record.places.dimensions(log.place[rows].astype(np.int64)),
        "month": record.months(came),
    }
    served = np.flatnonzero(answered)
    of_served = take(dimensions, served)
    for _, words, combinations in record.wanted(CALLS, USUAL):
        for by in combinations:
            all_of = group(dimensions, by, rows.size, words)
            soon = answered & (wait <= _SOON_MS)
            yield from shares("directory_answered_in_15s", all_of, soon, weights)
            yield from shares("directory_abandoned", all_of, ~answered, weights)
            yield from shares("directory_engaged", all_of, engaged, weights)
            its = group(of_served, by, served.size, words)
            yield from means(
                "directory_answer_mean", its, wait[served] / SECOND_MS, weights[served]
            )
    for _, words, combinations in record.wanted(DAYS, USUAL):
        for by in combinations:
            all_of = group(dimensions, by, rows.size, words)
            length = np.full(all_of.size, days.stands_for.sum())
            yield from ratios(
                "directory_calls_per_day", all_of.wheres, all_of.sums(weights), length,
                all_of.counts(),
            )  # fmt: skip
            count = np.full(all_of.size, days.begin_ms.size)
            yield from amounts("directory_sample_days", all_of.wheres, count, count)
