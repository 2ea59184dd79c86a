"""When each exchange runs out of ports, until when to order more, and a table of all exchanges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Level
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension, Dimensions, Grouping, group
from telesim.kpi.levels import fill, instants, running_totals
from telesim.kpi.orders import INSTALL
from telesim.kpi.record import Record
from telesim.scenario import Scenario
from telesim.units import DAY_MS

if TYPE_CHECKING:
    import pandas as pd

Column = NDArray[np.int64]


def exhausted_ms(record: Record) -> tuple[Column, NDArray[np.bool_]]:
    """First instant before the window's end at which an exchange has no free port, by exchange.

    The second array says which exchanges fill at all; an exchange without ports never does.
    """
    changes = record.plant.port
    early = changes.time_ms < record.end_ms
    codes = changes.place[early] - record.places.first_exchange
    time_ms = changes.time_ms[early]
    order, last = instants(codes, time_ms)
    used = running_totals(codes[order], changes.used[early][order])[last]
    usable = running_totals(codes[order], changes.usable[early][order])[last]
    full = (usable > 0) & (used >= usable)
    first = np.full(len(record.scenario.exchanges), NEVER, dtype=np.int64)
    np.minimum.at(first, codes[order][last][full], time_ms[order][last][full])
    return first, first < NEVER


def lead_days(scenario: Scenario) -> NDArray[np.float64]:
    """Lead time of ports in days by exchange: the longest of the rules that hold there.

    NaN where no expansion rule of the scenario names one: what is not known gives no date.
    """
    leads = []
    for exchange in scenario.exchanges:
        rules = [
            rule.lead_time
            for rule in scenario.expansions.values()
            if rule.what == "ports"
            and (not rule.counties or exchange.county in rule.counties)
            and (not rule.areas or exchange.area in rule.areas)
        ]
        leads.append(max(rules) / DAY_MS if rules else np.nan)
    return np.array(leads, dtype=np.float64)


def order_by_ms(
    full_ms: Column, fills: NDArray[np.bool_], lead: NDArray[np.float64]
) -> tuple[Column, NDArray[np.bool_]]:
    """Latest instant to order ports, and where it is known: the exchange fills, by a lead time."""
    known = fills & ~np.isnan(lead)
    ahead_ms = (np.where(known, lead, 0.0) * DAY_MS).astype(np.int64)
    return full_ms - ahead_ms, known


def exchange_table(scenario: Scenario, log: EventLog) -> pd.DataFrame:
    """One row per exchange: ports, fill, waiting, exhaustion, and the date to order by.

    ``ports`` and ``lines`` are those at the window's end, fill is in per cent, ``exhausted`` and
    ``order_by`` are dates, missing when the exchange never fills before the window's end;
    ``lead_days`` and ``order_by`` are missing where no expansion rule names a lead time of ports.
    """
    import pandas as pd

    record = Record(scenario, log)
    names = tuple(exchange.id for exchange in scenario.exchanges)
    numbers = record.places.exchange

    def by_exchange(place: Column) -> Grouping:
        own: Dimensions = {"exchange": Dimension(names, numbers[place])}
        return group(own, ("exchange",), place.size)

    port = record.plant.port
    start_ms, end_ms = record.start_ms, record.end_ms
    found = fill(by_exchange(port.place), port.time_ms, port.used, port.usable, start_ms, end_ms)
    lines = record.plant.lines
    in_service = by_exchange(lines.place).sums(lines.used * (lines.time_ms < end_ms))
    orders = record.orders
    waits = (orders.type == INSTALL) & (orders.ordered_ms < end_ms) & (orders.closed_ms >= end_ms)
    spans = orders.held
    no_port = (spans.level == Level.PORT) & (spans.from_ms < end_ms) & (spans.to_ms >= end_ms)
    full_ms, fills = exhausted_ms(record)
    lead = lead_days(scenario)
    order_ms, ordered = order_by_ms(full_ms, fills, lead)

    def date(time_ms: int, known: bool) -> dt.date | None:
        return scenario.date_of(int(time_ms)).date() if known else None

    def percent(used: Column, usable: Column) -> NDArray[np.float64]:
        blank = np.full(used.size, np.nan)
        share: NDArray[np.float64] = np.divide(used * 100.0, usable, out=blank, where=usable > 0)
        return share

    return pd.DataFrame(
        {
            "exchange": names,
            "county": [exchange.county for exchange in scenario.exchanges],
            "area": [exchange.area for exchange in scenario.exchanges],
            "lines": in_service.astype(np.int64),
            "ports": found.usable_end,
            "fill_start": percent(found.used_start, found.usable_start),
            "fill_end": percent(found.used_end, found.usable_end),
            "fill_max": found.highest * 100.0,
            "waiting_installs": by_exchange(orders.place).counts(waits),
            "held_for_ports": by_exchange(orders.place[spans.order]).counts(no_port),
            "exhausted_ms": np.where(fills, full_ms, -1),
            "exhausted": [date(t, k) for t, k in zip(full_ms, fills, strict=True)],
            "exhausted_month": [
                scenario.date_of(int(t)).strftime("%Y-%m") if k else None
                for t, k in zip(full_ms, fills, strict=True)
            ],
            "lead_days": lead,
            "order_by": [date(t, k) for t, k in zip(order_ms, ordered, strict=True)],
        }
    )


def combine_exchange_tables(scenario: Scenario, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Exchange tables of several replications as one: means, and dates of the middle replication.

    ``never_fills`` is the share of replications, in per cent, in which the exchange does not fill
    by the window's end. ``exhausted`` is the median over all replications, those that never fill
    counting as later than all others, so both dates are missing when the exchange does not fill
    in most replications. ``order_by`` is that date less the lead time, missing where no
    expansion rule names one.

    Raises:
        ValueError: no table is given.
    """
    import pandas as pd

    if not tables:
        raise ValueError("got no exchange table, need those of one or more replications")
    first = tables[0]
    means = ["lines", "ports", "fill_start", "fill_end", "fill_max", "waiting_installs",
             "held_for_ports"]  # fmt: skip
    together = pd.concat(tables, ignore_index=True)
    combined = first[["exchange", "county", "area"]].merge(
        together.groupby("exchange", sort=False)[means].mean().reset_index(), on="exchange"
    )
    instants_ms = np.sort(
        np.array([np.where(t["exhausted_ms"] < 0, NEVER, t["exhausted_ms"]) for t in tables]),
        axis=0,
    )
    # The lower middle of an even number: the earlier date is the safer one to plan by.
    middle = instants_ms[(len(tables) - 1) // 2]
    lead = first["lead_days"].to_numpy(dtype=np.float64)
    order_ms, ordered = order_by_ms(middle, middle < NEVER, lead)
    combined["never_fills"] = (instants_ms == NEVER).mean(axis=0) * 100.0
    for name, at, known in (
        ("exhausted", middle, middle < NEVER), ("order_by", order_ms, ordered),
    ):  # fmt: skip
        combined[name] = [
            scenario.date_of(int(t)).date() if k else None for t, k in zip(at, known, strict=True)
        ]
    return combined
