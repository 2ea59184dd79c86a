"""Candidates come due one after the other, and customers give up.

Columns are read in blocks, because plain numbers are quick in Python but large: a whole
workload as Python objects would not fit where its arrays do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.orders import OrderBook
from telesim.simulation.rules import NEVER
from telesim.workload import Faults, Orders, Workload

_BLOCK = 4_096
Row = tuple[Any, ...]


def _blocks(table: Orders | Faults, first_case: int) -> Iterator[Iterator[Row]]:
    """Blocks of rows as plain numbers: the case number, then the columns in their order.

    The last three, the marks of the first visit, are one tuple: the model hands them on together.
    """
    columns = [getattr(table, field.name) for field in fields(table)]
    size = len(columns[0])
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        lists = [column[start:stop].tolist() for column in columns]
        cases = range(first_case + start, first_case + stop)
        yield zip(cases, *lists[:-3], zip(*lists[-3:], strict=True), strict=True)


def _turns(
    times: NDArray[np.int64], of_faults: NDArray[np.bool_]
) -> Iterator[Iterable[tuple[int, int]]]:
    """Blocks of (time, 1 for a fault and 0 for an order), and what never comes due at the end."""
    for start in range(0, len(times), _BLOCK):
        block = slice(start, start + _BLOCK)
        yield zip(times[block].tolist(), of_faults[block].tolist(), strict=True)
    yield [(NEVER, 0)]


class Candidates:
    """Hands each order and each fault to its book at its time, orders first within an instant.

    What lies before the start comes at 0. Case numbers count orders first, then faults.

    Attributes:
        time: of the next candidate, in ms since the start; NEVER after the last.
    """

    def __init__(
        self, workload: Workload, orders: Callable[[Any, int], None],
        faults: Callable[[Any, int], None],
    ) -> None:  # fmt: skip
        first_fault = len(workload.orders.time_ms)
        times = np.concatenate([workload.orders.time_ms, workload.faults.time_ms])
        np.maximum(times, 0, out=times)
        # Stable, so that orders stand before faults of the same instant.
        order = np.argsort(times, kind="stable")
        self._coming = chain.from_iterable(_turns(times[order], order >= first_fault))
        #: The next row, and what takes it, of either table.
        self._next_row = (
            chain.from_iterable(_blocks(workload.orders, 0)).__next__,
            chain.from_iterable(_blocks(workload.faults, first_fault)).__next__,
        )
        self._take = (orders, faults)
        self.time, self._table = next(self._coming)

    def come_due(self, now: int) -> None:
        """Hand over the candidates of this instant."""
        time, table = self.time, self._table
        while time == now:
            take, next_row = self._take[table], self._next_row[table]
            take(next_row(), now)
            time, table = next(self._coming)
        self.time, self._table = time, table


class Patience:
    """Wakes the order book when the next customer gives up; one pending event for all."""

    def __init__(self, book: OrderBook, agenda: Agenda) -> None:
        self._book = book
        self._agenda = agenda

    def settle(self) -> None:
        """Make sure that the next giving up is planned."""
        book = self._book
        book.impatient = False
        instant = book.next_to_give_up()
        if instant < book.watched_until_ms:
            book.watched_until_ms = instant
            self._agenda.at(instant, when.GIVES_UP, when.WORKLOAD, instant, self._come_due, instant)

    def _come_due(self, instant: int) -> None:
        book = self._book
        if instant == book.watched_until_ms:
            book.watched_until_ms = NEVER
        book.give_up(self._agenda.now)
        self.settle()
