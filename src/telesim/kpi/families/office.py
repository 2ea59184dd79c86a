"""The office: days by step, mistakes that go back, papers that wait, clerks at work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.office import PARTS, Ways, read_ways, window_orders
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, amounts, counts, means, ratios, shares, with_open
from telesim.scenario.office.courses import clerks_on_courses, clerks_there
from telesim.scenario.office.order_system import OrderSystem
from telesim.scenario.office.steps import STEPS, office_hours, staff_in
from telesim.units import DAY_MS, HOUR_MS

BY_STEP: tuple[By, ...] = (
    ("step",),
    ("county", "step"),
    ("area", "step"),
    ("order", "step"),
    ("facilities", "step"),
)
#: All steps together.
WHOLE: tuple[By, ...] = ((), ("county",))
BY_ORDER: tuple[By, ...] = ((), ("county",), ("area",), ("order",))
BY_DESK: tuple[By, ...] = ((), ("step",), ("county",), ("county", "step"))
BILLED: tuple[By, ...] = ((), ("county",), ("area",))
#: Rows of the desks, in the order of their steps.
_DONE = (
    Kind.ACCEPTED, Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.WORK_ORDERED, Kind.TESTED, Kind.BILLED,
)  # fmt: skip


@FAMILIES.register("office")
def office(record: Record) -> Iterator[Measured]:
    """Orders of the window on their way, and what the desks did in it."""
    system = record.scenario.order_system
    if system is None:
        return
    yield from _ways(record)
    yield from _mistakes(record)
    yield from _desks(record, system)
    yield from _bills(record)


def _ways(record: Record) -> Iterator[Measured]:
    chosen = window_orders(record)
    ways: Ways = read_ways(record, chosen)
    dimensions = take(record.order_dimensions, chosen)
    served = record.orders.served_ms[chosen] < NEVER
    sent_back = np.zeros(record.cases + 1, dtype=np.bool_)
    sent_back[record.log.case[record.rows.of(Kind.SENT_BACK)]] = True
    for _, words, combinations in record.wanted(("office_rework_share",), BY_ORDER):
        for by in combinations:
            grouping = group(dimensions, by, chosen.size, words)
            yield from shares(
                "office_rework_share", grouping, sent_back[record.orders.case[chosen]]
            )
    whole = ways.spent_ms.sum(axis=1) / DAY_MS
    for by in WHOLE:
        grouping = group(dimensions, by, chosen.size)
        yield from with_open(means("office_days_mean", grouping, whole), grouping, served)
    # Every order once for each part.
    each = np.repeat(np.arange(chosen.size), len(PARTS))
    part = np.tile(np.arange(len(PARTS)), chosen.size)
    cells = {**take(dimensions, each), "step": Dimension(PARTS, part)}
    days = ways.spent_ms.reshape(-1) / DAY_MS
    for _, words, combinations in record.wanted(("office_days_mean",), BY_STEP):
        for by in combinations:
            grouping = group(cells, by, each.size, words)
            yield from with_open(means("office_days_mean", grouping, days), grouping, served[each])


def _mistakes(record: Record) -> Iterator[Measured]:
    log, at = record.log, record.rows.of(Kind.SENT_BACK)
    at = at[record.in_window(log.time_ms[at])]
    dimensions = {
        **record.places.dimensions(log.place[at].astype(np.int64)),
        "step": Dimension(STEPS, log.reason[at].astype(np.int64)),
    }
    for _, words, combinations in record.wanted(("office_sent_back",), BY_DESK):
        for by in combinations:
            yield from counts("office_sent_back", group(dimensions, by, at.size, words))


def _desks(record: Record, system: OrderSystem) -> Iterator[Measured]:
    log, scenario = record.log, record.scenario
    # At acceptance clerks also work on cases that they pass on, and on questions.
    at = record.rows.of(*_DONE, Kind.HANDED_OFF, Kind.ANSWERED)
    at = at[record.in_window(log.time_ms[at])]
    number = np.zeros(256, dtype=np.int64)
    number[list(_DONE)] = np.arange(len(STEPS))
    dimensions = {
        **record.places.dimensions(log.place[at].astype(np.int64)),
        "step": Dimension(STEPS, number[log.kind[at]]),
    }
    waits = log.amount[at] / HOUR_MS
    # Work on what is not wanted any more is work, but no paper done.
    vain = record.rows.of(Kind.WORKED_IN_VAIN)
    vain = vain[record.in_window(log.time_ms[vain])]
    of_vain = {
        **record.places.dimensions(log.place[vain].astype(np.int64)),
        "step": Dimension(STEPS, log.amount[vain].astype(np.int64)),
    }
    # Clerk time that there is in ms, desk by desk.
    counties = scenario.counties
    there = _time_there(record, system)
    desks = {
        "county": Dimension(counties, np.repeat(np.arange(len(counties)), len(STEPS))),
        "step": Dimension(STEPS, np.tile(np.arange(len(STEPS)), len(counties))),
    }
    names = ("office_wait_mean", "office_queue_mean", "office_busy_share")
    window_h = (record.end_ms - record.start_ms) / HOUR_MS
    for _, words, combinations in record.wanted(names, BY_DESK):
        for by in combinations:
            grouping = group(dimensions, by, at.size, words)
            yield from means("office_wait_mean", grouping, waits)
            n = grouping.counts()
            yield from amounts(
                "office_queue_mean", grouping.wheres, grouping.sums(waits) / window_h, n
            )
            offered = group(desks, by, there.size, words).sums(there)
            unwanted = group(of_vain, by, vain.size, words)
            worked = grouping.sums(log.reason[at]) + unwanted.sums(log.reason[vain])
            yield from ratios(
                "office_busy_share", grouping.wheres, 100.0 * worked, offered,
                n + unwanted.counts(),
            )  # fmt: skip


def _time_there(record: Record, system: OrderSystem) -> NDArray[np.float64]:
    """Time of clerks at each desk in the window in ms, without those on courses."""
    scenario = record.scenario
    hours = office_hours(scenario, system.calendar)
    starts, ends = (np.clip(part, record.start_ms, record.end_ms)
                    for part in (hours.starts, hours.ends))  # fmt: skip
    away, steps = clerks_on_courses(scenario, hours), system.steps
    found = [
        (ends - starts) @ np.array(
            clerks_there(hours, staff_in(steps[word].staff, county), away.get((number, step), {}))
        ) if word in steps else 0
        for number, county in enumerate(scenario.counties)
        for step, word in enumerate(STEPS)
    ]  # fmt: skip
    return np.array(found, dtype=np.float64)


def _bills(record: Record) -> Iterator[Measured]:
    log, orders = record.log, record.orders
    at = record.rows.of(Kind.BILLED)
    at = at[record.in_window(log.time_ms[at])]
    position: Column = np.full(record.cases + 1, -1, dtype=np.int64)
    position[orders.case] = np.arange(len(orders))
    its = position[log.case[at]]
    days = (log.time_ms[at] - orders.served_ms[its]) / DAY_MS
    dimensions = take(record.order_dimensions, its)
    for _, words, combinations in record.wanted(("billing_days_mean",), BILLED):
        for by in combinations:
            yield from means("billing_days_mean", group(dimensions, by, at.size, words), days)
