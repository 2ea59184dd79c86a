"""Counters: waits, errors, output and pay of the clerks on the sample days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.clerk_pay import ClerksPaid, clerks_paid
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.record import By, Record
from telesim.kpi.sampled import SampleDays
from telesim.kpi.statistics import NAN, Measured, amounts, means, ratios, shares
from telesim.scenario.desks.counters import SORTS
from telesim.scenario.desks.staffing import agents_of_week
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS

USUAL: tuple[By, ...] = ((), ("county",))
CUSTOMERS = (
    "counter_wait_mean",
    "counter_served_in_10min",
    "counter_left",
    "counter_errors_per_1000",
)
OUTPUT = ("counter_transactions_per_clerk_hour", "counter_sample_days")
PAY = ("counter_pay_mean", "counter_pay_p10")
#: Share of the heads that the low end of pay is told of.
_LOWEST = 0.1
_SOON_MS = 10 * MINUTE_MS


@FAMILIES.register("counters")
def counters(record: Record) -> Iterator[Measured]:
    """Customers by county, month and business."""
    if record.scenario.counters is None:
        return
    log = record.log
    days = SampleDays.of(record, 1)
    rows = record.rows.of(Kind.COUNTER_SERVED, Kind.COUNTER_LEFT)
    wait = log.amount[rows]
    came = log.time_ms[rows] - wait
    weights = days.weights(came)
    is_served = log.kind[rows] == Kind.COUNTER_SERVED
    wrong = np.zeros(len(log) + 1, dtype=np.bool_)
    wrong[record.rows.of(Kind.COUNTER_ERROR) - 1] = True
    dimensions: dict[str, Dimension] = {
        **record.places.dimensions(log.place[rows].astype(np.int64)),
        "month": record.months(came),
        "business": Dimension(SORTS, log.line[rows].astype(np.int64)),
    }
    served = np.flatnonzero(is_served)
    of_served = take(dimensions, served)
    errors, waits = wrong[rows[served]] * 1000.0, wait[served] / MINUTE_MS
    for _, words, combinations in record.wanted(CUSTOMERS, USUAL):
        for by in combinations:
            all_of = group(dimensions, by, rows.size, words)
            soon = is_served & (wait <= _SOON_MS)
            yield from shares("counter_served_in_10min", all_of, soon, weights)
            yield from shares("counter_left", all_of, ~is_served, weights)
            its = group(of_served, by, served.size, words)
            yield from means("counter_wait_mean", its, waits, weights[served])
            yield from means("counter_errors_per_1000", its, errors, weights[served])
    hours = _clerk_hours(record, days)
    # A county stands for itself among the rows of clerk hours.
    here = {"county": Dimension(record.places.counties, np.arange(hours.size, dtype=np.int64))}
    for _, words, combinations in record.wanted(OUTPUT, USUAL):
        for by in combinations:
            its = group(of_served, by, served.size, words)
            paid = group(here, by, hours.size, words).sums(hours)
            yield from ratios(
                "counter_transactions_per_clerk_hour", its.wheres, its.sums(weights[served]), paid,
                its.counts(),
            )  # fmt: skip
            count = np.full(its.size, days.begin_ms.size)
            yield from amounts("counter_sample_days", its.wheres, count, count)
    paid_each = clerks_paid(
        record, days, dimensions["county"].codes[served],
        log.crew[rows[served]].astype(np.int64), wrong[rows[served]], weights[served],
    )  # fmt: skip
    if paid_each is not None:
        yield from _pay(record, paid_each)


def _pay(record: Record, clerks: ClerksPaid) -> Iterator[Measured]:
    here = {"county": Dimension(record.places.counties, clerks.county)}
    for _, words, combinations in record.wanted(PAY, USUAL):
        for by in combinations:
            its = group(here, by, clerks.pay.size, words)
            counts = its.counts()
            yield from ratios(
                "counter_pay_mean", its.wheres, its.sums(clerks.pay * clerks.heads),
                its.sums(clerks.heads), counts,
            )  # fmt: skip
            low = [_lowest(clerks, its.codes == code) for code in range(its.size)]
            yield from amounts("counter_pay_p10", its.wheres, np.array(low), counts)


def _lowest(clerks: ClerksPaid, chosen: NDArray[np.bool_]) -> float:
    """The least pay that a tenth of the heads do not pass; not-a-number without anybody."""
    pay, heads = clerks.pay[chosen], clerks.heads[chosen]
    if not pay.size:
        return NAN
    order = np.argsort(pay, kind="stable")
    upto = np.cumsum(heads[order])
    return float(pay[order][np.searchsorted(upto, _LOWEST * upto[-1] - 1e-9)])


def _clerk_hours(record: Record, days: SampleDays) -> NDArray[np.float64]:
    """Hours for which clerks are paid on sample days, weighted, by county."""
    section, first = record.scenario.counters, record.scenario.start.weekday()
    assert section is not None
    weekday = (days.begin_ms // DAY_MS + first) % 7
    hours = []
    for name in record.places.counties:
        week = agents_of_week(section.staffing_of(name))
        of_day = [sum((end - start) * count for start, end, count in day) for day in week]
        hours.append((np.array(of_day)[weekday] * days.stands_for).sum() / HOUR_MS)
    return np.array(hours)
