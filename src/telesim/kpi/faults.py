"""Every fault of a log as one row of arrays, and every return of its lines to service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import EventLog, Kind
from telesim.kpi.grouping import Dimension
from telesim.kpi.places import Places
from telesim.kpi.rows import Rows, next_of_same
from telesim.scenario import Scenario
from telesim.units import DAY_MS

Column = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Stands for an instant that has not come: later than every run.
NEVER = 2**62
#: A line that fails again within this time of its clearing is a repeat.
REPEAT_MS = 30 * DAY_MS


@dataclass(frozen=True)
class Restorations:
    """Lines that came back together; the lines of an open fault that are still down too.

    ``fault`` is the position in :class:`Faults`, ``time_ms`` the instant (NEVER = still down).
    """

    fault: Column
    time_ms: Column
    lines: Column


@dataclass(frozen=True)
class Faults:
    """One element per fault, in order of appearance; instants are NEVER until they come."""

    case: Column
    cause: Column
    #: Index into the scenario's cause groups.
    group: Column
    place: Column
    line: Column
    #: Lines that went down.
    lines: Column
    failed_ms: Column
    #: The first valid report.
    reported_ms: Column
    #: Customers who reported.
    reports: Column
    #: The last line works again.
    restored_ms: Column
    remote: Flags
    #: Changed over to spare pairs; wanted spare pairs and found none.
    swapped: Flags
    no_spare: Flags
    #: Done over at the spare pair that an earlier repair had given the line.
    same_pair: Flags
    #: Position of the fault that this one repeats; -1 = none.
    repeat_of: Column
    visits: Column
    no_access: Column
    #: Time spent waiting for a customer who was not at home, until the fault was restored.
    paused_ms: Column
    restorations: Restorations

    def __len__(self) -> int:
        return len(self.case)


def cause_groups(scenario: Scenario) -> tuple[str, ...]:
    """Cause groups in the order of the file."""
    return tuple(dict.fromkeys(cause.cause_group for cause in scenario.faults.values()))


def fault_dimensions(scenario: Scenario, places: Places, faults: Faults) -> dict[str, Dimension]:
    """County, area, cause and cause group of each fault."""
    return {
        **places.dimensions(faults.place),
        "cause_group": Dimension(cause_groups(scenario), faults.group),
        "cause": Dimension(scenario.causes, faults.cause),
    }


def read_faults(scenario: Scenario, log: EventLog, rows: Rows, cases: int) -> Faults:
    """Gather the faults of a log; no loop over rows."""
    failed = rows.of(Kind.FAULT)
    count = failed.size
    position = np.full(cases, -1, dtype=np.int64)
    position[log.case[failed]] = np.arange(count)

    def instants(*kinds: Kind) -> Column:
        at = rows.of(*kinds)
        times = np.full(count, NEVER, dtype=np.int64)
        times[position[log.case[at]]] = log.time_ms[at]
        return times

    def tally(kind: Kind) -> Column:
        owner = position[log.case[rows.of(kind)]]
        return np.bincount(owner[owner >= 0], minlength=count).astype(np.int64)

    report = rows.of(Kind.REPORT)
    reports = np.zeros(count, dtype=np.int64)
    reports[position[log.case[report]]] = log.amount[report]
    repeat = rows.of(Kind.REPEAT_OF)
    repeat_of = np.full(count, -1, dtype=np.int64)
    repeat_of[position[log.case[repeat]]] = position[log.amount[repeat]]
    redone = rows.of(Kind.SAME_JOINT)
    same_pair = np.zeros(count, dtype=np.bool_)
    same_pair[position[log.case[redone]]] = log.reason[redone] == 1
    restored_ms = instants(Kind.CLEARED, Kind.CLEARED_REMOTELY)
    lines = log.amount[failed].astype(np.int64)
    number = {name: n for n, name in enumerate(cause_groups(scenario))}
    group_of = np.array([number[c.cause_group] for c in scenario.faults.values()], dtype=np.int64)
    cause = log.reason[failed].astype(np.int64)
    return Faults(
        case=log.case[failed].astype(np.int64),
        cause=cause,
        group=group_of[cause] if count else cause,
        place=log.place[failed].astype(np.int64),
        line=log.line[failed].astype(np.int64),
        lines=lines,
        failed_ms=log.time_ms[failed].astype(np.int64),
        reported_ms=instants(Kind.REPORT),
        reports=reports,
        restored_ms=restored_ms,
        remote=instants(Kind.CLEARED_REMOTELY) < NEVER,
        swapped=instants(Kind.PAIR_SWAP) < NEVER,
        no_spare=instants(Kind.NO_SPARE) < NEVER,
        same_pair=same_pair,
        repeat_of=repeat_of,
        visits=tally(Kind.DISPATCHED),
        no_access=tally(Kind.NO_ACCESS),
        paused_ms=_pauses(log, rows, position, np.minimum(restored_ms, log.end_ms)),
        restorations=_restorations(log, rows, position, lines, restored_ms),
    )


def _pauses(log: EventLog, rows: Rows, position: Column, until_ms: Column) -> Column:
    """From each visit in vain to the instant at which the job waits again."""
    at = rows.of(Kind.NO_ACCESS, Kind.READY)
    at = at[position[log.case[at]] >= 0]
    following = next_of_same(log.case[at])
    begins = np.flatnonzero(log.kind[at] == Kind.NO_ACCESS)
    owner = position[log.case[at[begins]]]
    ends = until_ms[owner].copy()
    known = following[begins] >= 0
    ends[known] = log.time_ms[at[following[begins][known]]]
    length = np.minimum(ends, until_ms[owner]) - log.time_ms[at[begins]]
    return np.bincount(owner, weights=np.maximum(length, 0), minlength=until_ms.size).astype(
        np.int64
    )


def _restorations(
    log: EventLog, rows: Rows, position: Column, lines: Column, restored_ms: Column
) -> Restorations:
    """Lines back in parts, then the rest of each fault at its end, which may not have come."""
    part = rows.of(Kind.PART_RESTORED)
    owner = position[log.case[part]]
    back = log.amount[part].astype(np.int64)
    rest = lines - np.bincount(owner, weights=back, minlength=lines.size).astype(np.int64)
    last = np.flatnonzero(rest > 0)
    return Restorations(
        fault=np.concatenate([owner, last]),
        time_ms=np.concatenate([log.time_ms[part].astype(np.int64), restored_ms[last]]),
        lines=np.concatenate([back, rest[last]]),
    )
