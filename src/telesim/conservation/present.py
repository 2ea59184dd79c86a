"""Little's law as an identity: who is present, counted over time and added up case by case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index, Ordered, among
from telesim.conservation.visits import BEGINNINGS, ENDS
from telesim.eventlog import Kind

Column = NDArray[np.int64]
Change = NDArray[np.int8]


class Population(NamedTuple):
    """What is present from a row of the first kinds to one of the others, of the same owner."""

    name: str
    begins: tuple[Kind, ...]
    ends: tuple[Kind, ...]
    #: Column that tells whose rows belong together; an owner may come again.
    owner: str = "case"


POPULATIONS = (
    Population(
        "orders",
        (Kind.ORDER,),
        (Kind.IN_SERVICE, Kind.RECONNECTED, Kind.WORKING, Kind.CEASED, Kind.CANCELLED),
    ),
    Population("faults", (Kind.FAULT,), (Kind.CLEARED, Kind.CLEARED_REMOTELY)),
    Population("crews on a visit", BEGINNINGS, ENDS, "crew"),
    Population("suspended lines", (Kind.LINE_SUSPENDED,),
               (Kind.LINE_BACK, Kind.SUSPENDED_CEASED)),
    Population("public telephones out", (Kind.PAYPHONE_DOWN,), (Kind.PAYPHONE_REPAIRED,)),
)  # fmt: skip


def check_present(audit: Audit) -> None:
    """The number present, summed over the window, is the sum of the times present in it, in ms.

    The first follows the rows in their order and knows no case, the second pairs the rows of each.
    """
    for population in POPULATIONS:
        rows, change, at, end_ms = _in_and_out(audit, population)
        if rows.size == 0:
            continue
        its = _by_owner(audit, population, rows)
        begins = _begin(population).take(its.kind)
        pairs = Pairs.of(its.first, begins)
        over_time = _over_time(change, at, end_ms)
        one_by_one = pairs.times(_in_window(audit, its.rows)[0], end_ms)
        if over_time != one_by_one:
            first = its.rows[pairs.odd].min(initial=len(audit.log) - 1)
            raise audit.breach(
                int(first),
                f"Little's law fails: {population.name} are present for {over_time} ms by their "
                f"number over time, for {one_by_one} ms one by one",
            )


def _by_owner(audit: Audit, population: Population, rows: Index) -> Ordered:
    """The rows of a population by their owners, taken from what is in that order already."""
    if population.owner == "crew":
        return audit.visits.only(among(*population.begins, *population.ends))
    its = audit.lives.only(among(*population.begins, *population.ends))
    # Lives leave out rows without a case.
    return its if its.rows.size == rows.size else audit.ordered(rows, audit.log.case)


def number_over_time(audit: Audit, name: str) -> int:
    """Integral of the number present over the window, in ms, of a population by its name."""
    population = next(one for one in POPULATIONS if one.name == name)
    _, change, at, end_ms = _in_and_out(audit, population)
    return _over_time(change, at, end_ms)


def _in_and_out(audit: Audit, population: Population) -> tuple[Index, Change, Column, int]:
    """Rows that begin (+1) and end (-1), their instants moved into the window, and its end."""
    rows = audit.of(*population.begins, *population.ends)
    begins = _begin(population).take(audit.log.kind.take(rows))
    return rows, begins * np.int8(2) - np.int8(1), *_in_window(audit, rows)


def _begin(population: Population) -> NDArray[np.bool_]:
    """Which kinds begin a presence, by their number."""
    return among(*population.begins)


def _in_window(audit: Audit, rows: Index) -> tuple[Column, int]:
    """Instants of rows, moved into the window, and the end of the window."""
    start_ms = audit.scenario.window_start_ms
    end_ms = max(start_ms, min(audit.scenario.window_end_ms, audit.log.end_ms))
    at = audit.log.time_ms.take(rows)
    return at.clip(start_ms, end_ms, out=at), end_ms


def _over_time(change: Change, at: Column, end_ms: int) -> int:
    present = np.cumsum(change, dtype=np.int64)
    return int((present * np.diff(at, append=end_ms)).sum())


class Pairs(NamedTuple):
    """Rows in the order of their owners and of time, each with its place in a pair."""

    begins: NDArray[np.bool_]
    #: Begins whose end is the next row; the others are present until the end of the window.
    ended: NDArray[np.bool_]
    #: Rows that begin what has begun, or end what has not.
    odd: NDArray[np.bool_]

    @classmethod
    def of(cls, first: NDArray[np.bool_], begins: NDArray[np.bool_]) -> Pairs:
        """Pair each beginning with the row after it of the same owner."""
        same = ~first[1:]
        after_begin = np.zeros(begins.size, dtype=np.bool_)
        np.logical_and(same, begins[:-1], out=after_begin[1:])
        odd = begins == after_begin
        ended = np.zeros(begins.size, dtype=np.bool_)
        np.logical_and(same, ~begins[1:], out=ended[:-1])
        begins = begins & ~odd
        return cls(begins, begins & ended, odd)

    def times(self, at: Column, end_ms: int) -> int:
        """Sum of the times from each beginning to its end, or to the end of the window."""
        ended, begun = np.flatnonzero(self.ended), np.flatnonzero(self.begins & ~self.ended)
        whole = at.take(ended + 1) - at.take(ended)
        return int(whole.sum()) + int((end_ms - at.take(begun)).sum())
