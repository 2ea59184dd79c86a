"""Every project of works in a log as one row of arrays: what, where, when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import WORK_NAMES, EventLog, Kind
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Dimension
from telesim.kpi.places import Places
from telesim.kpi.rows import Rows

Column = NDArray[np.int64]
_NUMBERS = np.array(list(WORK_NAMES), dtype=np.int64)


@dataclass(frozen=True)
class WorksRows:
    """One element per project that was released; instants are NEVER until they come.

    ``work`` indexes the names of ``WORK_NAMES``; ``planned_ms`` is NEVER without a gang's work.
    """

    case: Column
    work: Column
    place: Column
    amount: Column
    released_ms: Column
    planned_ms: Column
    built_ms: Column

    def dimensions(self, places: Places) -> dict[str, Dimension]:
        """County, area and kind of work of each project."""
        names = tuple(WORK_NAMES.values())
        return {**places.dimensions(self.place), "work": Dimension(names, self.work)}


@dataclass(frozen=True)
class BoreWaits:
    """One element per cable that could be released and had no bore: until when it had none."""

    place: Column
    pairs: Column
    from_ms: Column
    to_ms: Column


def read_works(log: EventLog, rows: Rows, cases: int) -> WorksRows:
    """Gather the projects of a log."""
    at = rows.of(Kind.WORK_RELEASED)
    case = log.case[at].astype(np.int64)

    def instants(kind: Kind, column: Column) -> Column:
        found = rows.of(kind)
        values = np.full(cases + 1, NEVER, dtype=np.int64)
        values[log.case[found]] = column[found]
        return values[case]

    return WorksRows(
        case=case,
        work=np.searchsorted(_NUMBERS, log.reason[at]).astype(np.int64),
        place=log.place[at].astype(np.int64),
        amount=log.amount[at].astype(np.int64),
        released_ms=log.time_ms[at].astype(np.int64),
        planned_ms=instants(Kind.PLANNED, log.amount),
        built_ms=instants(Kind.BUILT, log.time_ms),
    )


def read_bore_waits(log: EventLog, rows: Rows, cases: int) -> BoreWaits:
    """Cables that full ducts hold up; NEVER ends it for those still without a bore."""
    at, released = rows.of(Kind.NO_BORE), rows.of(Kind.WORK_RELEASED)
    until = np.full(cases + 1, NEVER, dtype=np.int64)
    until[log.case[released]] = log.time_ms[released]
    return BoreWaits(
        place=log.place[at].astype(np.int64),
        pairs=log.amount[at].astype(np.int64),
        from_ms=log.time_ms[at].astype(np.int64),
        to_ms=until[log.case[at]],
    )
