"""Little's law as an identity: who is present, counted over time and added up case by case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index
from telesim.conservation.crews import ENDINGS
from telesim.eventlog import Kind
from telesim.ordering import stable_order

Column = NDArray[np.int64]


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
    Population("crews on a visit", (Kind.DISPATCHED, Kind.PREVENTIVE), (*ENDINGS, Kind.TREATED),
               "crew"),
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
        owner: Column = getattr(audit.log, population.owner)[rows]
        order = stable_order(owner)
        pairs = Pairs.of(owner[order], change[order])
        over_time = _over_time(change, at, end_ms)
        one_by_one = pairs.times(at[order], end_ms)
        if over_time != one_by_one:
            first = rows[order][pairs.odd].min(initial=len(audit.log) - 1)
            raise audit.breach(
                int(first),
                f"Little's law fails: {population.name} are present for {over_time} ms by their "
                f"number over time, for {one_by_one} ms one by one",
            )


def number_over_time(audit: Audit, name: str) -> int:
    """Integral of the number present over the window, in ms, of a population by its name."""
    population = next(one for one in POPULATIONS if one.name == name)
    _, change, at, end_ms = _in_and_out(audit, population)
    return _over_time(change, at, end_ms)


def _in_and_out(audit: Audit, population: Population) -> tuple[Index, Column, Column, int]:
    """Rows that begin (+1) and end (-1), their instants moved into the window, and its end."""
    log = audit.log
    begins, ends = audit.of(*population.begins), audit.of(*population.ends)
    rows = np.sort(np.concatenate([begins, ends]))
    change = np.where(np.isin(rows, begins, assume_unique=True), 1, -1)
    start_ms = audit.scenario.window_start_ms
    end_ms = max(start_ms, min(audit.scenario.window_end_ms, log.end_ms))
    return rows, change, np.clip(log.time_ms[rows], start_ms, end_ms), end_ms


def _over_time(change: Column, at: Column, end_ms: int) -> int:
    return int((np.cumsum(change) * np.diff(at, append=end_ms)).sum())


class Pairs(NamedTuple):
    """Rows in the order of their owners and of time, each with its place in a pair."""

    begins: NDArray[np.bool_]
    #: Begins whose end is the next row; the others are present until the end of the window.
    ended: NDArray[np.bool_]
    #: Rows that begin what has begun, or end what has not.
    odd: NDArray[np.bool_]

    @classmethod
    def of(cls, owner: Column, change: Column) -> Pairs:
        """Pair each beginning with the row after it of the same owner."""
        same = owner[1:] == owner[:-1]
        after_begin = np.concatenate([[False], same & (change[:-1] > 0)])
        odd = (change > 0) == after_begin
        ended = np.concatenate([same & (change[1:] < 0), [False]])
        begins = (change > 0) & ~odd
        return cls(begins, begins & ended, odd)

    def times(self, at: Column, end_ms: int) -> int:
        """Sum of the times from each beginning to its end, or to the end of the window."""
        until = np.where(self.ended, np.append(at[1:], end_ms), end_ms)
        return int((until - at)[self.begins].sum())
