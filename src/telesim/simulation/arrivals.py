"""Candidates come due one after the other, and customers give up.

Columns are read in blocks, because plain numbers are quick in Python but large: a whole
workload as Python objects would not fit where its arrays do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.orders import OrderBook
from telesim.simulation.rules import NEVER
from telesim.workload import Faults, Orders, Workload

_BLOCK = 4_096


def _blocks(table: Orders | Faults, first_case: int) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Blocks of rows; a row is the case number, then the columns in their order.

    The last three, the marks of the first visit, are one tuple: the model hands them on together.
    """
    columns = [getattr(table, field.name) for field in fields(table)]
    size = len(columns[0])
    for start in range(0, size, _BLOCK):
        stop = min(start + _BLOCK, size)
        lists = [column[start:stop].tolist() for column in columns]
        cases = range(first_case + start, first_case + stop)
        yield zip(cases, *lists[:-3], zip(*lists[-3:], strict=True), strict=True)


class Stream:
    """Hands each row of a table to ``take`` at its time; rows before the start come at 0.

    Attributes:
        time: of the next row, in ms since the start; NEVER after the last.
    """

    def __init__(
        self, blocks: Iterator[Iterator[tuple[Any, ...]]], take: Callable[[Any, int], None]
    ) -> None:
        self._blocks = blocks
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._take = take
        self._next = self._following()
        self.time = max(0, self._next[1])

    def _following(self) -> tuple[Any, ...]:
        """The first row of the next block; after the last a row that never comes due."""
        self._rows = rows = next(self._blocks, iter(()))
        return next(rows, (-1, NEVER))

    def come_due(self, now: int) -> None:
        """Hand over the rows of this instant."""
        row, take = self._next, self._take
        while row[1] <= now:
            take(row, now)
            row = next(self._rows, ()) or self._following()
        self._next = row
        self.time = row[1]


def streams(
    workload: Workload,
    orders: Callable[[Any, int], None],
    faults: Callable[[Any, int], None],
) -> tuple[Stream, Stream]:
    """The two streams of a workload; case numbers count orders first, then faults."""
    return (
        Stream(_blocks(workload.orders, 0), orders),
        Stream(_blocks(workload.faults, len(workload.orders.time_ms)), faults),
    )


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
