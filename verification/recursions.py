"""Short recursions that know nothing of telesim: the second opinion of rows that take too long.

They run over many copies at once: an array has an entry for each copy, a step a job of each. The
same recursion, on the jobs of a workload, must give the engine's log to the millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim import EventLog, Scenario, Workload
from telesim.eventlog import Kind
from verification.answers import LongRunVariance, Sums
from verification.samples import first_instants

Column = NDArray[np.float64]
Numbers = NDArray[np.int64]
#: Jobs of each copy that are drawn at once.
_BLOCK = 256


class Servers:
    """Kiefer and Wolfowitz: when each of the servers of each copy is free next.

    ``free`` has shape (copies, servers). One job of each copy comes at a time, in order.
    """

    def __init__(self, copies: int, servers: int, dtype: type = np.float64) -> None:
        self.free: NDArray[Any] = np.zeros((copies, servers), dtype=dtype)
        self._every = np.arange(copies)

    def start(self, now: NDArray[Any], work: NDArray[Any]) -> NDArray[Any]:
        """When the job that comes ``now`` begins; it keeps its server for ``work``.

        Both have shape (copies,).
        """
        if self.free.shape[1] == 1:
            only = self.free[:, 0]
            begins = np.maximum(only, now)
            np.add(begins, work, out=only)
            return np.asarray(begins)
        first = self.free.argmin(axis=1)
        begins = np.maximum(self.free[self._every, first], now)
        self.free[self._every, first] = begins + work
        return np.asarray(begins)


def waits_of_jobs(come: Numbers, work: Numbers, servers: int) -> Numbers:
    """Waits of the jobs of one place in order of coming, in the unit of ``come`` (integers)."""
    line = Servers(1, servers, np.int64)
    line.free[:] = np.iinfo(np.int64).min // 2
    waits = np.empty(len(come), np.int64)
    for n in range(len(come)):
        waits[n] = line.start(come[n : n + 1], work[n : n + 1])[0] - come[n]
    return waits


def compare_waits(
    scenario: Scenario, workload: Workload, log: EventLog, servers: int
) -> tuple[int, str]:
    """Set the setting out of every fault beside the recursion, place by place.

    Returns:
        How many jobs were compared, and a word about the first that differs, or "".
    """
    jobs = workload.faults
    reported = np.flatnonzero(log.kind == Kind.REPORT)
    sent = first_instants(log, Kind.DISPATCHED)[log.case[reported]]
    compared = 0
    for place in range(len(scenario.cabinets)):
        mine = jobs.cabinet == place
        come, work = jobs.time_ms[mine], jobs.work_ms[mine]
        rows = log.place[reported] == place
        seen, begun = log.time_ms[reported][rows], sent[rows]
        # The run ends when the last case of the window is over; what comes later is not in its log.
        come, later = come[: len(seen)], come[len(seen) :]
        if not np.array_equal(seen, come) or (later < log.end_ms).any():
            return compared, f"the faults of {scenario.cabinets[place].id} are not the workload's"
        expected = come + waits_of_jobs(come, work[: len(seen)], servers)
        # What has not begun when the run ends would have begun later.
        differs = np.flatnonzero(np.where(begun >= 0, begun != expected, expected <= log.end_ms))
        if len(differs):
            n = int(differs[0])
            return compared, (
                f"fault {n} of {scenario.cabinets[place].id} begins at {begun[n]} ms, "
                f"the recursion says {expected[n]}"
            )
        compared += int((begun >= 0).sum())
    return compared, ""


#: Times of work, as many as asked for: from a generator and a shape.
Law = Callable[[np.random.Generator, tuple[int, int]], Column]


def exponential(mean: float) -> Law:
    """Exponential times."""
    return lambda draw, shape: draw.standard_exponential(shape) * mean


def mixed(shares: tuple[float, ...], means: tuple[float, ...]) -> Law:
    """Exponential times of one mean or another, by chance."""
    if len(shares) == 1:
        return exponential(means[0])
    bounds, values = np.cumsum(shares)[:-1], np.array(means)

    def drawn(draw: np.random.Generator, shape: tuple[int, int]) -> Column:
        kind = np.searchsorted(bounds, draw.random(shape), side="right")
        return np.asarray(draw.standard_exponential(shape) * values[kind])

    return drawn


@dataclass(frozen=True)
class PoissonQueue:
    """M/G/c from an empty start, many copies at once; one unit of time throughout."""

    rate: float
    law: Law
    servers: int
    copies: int
    #: Jobs of each copy that are left out, and that count.
    warm_up: int
    jobs: int

    def passing(self, seed: int, piece: int) -> Iterator[tuple[Column, Column, Column]]:
        """For each job that counts: time since the job before it, wait, work, a number a copy."""
        draw = np.random.Generator(np.random.Philox(key=[seed, piece]))
        line = Servers(self.copies, self.servers)
        now = np.zeros(self.copies)
        for first in range(0, self.warm_up + self.jobs, _BLOCK):
            shape = (min(_BLOCK, self.warm_up + self.jobs - first), self.copies)
            gaps = draw.standard_exponential(shape) / self.rate
            works = self.law(draw, shape)
            for n in range(len(gaps)):
                now = now + gaps[n]
                begins = line.start(now, works[n])
                if first + n >= self.warm_up:
                    yield gaps[n], begins - now, works[n]

    def readings(self, seed: int, piece: int) -> dict[str, Sums]:
        """For each copy the number of waits and their sum: ``wait``."""
        total = np.zeros(self.copies)
        for _, waits, _ in self.passing(seed, piece):
            total += waits
        number = np.full(self.copies, float(self.jobs))
        return {"wait": np.stack([number, total], axis=1)}

    def stretches(self, seed: int, piece: int, jobs: int) -> dict[str, Sums]:
        """For each copy the sums of :class:`LongRunVariance` over stretches of so many jobs.

        ``waits`` is the wait by job. ``present`` is the number present by time: the days that jobs
        are there for, in order of coming, are the integral of that number but for both ends.
        """
        number = self.jobs // jobs
        waits, stays, times = (np.zeros((number, self.copies)) for _ in range(3))
        for n, (gaps, wait, works) in enumerate(self.passing(seed, piece)):
            here = n // jobs
            if here == number:
                break
            waits[here] += wait
            stays[here] += wait
            stays[here] += works
            times[here] += gaps
        of_jobs = LongRunVariance.sums_of(waits, np.full_like(waits, jobs))
        return {"waits": of_jobs, "present": LongRunVariance.sums_of(stays, times)}
