"""Several servers and phase-type service (M/PH/c), exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np

from telesim.theory.block_chain import BlockChain
from telesim.theory.checks import positive, refuse, stable, whole
from telesim.theory.markov import Array
from telesim.theory.phase_type import PhaseType

_MOST_PHASES = 600

State = tuple[int, ...]


@dataclass(frozen=True)
class PhaseTypeServers:
    """A steady M/PH/c queue, first come first served.

    arrival_rate is per unit of time, service in that unit.
    Raises ValueError for an arrival rate of 0 or less, no server, overload, or so many servers and
    phases that there are more than 600 ways to spread the servers over the phases.
    Source: chain on the number present and the number of servers in each phase (Neuts 1981).
    """

    arrival_rate: float
    service: PhaseType
    servers: int

    def __post_init__(self) -> None:
        positive("arrival_rate", self.arrival_rate)
        load = self.arrival_rate * self.service.moments.mean
        stable(load, whole("servers", self.servers, 1))
        phases = len(self.service.rates)
        spreads = comb(self.servers + phases - 1, phases - 1)
        if spreads > _MOST_PHASES:
            raise refuse(
                "servers",
                self.servers,
                f"fewer for {phases} phases: {spreads:,} ways to spread them, at most 600",
            )

    @cached_property
    def _chain(self) -> BlockChain:
        ups, locals_, downs = [], [], []
        for level in range(self.servers + 1):
            below = _index(len(self.service.rates), level - 1)
            here = _index(len(self.service.rates), level)
            ups.append(self._arrivals(level, here))
            local, down = self._services(here, below)
            locals_.append(local)
            downs.append(down)
        # With a customer waiting, whoever ends is followed at once by a new start.
        starts = np.zeros((downs[-1].shape[1], downs[-1].shape[0]))
        for state, row in _index(len(self.service.rates), self.servers - 1).items():
            for phase, chance in enumerate(self.service.starts):
                starts[row, here[_moved(state, None, phase)]] += chance
        ups.append(self.arrival_rate * np.eye(len(here)))
        locals_.append(locals_[-1])
        downs.append(downs[-1] @ starts)
        return BlockChain(ups, locals_, downs)

    def _arrivals(self, level: int, here: dict[State, int]) -> Array:
        if level == self.servers:
            return self.arrival_rate * np.eye(len(here))
        above = _index(len(self.service.rates), level + 1)
        rates = np.zeros((len(here), len(above)))
        for state, row in here.items():
            for phase, chance in enumerate(self.service.starts):
                rates[row, above[_moved(state, None, phase)]] += self.arrival_rate * chance
        return rates

    def _services(self, here: dict[State, int], below: dict[State, int]) -> tuple[Array, Array]:
        local, down = np.zeros((len(here), len(here))), np.zeros((len(here), len(below)))
        for state, row in here.items():
            for phase, busy in enumerate(state):
                if not busy:
                    continue
                rate, moves = busy * self.service.rates[phase], self.service.moves[phase]
                for onward, chance in enumerate(moves):
                    local[row, here[_moved(state, phase, onward)]] += rate * chance
                down[row, below[_moved(state, phase, None)]] += rate * max(0.0, 1 - sum(moves))
        return local, down

    @property
    def delay_probability(self) -> float:
        """Share of customers who wait at all."""
        return float(self._chain.levels[self.servers].sum()) + self._chain.from_top

    @property
    def mean_waiting(self) -> float:
        """Mean number waiting."""
        return self._chain.from_top + self._chain.mean_above_top

    @property
    def mean_wait(self) -> float:
        """Mean wait of all customers."""
        return self.mean_waiting / self.arrival_rate


def _index(phases: int, busy: int) -> dict[State, int]:
    """Every way to spread `busy` servers over the phases, numbered."""
    return {state: row for row, state in enumerate(_spreads(phases, busy))}


def _spreads(phases: int, busy: int) -> Iterator[State]:
    if phases == 1:
        if busy >= 0:
            yield (busy,)
        return
    for first in range(busy + 1):
        for rest in _spreads(phases - 1, busy - first):
            yield (first, *rest)


def _moved(state: State, leaves: int | None, enters: int | None) -> State:
    """The spread after one server leaves a phase and one enters a phase."""
    counts = list(state)
    if leaves is not None:
        counts[leaves] -= 1
    if enters is not None:
        counts[enters] += 1
    return tuple(counts)
