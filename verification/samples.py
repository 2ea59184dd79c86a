"""From the log of a run to values with a copy each: waits, times, numbers present.

A copy of a town is a county of its own. Times are given in the row's unit of time, of which the
scenario's head says how long it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telesim import EventLog, Scenario
from telesim.eventlog import Kind
from telesim.units import DAY_MS

Column = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Values:
    """Values and the copy of each, from 0 to ``copies`` - 1."""

    copy: Numbers
    values: Column
    copies: int


class Sample(Protocol):
    """What is read from a run."""

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """The values of one replication."""


def copy_of_place(scenario: Scenario) -> Numbers:
    """The copy, counted from 0, of each cabinet."""
    return np.array([scenario.exchange_county[e] for e in scenario.cabinet_exchange], np.int64)


@dataclass(frozen=True)
class Cases:
    """Faults reported in the window, in order of report."""

    case: Numbers
    copy: Numbers
    reported_ms: Numbers
    #: First setting out, and clearing; -1 = never.
    sent_ms: Numbers
    cleared_ms: Numbers


def faults(scenario: Scenario, log: EventLog, causes: tuple[str, ...] = ()) -> Cases:
    """The faults reported in the window, those of some causes alone where these are given."""
    reports = np.flatnonzero(log.kind == Kind.REPORT)
    time = log.time_ms[reports]
    inside = (time >= scenario.window_start_ms) & (time < scenario.window_end_ms)
    reports = reports[inside]
    if causes:
        of_case = np.full(int(log.case.max(initial=0)) + 1, -1, np.int64)
        begun = log.kind == Kind.FAULT
        of_case[log.case[begun]] = log.reason[begun]
        wanted = [scenario.causes.index(name) for name in causes]
        reports = reports[np.isin(of_case[log.case[reports]], wanted)]
    case = log.case[reports].astype(np.int64)
    return Cases(
        case,
        copy_of_place(scenario)[log.place[reports]],
        log.time_ms[reports],
        first_instants(log, Kind.DISPATCHED)[case],
        first_instants(log, Kind.CLEARED)[case],
    )


def first_instants(log: EventLog, kind: Kind) -> Numbers:
    """The first instant of a kind by case, in ms; -1 = it has no such row."""
    found = np.full(int(log.case.max(initial=0)) + 1, -1, np.int64)
    rows = np.flatnonzero(log.kind == kind)[::-1]
    found[log.case[rows]] = log.time_ms[rows]
    return found


def _whole(instants: Numbers) -> Numbers:
    """The same, where every case has one.

    Raises:
        ValueError: a case of the window has none, so that the longest would be left out.
    """
    if (instants < 0).any():
        raise ValueError(
            f"{int((instants < 0).sum())} cases of the window have not come so far: "
            "the scenario must follow them for longer"
        )
    return instants


@dataclass(frozen=True)
class Wait:
    """From the report to the first setting out, in units of ``unit_ms``."""

    unit_ms: float = DAY_MS
    causes: tuple[str, ...] = ()

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each fault of the window."""
        cases = faults(scenario, log, self.causes)
        waits = (_whole(cases.sent_ms) - cases.reported_ms) / self.unit_ms
        return Values(cases.copy, waits, len(scenario.counties))


@dataclass(frozen=True)
class Waited:
    """Whether a fault waited at all for a crew, or longer than ``longer_ms``."""

    longer_ms: float = 0.0
    causes: tuple[str, ...] = ()

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """1 or 0 for each fault of the window."""
        cases = faults(scenario, log, self.causes)
        late = (_whole(cases.sent_ms) - cases.reported_ms) > self.longer_ms
        return Values(cases.copy, late.astype(np.float64), len(scenario.counties))


@dataclass(frozen=True)
class WaitedAtMost:
    """Whether a fault waited for a crew no longer than ``within_ms``."""

    within_ms: float
    causes: tuple[str, ...] = ()

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """1 or 0 for each fault of the window."""
        late = Waited(self.within_ms, self.causes)(scenario, log)
        return Values(late.copy, 1 - late.values, late.copies)


@dataclass(frozen=True)
class Sojourn:
    """From the report to clearing, in units of ``unit_ms``."""

    unit_ms: float = DAY_MS
    causes: tuple[str, ...] = ()

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each fault of the window."""
        cases = faults(scenario, log, self.causes)
        times = (_whole(cases.cleared_ms) - cases.reported_ms) / self.unit_ms
        return Values(cases.copy, times, len(scenario.counties))
