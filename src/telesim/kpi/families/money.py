"""What it costs and what it loses: wages, plant, revenue of waiting orders, line-hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import LEVEL_NAMES, Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.orders import INSTALL
from telesim.kpi.pay import Spells
from telesim.kpi.record import By, Record
from telesim.kpi.statistics import NAN, Measured, amounts
from telesim.kpi.traffic import group_places
from telesim.kpi.visits import CrewTimes, read_crew_times
from telesim.scenario.kpi_words import spent_levels
from telesim.units import HOUR_MS, MONTH_MS, parse_money

#: What was spent: its dimensions, and amounts of money.
Spent = tuple[dict[str, Dimension], NDArray[np.float64]]
#: By group: its words, money, number of times, whether any of it has a price.
Sums = tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]
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
    by_scheme = _paid_by_scheme(record, on_duty)
    paid = (Pay(on_duty, np.where(by_scheme, 0.0, 1.0), wage, record.spells),
            Pay(beyond, np.ones(beyond.crew.size), overtime))  # fmt: skip
    yield from _pay(record, "cost_wages", paid[0])
    yield from _pay(record, "cost_overtime", paid[1])
    yield from _expansions(record)
    yield from _total(record, paid)
    yield from _waiting(record, revenue)
    yield from _line_hours(record)


@dataclass(frozen=True)
class Pay:
    """Times of crews that are paid at a price for a member's hour, and what schemes pay besides.

    ``parts`` is the part of each time that has this price: 0 where a scheme pays for it.
    """

    times: CrewTimes
    parts: NDArray[np.float64]
    price: float
    spells: Spells | None = None

    def sums(self, record: Record, by: By, words: Mapping[str, str]) -> Sums:
        """Money by group, the number of times behind it, and whether anything at all has a price.

        Not-a-number where hours have no price.
        """
        times = self.times
        inside = record.in_window(times.time_ms)
        hours = times.length_ms * record.crews.members[times.crew] * inside / HOUR_MS
        grouping = group(record.crews.dimensions(times.crew), by, times.crew.size, words)
        priced = grouping.sums(hours * self.parts)
        money = np.where(priced > 0, priced * self.price, 0.0)
        known = np.full(grouping.size, not np.isnan(self.price))
        if self.spells is not None:
            earned = np.nan_to_num(self.spells.earned)
            its = group(record.crews.dimensions(self.spells.crew), by, earned.size, words)
            money = money + its.sums(earned)
            known |= its.counts(~np.isnan(self.spells.earned)) > 0
        return grouping.wheres, money, grouping.counts(hours > 0), known


def _paid_by_scheme(record: Record, on_duty: CrewTimes) -> NDArray[np.bool_]:
    """Whether a scheme with money pays for each day on duty."""
    spells = record.spells
    at = spells.finder.at(on_duty.crew, on_duty.time_ms)
    return np.append(~np.isnan(spells.earned), False)[at]


def _pay(record: Record, name: str, pay: Pay) -> Iterator[Measured]:
    for _, words, combinations in record.wanted((name,), BY_CREW):
        for by in combinations:
            wheres, money, n, known = pay.sums(record, by, words)
            yield from amounts(name, wheres, np.where(known, money, NAN), n)


def _spent(record: Record) -> Spent:
    """What was spent on expansions in the window."""
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


def _circuits(record: Record) -> Spent:
    """What was paid in the window for circuits of trunk groups."""
    at = record.rows.of(Kind.CIRCUITS_PAID)
    at = at[record.in_window(record.log.time_ms[at])]
    places = group_places(record)[record.log.line[at]]
    return record.places.dimensions(places), record.log.amount[at] / CENTS


def _wire(record: Record) -> Spent:
    """What was spent in the window on wire to neighbours; these are of the same exchange."""
    at = record.rows.of(Kind.REROUTED)
    at = at[record.in_window(record.log.time_ms[at])]
    places = record.log.place[at].astype(np.int64)
    return record.places.dimensions(places), record.log.amount[at] / CENTS


def _total(record: Record, paid: tuple[Pay, ...]) -> Iterator[Measured]:
    """Crews and plant; no value when wages have no price, since they are most of it."""
    first, *others = _spent(record), _circuits(record), _wire(record)
    for _, words, combinations in record.wanted(("cost_total",), ((), ("county",))):
        for by in combinations:
            dimensions, spent = first
            grouping = group(dimensions, by, spent.size, words)
            total = grouping.sums(spent)
            n = grouping.counts()
            for dimensions, spent in others:
                its = group(dimensions, by, spent.size, words)
                total = total + its.sums(spent)
                n = n + its.counts()
            for pay in paid:
                _, money, _, _ = pay.sums(record, by, words)
                total = total + money
                times = pay.times.crew
                n = n + group(record.crews.dimensions(times), by, times.size, words).counts()
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
