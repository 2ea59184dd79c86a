"""Callers who all hang up after the same wait (M/M/n+D)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from telesim.theory.checks import positive, whole
from telesim.theory.erlang_b import erlang_b


@dataclass(frozen=True)
class FixedPatience:
    """A steady queue whose callers hang up after waiting exactly `patience`. Any load is allowed.

    Rates are per unit of time; patience and times are in that unit.
    Raises ValueError for a rate or a patience of 0 or less, or no server.
    Source: Baccelli and Hebuterne 1981: the density of the wait that a caller of endless patience
    would have is proportional to exp(lambda min(x, patience) - n mu x).
    """

    arrival_rate: float
    service_rate: float
    patience: float
    servers: int

    def __post_init__(self) -> None:
        positive("arrival_rate", self.arrival_rate)
        positive("service_rate", self.service_rate)
        positive("patience", self.patience)
        whole("servers", self.servers, 1)

    @property
    def _growth(self) -> float:
        """lambda - n mu, times patience: the exponent of the density at the end of patience."""
        return (self.arrival_rate - self.servers * self.service_rate) * self.patience

    @cached_property
    def _weights(self) -> tuple[float, float, float]:
        """Chances of no wait, of a wait that is served, and of hanging up."""
        # All three times B(n - 1) and times exp(-growth) where that grows: nothing can overflow.
        growth = self._growth
        at_once = math.exp(-max(0.0, growth))
        full = erlang_b(self.arrival_rate / self.service_rate, self.servers - 1)
        below = full * self.arrival_rate * self.patience * _mean_exponential(-abs(growth))
        beyond = full * self.arrival_rate / (self.servers * self.service_rate)
        beyond *= math.exp(min(0.0, growth))
        total = at_once + below + beyond
        return at_once / total, below / total, beyond / total

    @property
    def delay_probability(self) -> float:
        """Share of callers who are not answered at once."""
        return self._weights[1] + self._weights[2]

    @property
    def abandonment_probability(self) -> float:
        """Share of callers who hang up."""
        return self._weights[2]

    @property
    def average_speed_of_answer(self) -> float:
        """Mean wait of the callers who are answered."""
        at_once, served, _ = self._weights
        mean_of_served = self.patience * _mean_place(self._growth)
        return served * mean_of_served / (at_once + served)

    @property
    def mean_wait(self) -> float:
        """Mean wait of all callers, served or not."""
        abandoned = self.abandonment_probability
        return (1 - abandoned) * self.average_speed_of_answer + abandoned * self.patience


def _mean_exponential(exponent: float) -> float:
    """Integral of exp(exponent u) over u from 0 to 1."""
    return math.expm1(exponent) / exponent if exponent else 1.0


def _mean_place(exponent: float) -> float:
    """Mean of u on 0..1 under a density proportional to exp(exponent u)."""
    if abs(exponent) < 1e-2:
        return 0.5 + exponent / 12 - exponent**3 / 720 + exponent**5 / 30240
    if exponent < 0:
        return 1 - _mean_place(-exponent)
    return 1 / -math.expm1(-exponent) - 1 / exponent
