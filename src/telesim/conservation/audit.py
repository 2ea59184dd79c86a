"""A log and its scenario, with what all parts of the check share."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.beside import BESIDE
from telesim.conservation.visits import ALL
from telesim.eventlog import EventLog, Kind
from telesim.ordering import stable_order
from telesim.scenario import Scenario

Index = NDArray[np.intp]

INSTALL, MOVE, CEASE = range(3)
KINDS = 256
#: Above this share of a log, rows of some kinds are found by a look at every row, below by sorting.
_MANY = 0.1


def among(*kinds: Kind) -> NDArray[np.bool_]:
    """Whether each kind is one of some, to be looked up by its number."""
    found = np.zeros(KINDS, dtype=np.bool_)
    found[list(kinds)] = True
    return found


class ConservationError(Exception):
    """A log that cannot be true. ``row`` is the row at which it shows, ``case`` -1 for none."""

    def __init__(self, row: int, case: int, message: str, seed: int) -> None:
        self.row = row
        self.case = case
        self.message = message
        self.seed = seed
        whose = f", case {case}" if case >= 0 else ""
        super().__init__(f"row {row}{whose}: {message} (seed {seed})")


class Ordered(NamedTuple):
    """Rows by their owners, those of an owner as they stand in the log, and what they say."""

    rows: Index
    owner: NDArray[np.int32]
    kind: NDArray[np.uint8]

    def only(self, wanted: NDArray[np.bool_]) -> Ordered:
        """The rows of the kinds that are True in a look-up by kind."""
        its = np.flatnonzero(wanted.take(self.kind))
        if its.size == self.rows.size:
            return self
        return Ordered(self.rows.take(its), self.owner.take(its), self.kind.take(its))

    @property
    def first(self) -> NDArray[np.bool_]:
        """Whether a row is the first of its owner."""
        found = np.ones(self.rows.size, dtype=np.bool_)
        np.not_equal(self.owner[1:], self.owner[:-1], out=found[1:])
        return found


class Audit:
    """Rows by kind, and the way to say what is wrong with one."""

    def __init__(self, scenario: Scenario, log: EventLog, seed: int | None = None) -> None:
        self.scenario = scenario
        self.log = log
        #: Of the draws that the log was made from; that of the scenario when nothing else is said.
        self._seed = scenario.seed if seed is None else seed
        self.cases = int(log.case.max()) + 1 if len(log) else 0
        by_kind = np.argsort(log.kind, kind="stable")
        ends = np.cumsum(np.bincount(log.kind, minlength=KINDS))
        self._rows = {Kind(n): by_kind[int(ends[n - 1]) : int(ends[n])] for n in map(int, Kind)}

    def of(self, *kinds: Kind) -> Index:
        """Rows of some kinds, rising."""
        if len(kinds) == 1:
            return self._rows[kinds[0]]
        parts = [self._rows[kind] for kind in kinds if self._rows[kind].size]
        if len(parts) == 1:
            return parts[0]
        if sum(map(len, parts)) > _MANY * len(self.log):
            return np.flatnonzero(among(*kinds).take(self.log.kind))
        return np.sort(np.concatenate([*parts, np.zeros(0, dtype=np.intp)]))

    def ordered(self, rows: Index, owner: NDArray[np.int32]) -> Ordered:
        """Rows by their owners; ``owner`` is a column of the log. Rows stand as in the log."""
        its = owner.take(rows)
        order = stable_order(its)
        rows = rows.take(order)
        return Ordered(rows, its.take(order), self.log.kind.take(rows))

    @cached_property
    def lives(self) -> Ordered:
        """All rows that are steps in the life of a case, by case."""
        steps = (~among(*BESIDE)).take(self.log.kind)
        steps &= self.log.case >= 0
        return self.ordered(np.flatnonzero(steps), self.log.case)

    @cached_property
    def visits(self) -> Ordered:
        """All rows of visits, by crew: several checks follow them."""
        return self.ordered(self.of(*ALL), self.log.crew)

    def breach(self, row: int, message: str) -> ConservationError:
        """The error at a row, with the row in words."""
        words = " ".join(self.log.text(int(row), int(row) + 1).split())
        return ConservationError(
            int(row), int(self.log.case[row]), f"{message}: {words}", self._seed
        )

    def demand(self, holds: NDArray[np.bool_], rows: Index, message: str) -> None:
        """Raise at the first row of some, in whatever order, that a condition fails for."""
        if not holds.all():
            raise self.breach(int(rows[~holds].min()), message)

    def by_case(self, rows: Index, values: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Sum of a value over the rows of each case; how many rows without one."""
        counts = np.bincount(self.log.case[rows], weights=values, minlength=self.cases)
        return counts.astype(np.int64)
