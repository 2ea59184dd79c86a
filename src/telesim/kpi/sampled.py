"""Sample days of a desk in a log, and for how many days each row on them stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.record import Record
from telesim.units import PER_MILLE


@dataclass(frozen=True)
class SampleDays:
    """Midnights of the sample days of one desk, rising, and the days for which each stands."""

    begin_ms: NDArray[np.int64]
    stands_for: NDArray[np.float64]

    @classmethod
    def of(cls, record: Record, desk: int) -> SampleDays:
        """The days of desk 0 (directory enquiry) or 1 (counters)."""
        log, rows = record.log, record.rows.of(Kind.SAMPLE_DAY)
        rows = rows[log.reason[rows] == desk]
        return cls(log.time_ms[rows], log.amount[rows] / PER_MILLE)

    def weights(self, time_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of rows at some instants; after midnight they are those of the day that has ended."""
        at = np.searchsorted(self.begin_ms, time_ms, side="right") - 1
        return self.stands_for[at]
