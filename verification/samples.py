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


@dataclass(frozen=True)
class SojournAtMost:
    """Whether a fault was cleared within ``within_ms``."""

    within_ms: float

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """1 or 0 for each fault of the window."""
        times = Sojourn(1.0)(scenario, log)
        return Values(times.copy, (times.values <= self.within_ms).astype(np.float64), times.copies)


@dataclass(frozen=True)
class Present:
    """The faults that are open at instants of the window: reported, and not cleared yet.

    The instants lie ``every_ms`` apart from ``first_ms`` after the beginning of the window; only
    one where that is 0.
    """

    first_ms: float
    every_ms: float = 0.0
    #: Whether at least so many are open, 1 or 0, instead of their number.
    at_least: int = 0

    def instants(self, scenario: Scenario) -> Numbers:
        """When faults are counted."""
        first = scenario.window_start_ms + round(self.first_ms)
        if not self.every_ms:
            return np.array([first])
        return np.arange(first, scenario.window_end_ms, round(self.every_ms))

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each copy and instant."""
        instants, copies = self.instants(scenario), len(scenario.counties)
        open_then = counted(scenario, log, Kind.REPORT, instants)
        open_then -= counted(scenario, log, Kind.CLEARED, instants)
        values = open_then.astype(np.float64)
        if self.at_least:
            values = (open_then >= self.at_least).astype(np.float64)
        return Values(np.repeat(np.arange(copies), len(instants)), values.ravel(), copies)


def counted(scenario: Scenario, log: EventLog, kind: Kind, instants: Numbers) -> Numbers:
    """Rows of a kind up to each instant, by copy: shape (copies, instants)."""
    rows = log.kind == kind
    copies = len(scenario.counties)
    span = int(max(log.end_ms, instants.max())) + 1
    # One line of time for all copies, each behind the one before it.
    keys = np.sort(copy_of_place(scenario)[log.place[rows]] * span + log.time_ms[rows])
    starts = np.arange(copies)[:, None] * span
    before = np.searchsorted(keys, starts)
    return np.asarray(np.searchsorted(keys, starts + instants, side="right") - before)


@dataclass(frozen=True)
class FirstWaits:
    """The mean wait of the first ``number`` faults of each copy, in units of ``unit_ms``."""

    number: int
    unit_ms: float = DAY_MS

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each copy."""
        waits = Wait(self.unit_ms)(scenario, log)
        order = np.argsort(waits.copy, kind="stable")
        copy, values = waits.copy[order], waits.values[order]
        starts = np.searchsorted(copy, np.arange(waits.copies))
        if (np.diff(np.append(starts, len(copy))) < self.number).any():
            raise ValueError(f"a copy has fewer than {self.number} faults: need a longer window")
        means = values[starts[:, None] + np.arange(self.number)].mean(axis=1)
        return Values(np.arange(waits.copies), means, waits.copies)


@dataclass(frozen=True)
class MeanPresent:
    """The number of open faults averaged over the window, of each copy."""

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each copy."""
        start, end = scenario.window_start_ms, scenario.window_end_ms
        copies = len(scenario.counties)
        place = copy_of_place(scenario)
        total = np.zeros(copies)
        for kind, sign in ((Kind.REPORT, 1), (Kind.CLEARED, -1)):
            rows = log.kind == kind
            # What is reported at an instant is open from then to the end, until it is cleared.
            rest = np.clip(end - log.time_ms[rows], 0, end - start)
            total += sign * np.bincount(place[log.place[rows]], rest, minlength=copies)
        return Values(np.arange(copies), total / (end - start), copies)
