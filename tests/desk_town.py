"""Many copies of one desk with calls handed in by hand: for tests of the queue alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from simpy import Environment

from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.desks.desk import FOREVER, LOSE, Call, Desk, Desks
from telesim.simulation.desks.hours import DeskHours

#: One unit of time of a formula, in ms: fine enough that rounding does not show.
UNIT = 100_000_000

#: A call: instant, service, patience (each in ms) and priority.
Row = tuple[int, int, int, int]


class Book:
    """Writes down what became of each call; a lost call may come again as ``again`` says."""

    def __init__(self, agenda: Agenda, again: Callable[[Call], int | None] | None = None) -> None:
        self.agenda = agenda
        self.again = again
        self.lines: list[tuple[str, int, int, int, int]] = []

    def answered(self, desk: Desk, call: Call, now_ms: int) -> None:
        self.lines.append(("answered", desk.number, call.entity, now_ms, now_ms - call.since_ms))

    def done(self, desk: Desk, call: Call, now_ms: int) -> None:
        self.lines.append(("done", desk.number, call.entity, now_ms, 0))

    def lost(self, desk: Desk, call: Call, reason: int, now_ms: int) -> None:
        self.lines.append((f"lost {reason}", desk.number, call.entity, now_ms,
                           now_ms - call.since_ms))  # fmt: skip
        wait = None if self.again is None else self.again(call)
        if wait is not None:
            self.agenda.at(now_ms + wait, when.ARRIVES, 99, call.entity, desk.offer, call)


class Rows:
    """The calls of all desks, as a source of the agenda."""

    def __init__(self, rows: Sequence[tuple[int, Desk, Call]]) -> None:
        self._rows = sorted(rows, key=lambda row: (row[0], row[2].entity))
        self._next = 0
        self.time = self._rows[0][0] if rows else 2**62

    def come_due(self, now: int) -> None:
        rows = self._rows
        while self._next < len(rows) and rows[self._next][0] == now:
            _, desk, call = rows[self._next]
            desk.offer(call)
            self._next += 1
        self.time = rows[self._next][0] if self._next < len(rows) else 2**62


def desks_run(
    copies: Sequence[Sequence[Row]],
    hours: DeskHours,
    until_ms: int,
    *,
    at_closing: int = LOSE,
    again: Callable[[Call], int | None] | None = None,
    during: Callable[[Agenda, list[Desk], list[list[Call]]], None] | None = None,
    environment: Environment | None = None,
) -> list[tuple[str, int, int, int, int]]:
    """Run one desk for each copy: (what, desk, call, instant, wait) for each thing that happens."""
    env = environment if environment is not None else Environment(initial_time=0)
    agenda, desks = Agenda(env), Desks()
    book = Book(agenda, again)
    made = [
        Desk(desks, agenda, book, hours, number=number, purpose=120, at_closing=at_closing)
        for number in range(len(copies))
    ]
    entity = 0
    rows, calls = [], []
    for desk, copy in zip(made, copies, strict=True):
        its = []
        for time, service, patience, priority in copy:
            call = Call(entity, service, patience, priority)
            entity += 1
            rows.append((time, desk, call))
            its.append(call)
        calls.append(its)
    if during is not None:
        during(agenda, made, calls)
    agenda.settle = desks.settle
    stop = env.event()
    agenda.at(until_ms, when.GIVES_UP, 98, 0, lambda _: stop.succeed() and None)
    agenda.run(stop, Rows(rows))
    return book.lines


def poisson_copies(
    seed: int,
    copies: int,
    days: float,
    rates: Sequence[float],
    means: Sequence[float],
    patience: Callable[[np.random.Generator, int], NDArray[np.float64]] | None = None,
) -> list[list[Row]]:
    """Poisson calls of several classes with exponential service, ``rates`` and ``means`` a unit."""
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(copies):
        rows: list[Row] = []
        for number, (rate, mean) in enumerate(zip(rates, means, strict=True)):
            count = int(draw.poisson(rate * days))
            times = draw.uniform(0, days, count) * UNIT
            served = draw.exponential(mean, count) * UNIT
            waits = (
                np.full(count, FOREVER)
                if patience is None
                else np.rint(patience(draw, count) * UNIT).astype(np.int64)
            )
            rows += [
                (int(t), max(1, int(s)), int(w), number)
                for t, s, w in zip(times, served, waits.tolist(), strict=True)
            ]
        found.append(sorted(rows))
    return found
