"""Queues as vectorised recursions: many independent runs side by side, one column a run.

They know nothing of the simulator: arrivals and services are drawn, waits follow from Lindley's
or Kiefer and Wolfowitz' recursion.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.float64]


def arrivals(rng: np.random.Generator, runs: int, rate: float, until: float) -> Columns:
    """Instants of Poisson arrivals (rows) of each run (columns), from 0 to past ``until``."""
    expected = rate * until
    # Eight standard deviations more than expected: no run ends before its time.
    count = math.ceil(expected + 8 * math.sqrt(expected) + 8)
    instants: Columns = np.cumsum(rng.exponential(1 / rate, (count, runs)), axis=0)
    return instants


def single_server_waits(instants: Columns, services: Columns) -> Columns:
    """Waits of all customers at one server that starts empty.

    Source: Lindley 1952; the wait is how far the walk of services less gaps lies above its
    lowest point so far.
    """
    steps = services[:-1] - np.diff(instants, axis=0)
    walk = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps, axis=0)])
    waits: Columns = walk - np.minimum.accumulate(walk, axis=0)
    return waits


def many_servers_waits(
    instants: Columns, services: Columns, servers: int, patience: Columns | None = None
) -> Columns:
    """Waits until service begins, first come first served; negative where patience ended first.

    A customer who leaves has waited his patience, and is told as minus that.
    Source: Kiefer and Wolfowitz 1955; whoever leaves takes no server.
    """
    runs = np.arange(instants.shape[1])
    free = np.zeros((servers, len(runs)))
    waits = np.empty_like(instants)
    for number, now in enumerate(instants):
        first = free.argmin(axis=0)
        earliest = free[first, runs]
        start = np.maximum(now, earliest)
        wait = start - now
        end = start + services[number]
        if patience is not None:
            gone = wait > patience[number]
            end = np.where(gone, earliest, end)
            wait = np.where(gone, -patience[number], wait)
        free[first, runs] = end
        waits[number] = wait
    return waits


def duty_clock(opens: float, closes: float) -> tuple[Callable[[Columns], Columns], ...]:
    """Hours since the start to hours on duty, and back, for crews on duty once a day.

    ``opens`` and ``closes`` are hours of the day. The end of a shift is told as such and not as
    the next morning.
    """
    shift = closes - opens

    def on_duty(hours: Columns) -> Columns:
        day = np.floor(hours / 24)
        duty: Columns = day * shift + np.clip(hours - 24 * day - opens, 0, shift)
        return duty

    def elapsed(duty: Columns) -> Columns:
        day = np.ceil(duty / shift) - 1
        hours: Columns = day * 24 + opens + duty - day * shift
        return hours

    return on_duty, elapsed


def sums_in_window(
    instants: Columns,
    begin: float,
    end: float,
    *values: NDArray[Any],
) -> tuple[Columns, ...]:
    """By run, how many customers arrive in the window, and the sum of each value over them."""
    inside = (instants >= begin) & (instants < end)
    counted = [inside.sum(axis=0).astype(np.float64)]
    counted += [np.where(inside, value, 0).sum(axis=0).astype(np.float64) for value in values]
    return tuple(counted)
