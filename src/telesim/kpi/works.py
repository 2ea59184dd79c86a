"""Every project of works in a log as one row of arrays: what, where, when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import WORK_NAMES, EventLog, Kind, Work
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

    case: Column
    place: Column
    pairs: Column
    from_ms: Column
    to_ms: Column


@dataclass(frozen=True)
class Slips:
    """How late projects of gangs are, one element each that is open or should be by some instant.

    The plan is the one that held when permits and material were there: the one made when the work
    could begin, less the wait for a bore before that. ``days_ms`` is the delay behind it, and
    ``by_ducts_ms`` the wait in it. A cable that has no bore yet has no plan; its delay is its wait.
    """

    work: Column
    place: Column
    days_ms: Column
    by_ducts_ms: Column
    is_open: NDArray[np.bool_]

    def dimensions(self, places: Places) -> dict[str, Dimension]:
        """County, area and kind of work of each project."""
        names = tuple(WORK_NAMES.values())
        return {**places.dimensions(self.place), "work": Dimension(names, self.work)}


def read_slips(
    found: WorksRows, waits: BoreWaits, start_ms: int, end_ms: int, built_by_gangs: bool
) -> Slips:
    """Slips of what opened from ``start_ms`` on, and slips so far of what is late at ``end_ms``.

    ``built_by_gangs`` says whether gangs build feeder cables, those that wait for bores.
    """
    case_count = 1 + max(found.case.max(initial=0), waits.case.max(initial=0))
    asked_ms = np.full(case_count, NEVER, dtype=np.int64)
    asked_ms[waits.case] = waits.from_ms
    wait_ms = np.maximum(found.released_ms - asked_ms[found.case], 0)
    by_gang = (found.planned_ms < NEVER) & (found.released_ms < end_ms)
    opened = (found.built_ms >= start_ms) & (found.built_ms < end_ms)
    is_open = (found.planned_ms - wait_ms < end_ms) & (found.built_ms >= end_ms)
    chosen = np.flatnonzero(by_gang & (opened | is_open))
    until = np.minimum(found.built_ms, end_ms)
    days_ms = until - found.planned_ms + wait_ms
    stuck = np.flatnonzero((waits.from_ms < end_ms) & (waits.to_ms >= end_ms) & built_by_gangs)
    so_far = end_ms - waits.from_ms[stuck]
    feeder = np.searchsorted(_NUMBERS, int(Work.FEEDER))
    return Slips(
        work=np.concatenate([found.work[chosen], np.full(stuck.size, feeder, dtype=np.int64)]),
        place=np.concatenate([found.place[chosen], waits.place[stuck]]),
        days_ms=np.concatenate([days_ms[chosen], so_far]),
        by_ducts_ms=np.concatenate([wait_ms[chosen], so_far]),
        is_open=np.concatenate([is_open[chosen], np.ones(stuck.size, dtype=np.bool_)]),
    )


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
        case=log.case[at].astype(np.int64),
        place=log.place[at].astype(np.int64),
        pairs=log.amount[at].astype(np.int64),
        from_ms=log.time_ms[at].astype(np.int64),
        to_ms=until[log.case[at]],
    )
