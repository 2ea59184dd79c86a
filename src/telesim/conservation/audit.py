"""A log and its scenario, with what all parts of the check share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario

Index = NDArray[np.intp]

INSTALL, MOVE, CEASE = range(3)
KINDS = 256


class ConservationError(Exception):
    """A log that cannot be true. ``row`` is the row at which it shows, ``case`` -1 for none."""

    def __init__(self, row: int, case: int, message: str, seed: int) -> None:
        self.row = row
        self.case = case
        self.message = message
        self.seed = seed
        whose = f", case {case}" if case >= 0 else ""
        super().__init__(f"row {row}{whose}: {message} (seed {seed})")


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
        return np.sort(np.concatenate([self._rows[kind] for kind in kinds]))

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
