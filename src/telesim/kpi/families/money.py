"""What it costs and what it loses: wages, expansions, revenue of waiting orders, line-hours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import LEVEL_NAMES, Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.orders import INSTALL
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import NAN, Measured, amounts
from telesim.kpi.visits import CrewTimes, read_crew_times
from telesim.scenario.kpi_words import spent_levels
from telesim.units import HOUR_MS, MONTH_MS, parse_money

CENTS = 100.0
BY_CREW: tuple[By, ...] = ((), ("county",), ("team",))
BY_PLACE: tuple[By, ...] = ((), ("county",), ("area",))
BY_LEVEL: tuple[By, ...] = ((), ("county",), ("level",))
BY_CAUSE: tuple[By, ...] = (*BY_PLACE, ("cause_group",), ("cause",), ("cause_group", "county"))


@FAMILIES.register("money")
def money(record: Record) -> Iterator[Measured]:
    """Money of the window in the scenario's currency; what has no price has no value."""
    economics = record.scenario.economics

    def price(written: str | None) -> float:
        return (
            NAN if written is None else parse_money(written, record.scenario.currency.code) / CENTS
        )

    wage = price(economics.wage_per_hour if economics else None)
    overtime = price(economics.overtime_per_hour if economics else None)
    revenue = price(economics.revenue_per_line_month if economics else None)
    on_duty = read_crew_times(record.log, record.rows, Kind.ON_DUTY)
    beyond = read_crew_times(record.log, record.rows, Kind.OVERTIME)
    yield from _pay(record, "cost_wages", on_duty, wage)
    yield from _pay(record, "cost_overtime", beyond, overtime)
    yield from _expansions(record)
    yield from _total(record, ((on_duty, wage), (beyond, overtime)))
    yield from _waiting(record, revenue)
    yield from _line_hours(record)


def _member_hours(record: Record, spent: CrewTimes) -> NDArray[np.float64]:
    """Hours of all members, 0 outside the window."""
    inside = record.in_window(spent.time_ms)
    return spent.length_ms * record.crews.members[spent.crew] * inside / HOUR_MS


def _pay(record: Record, name: str, spent: CrewTimes, price: float) -> Iterator[Measured]:
    hours = _member_hours(record, spent)
    dimensions = record.crews.dimensions(spent.crew)
    for _, words, combinations in record.wanted((name,), BY_CREW):
        for by in combinations:
            grouping = group(dimensions, by, spent.crew.size, words)
            n = grouping.counts(hours > 0)
            yield from amounts(name, grouping.wheres, grouping.sums(hours) * price, n)


def _spent(record: Record) -> tuple[dict[str, Dimension], NDArray[np.float64]]:
    """Dimensions and amounts of what was spent on capacity in the window."""
    at = record.rows.of(Kind.SPENT)
    at = at[record.in_window(record.log.time_ms[at])]
    names, place = spent_levels(record.scenario), record.log.place[at].astype(np.int64)
    number = np.array([names.index(n) if n in names else -1 for n in LEVEL_NAMES], dtype=np.int64)
    level = number[record.log.reason[at]]
    if "duct" in names:
        # What was spent on feeders at an exchange went into its ducts: cables end at cabinets.
        dug = (level == names.index("feeder")) & (place >= len(record.scenario.cabinets))
        level = np.where(dug, names.index("duct"), level)
    dimensions = {**record.places.dimensions(place), "level": Dimension(names, level)}
    return dimensions, record.log.amount[at] / CENTS


def _expansions(record: Record) -> Iterator[Measured]:
    dimensions, spent = _spent(record)
    for _, words, combinations in record.wanted(("cost_expansions",), BY_LEVEL):
        for by in combinations:
            grouping = group(dimensions, by, spent.size, words)
            yield from amounts(
                "cost_expansions", grouping.wheres, grouping.sums(spent), grouping.counts()
            )


def _total(record: Record, paid: tuple[tuple[CrewTimes, float], ...]) -> Iterator[Measured]:
    """All that has a price; no value when wages have none, since they are most of it."""
    dimensions, spent = _spent(record)
    for _, words, combinations in record.wanted(("cost_total",), ((), ("county",))):
        for by in combinations:
            grouping = group(dimensions, by, spent.size, words)
            total = grouping.sums(spent)
            n = grouping.counts()
            for times, price in paid:
                crew = group(record.crews.dimensions(times.crew), by, times.crew.size, words)
                hours = crew.sums(_member_hours(record, times))
                total = total + np.where(hours > 0, hours * price, 0.0)
                n = n + crew.counts()
            yield from amounts("cost_total", grouping.wheres, total, n)


def _waiting(record: Record, revenue: float) -> Iterator[Measured]:
    orders = record.orders
    from_ms = np.maximum(orders.ordered_ms, record.start_ms)
    to_ms = np.minimum(orders.closed_ms, record.end_ms)
    waited = np.maximum(to_ms - from_ms, 0) * (orders.type == INSTALL) / MONTH_MS
    for _, words, combinations in record.wanted(("revenue_lost_waiting",), BY_PLACE):
        for by in combinations:
            grouping = group(record.order_dimensions, by, len(orders), words)
            lost = grouping.sums(waited) * revenue
            n = grouping.counts(waited > 0)
            yield from amounts("revenue_lost_waiting", grouping.wheres, lost, n)


def _line_hours(record: Record) -> Iterator[Measured]:
    faults, back = record.faults, record.faults.restorations
    from_ms = np.maximum(faults.failed_ms[back.fault], record.start_ms)
    to_ms = np.minimum(back.time_ms, record.end_ms)
    hours = np.maximum(to_ms - from_ms, 0) * back.lines / HOUR_MS
    dimensions = take(record.fault_dimensions, back.fault)
    for _, words, combinations in record.wanted(("line_hours_lost",), BY_CAUSE):
        for by in combinations:
            grouping = group(dimensions, by, hours.size, words)
            n = grouping.sums(back.lines * (hours > 0))
            yield from amounts("line_hours_lost", grouping.wheres, grouping.sums(hours), n)
