"""Lines and circuits of a log, month by month, and what the calls of the busy hour make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.record import Record
from telesim.scenario.traffic.network import LOCAL, Calls, Offered, carried_by
from telesim.theory.trunk_network import Carried, NotSettledError

#: Loss to which groups are dimensioned.
LOSS = 0.01


@dataclass(frozen=True)
class Month:
    """The busy hour of a month: its calls, what becomes of them, circuits and those lacking."""

    offered: Offered
    carried: Carried
    circuits: NDArray[np.int64]
    lacking: NDArray[np.int64]


@dataclass(frozen=True)
class BusyHours:
    """The busy hours of the window's months, each with the lines and circuits at its middle.

    ``origins`` and ``kinds`` are the exchange and the kind of call of each stream, followed by
    those of the calls within each exchange. Without traffic there are no months in it.
    """

    names: tuple[str, ...]
    origins: NDArray[np.int64]
    kinds: NDArray[np.int64]
    months: tuple[Month, ...]


def busy_hours(record: Record) -> BusyHours:
    """Solve the trunk network for each calendar month of the window.

    A month that the window cuts off counts with what stood in the middle of its part.
    Raises ArithmeticError for a month in which the losses of the groups come to no rest.
    """
    scenario, none = record.scenario, np.zeros(0, dtype=np.int64)
    names = record.months(none).names
    if scenario.traffic is None or not scenario.trunks:
        return BusyHours(names, none, none, ())
    calls = Calls(scenario)
    found: list[Month] = []
    losses = None
    for name, at in zip(names, _middles(record, names), strict=True):
        circuits = _circuits(record, at)
        offered = calls.offered(_lines(record, at))
        try:
            carried = carried_by(calls, circuits, offered, losses)
        except NotSettledError as problem:
            group = scenario.trunks[problem.group].id
            raise ArithmeticError(
                f"traffic, busy hour of {name}: the losses of trunk groups come to no rest, that "
                f"of {group!r} still moves by {100 * problem.moved:.2g} % after "
                f"{problem.rounds:,} rounds; need more circuits, or fewer retries"
            ) from problem
        losses = carried.blocking
        lacking = calls.network.lacking(circuits, offered.streams, LOSS)
        found.append(Month(offered, carried, circuits, lacking))
    exchanges = np.arange(len(scenario.exchanges), dtype=np.int64)
    return BusyHours(
        names,
        np.concatenate([calls.origin, exchanges]),
        np.concatenate([calls.kind, np.full(exchanges.size, LOCAL)]),
        tuple(found),
    )


def group_places(record: Record) -> NDArray[np.int64]:
    """Place of the exchange where each group begins, else where it ends; -1 = at neither."""
    number = record.scenario.exchange_number
    first = record.places.first_exchange
    found = (
        number.get(row.starts_at, number.get(row.ends_at, -1 - first))
        for row in record.scenario.trunks
    )
    return np.array([first + one for one in found], dtype=np.int64)


def _middles(record: Record, names: tuple[str, ...]) -> list[int]:
    zero = np.datetime64(record.scenario.start, "ms")
    found = []
    for name in names:
        month = np.datetime64(name, "M")
        begin, end = ((edge.astype("datetime64[ms]") - zero).astype(np.int64)
                      for edge in (month, month + 1))  # fmt: skip
        found.append((max(int(begin), record.start_ms) + min(int(end), record.end_ms)) // 2)
    return found


def _lines(record: Record, at_ms: int) -> NDArray[np.float64]:
    """Lines in service at each exchange at an instant."""
    changes = record.plant.lines
    before = changes.time_ms <= at_ms
    exchange = record.places.exchange[changes.place[before]]
    count = len(record.scenario.exchanges)
    lines: NDArray[np.float64] = np.bincount(
        exchange, weights=changes.used[before], minlength=count
    ).astype(np.float64)
    return lines


def _circuits(record: Record, at_ms: int) -> NDArray[np.int64]:
    """Circuits of each group at an instant."""
    log = record.log
    rows = record.rows.of(Kind.CIRCUITS, Kind.CIRCUITS_OPEN)
    rows = rows[log.time_ms[rows] <= at_ms]
    groups = len(record.scenario.trunks)
    return np.bincount(log.line[rows], weights=log.amount[rows], minlength=groups).astype(np.int64)
