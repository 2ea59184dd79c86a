"""Room for a limited number: customers who find it full are turned away (M/M/c/K)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, refuse, whole
from telesim.theory.markov import Array, birth_death_steady_state


@dataclass(frozen=True)
class LimitedRoom:
    """A steady M/M/c/K queue; `room` counts those in service as well. Any load is allowed.

    Rates are per unit of time; times come back in that unit.
    Raises ValueError for a negative arrival rate, a service rate of 0, no server, or a room
    smaller than the servers.
    Source: product form of the birth-death chain.
    """

    arrival_rate: float
    service_rate: float
    servers: int
    room: int

    def __post_init__(self) -> None:
        non_negative("arrival_rate", self.arrival_rate)
        positive("service_rate", self.service_rate)
        whole("servers", self.servers, 1)
        if whole("room", self.room, 1) < self.servers:
            raise refuse("room", self.room, f"at least the {self.servers} servers")

    @cached_property
    def state_probabilities(self) -> Array:
        """Probability of 0, 1, ..., room customers: room + 1 numbers."""
        deaths = self.service_rate * np.minimum(np.arange(1.0, self.room + 1), self.servers)
        return birth_death_steady_state(np.full(self.room, float(self.arrival_rate)), deaths)

    @property
    def blocking(self) -> float:
        """Share of customers turned away."""
        return float(self.state_probabilities[-1])

    @property
    def delay_probability(self) -> float:
        """Share of the admitted customers who wait at all."""
        return float(self.state_probabilities[self.servers : -1].sum()) / (1 - self.blocking)

    @property
    def mean_number(self) -> float:
        """Mean number waiting or in service."""
        return float(np.arange(self.room + 1) @ self.state_probabilities)

    @property
    def mean_waiting(self) -> float:
        """Mean number waiting."""
        waiting = np.maximum(np.arange(self.room + 1) - self.servers, 0)
        return float(waiting @ self.state_probabilities)

    @property
    def mean_wait(self) -> float:
        """Mean wait of the admitted customers; 0 when nobody comes."""
        admitted_rate = self.arrival_rate * (1 - self.blocking)
        return self.mean_waiting / admitted_rate if admitted_rate > 0 else 0.0
