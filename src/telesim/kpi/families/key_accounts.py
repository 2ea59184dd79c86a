"""Key accounts beside all others: supply, limits that pass, delays handed on, what is returned."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, group, take
from telesim.kpi.office import window_orders
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, amounts, counts, means, shares, with_open
from telesim.scenario.office.key_accounts import LIMITED
from telesim.units import DAY_MS, HOUR_MS

BY_ORDER: tuple[By, ...] = ((), ("county",), ("area",), ("order",))
BY_STEP: tuple[By, ...] = ((), ("county",), ("step",), ("county", "step"))
BY_HANDS: tuple[By, ...] = ((), ("county",), ("step",), ("to",), ("step", "to"))
#: Who gets what a step hands on: the steps, and who gives out ports and pairs.
GETS: tuple[str, ...] = (*LIMITED, "facilities")


@FAMILIES.register("key_accounts")
def key_accounts(record: Record) -> Iterator[Measured]:
    """Orders of the window, of both classes, and what happened to key accounts in it."""
    if record.scenario.key_accounts is None:
        return
    yield from _supply(record)
    yield from _breaches(record)
    yield from _delays(record)


def _supply(record: Record) -> Iterator[Measured]:
    log, orders = record.log, record.orders
    chosen = window_orders(record)
    marked, breached = (np.zeros(record.cases + 1, dtype=np.bool_) for _ in range(2))
    marked[log.case[record.rows.of(Kind.KEY_ACCOUNT)]] = True
    breached[log.case[record.rows.of(Kind.OVERDUE)]] = True
    case = orders.case[chosen]
    served = orders.served_ms[chosen] < NEVER
    days = (np.minimum(orders.closed_ms, log.end_ms) - orders.ordered_ms)[chosen] / DAY_MS
    dimensions = take(record.order_dimensions, chosen)
    for name, its in (
        ("key_account_supply_mean", np.flatnonzero(marked[case])),
        ("ordinary_supply_mean", np.flatnonzero(~marked[case])),
    ):
        own = take(dimensions, its)
        for _, words, combinations in record.wanted((name,), BY_ORDER):
            for by in combinations:
                grouping = group(own, by, its.size, words)
                yield from with_open(means(name, grouping, days[its]), grouping, served[its])
    its = np.flatnonzero(marked[case])
    own = take(dimensions, its)
    for _, words, combinations in record.wanted(("key_account_breach_share",), BY_ORDER):
        for by in combinations:
            grouping = group(own, by, its.size, words)
            yield from shares("key_account_breach_share", grouping, breached[case[its]])


def _in_window(record: Record, kind: Kind) -> Column:
    at = record.rows.of(kind)
    return np.asarray(at[record.in_window(record.log.time_ms[at])], dtype=np.int64)


def _breaches(record: Record) -> Iterator[Measured]:
    log = record.log
    overdue, raised = _in_window(record, Kind.OVERDUE), _in_window(record, Kind.ESCALATED)
    for name, at in (
        ("dwell_breaches", overdue[log.amount[overdue] == 1]),
        ("escalations", raised),
    ):
        dimensions = {
            **record.places.dimensions(log.place[at].astype(np.int64)),
            "step": Dimension(LIMITED, log.reason[at].astype(np.int64)),
        }
        for _, words, combinations in record.wanted((name,), BY_STEP):
            for by in combinations:
                yield from counts(name, group(dimensions, by, at.size, words))


def _delays(record: Record) -> Iterator[Measured]:
    log = record.log
    late, back = _in_window(record, Kind.HANDED_LATE), _in_window(record, Kind.SENT_BACK)
    marked = np.zeros(record.cases + 1, dtype=np.bool_)
    marked[log.case[record.rows.of(Kind.KEY_ACCOUNT)]] = True
    back = back[marked[log.case[back]]]
    for name, at, step, to in (
        ("delay_caused_hours", late, log.reason[late] % 10, log.reason[late] // 10),
        ("bad_input_returned", back, log.reason[back], log.amount[back]),
    ):
        dimensions = {
            **record.places.dimensions(log.place[at].astype(np.int64)),
            "step": Dimension(LIMITED, step.astype(np.int64)),
            "to": Dimension(GETS, to.astype(np.int64)),
        }
        for _, words, combinations in record.wanted((name,), BY_HANDS):
            for by in combinations:
                grouping = group(dimensions, by, at.size, words)
                if name == "bad_input_returned":
                    yield from counts(name, grouping)
                else:
                    hours = grouping.sums(log.amount[at] / HOUR_MS)
                    yield from amounts(name, grouping.wheres, hours, grouping.counts())
