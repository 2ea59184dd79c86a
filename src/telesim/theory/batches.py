"""Jobs that arrive in batches, as the lines of a cut cable do (M^[X]/M/c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from telesim.theory.checks import positive, probabilities, stable, whole


@dataclass(frozen=True)
class BatchArrivals:
    """A steady queue of jobs that come in batches and are worked on one by one.

    batch_rate is per unit of time; batch_sizes gives the share of batches of each size;
    service_rate is per server. Order within the queue is first come first served.
    Raises ValueError for a rate of 0 or less, sizes below 1, shares that do not sum to 1, or
    overload.
    Source: cuts between levels; Gross et al., Fundamentals of Queueing Theory, ch. 4.
    """

    batch_rate: float
    batch_sizes: Mapping[int, float]
    service_rate: float
    servers: int = 1

    def __post_init__(self) -> None:
        positive("batch_rate", self.batch_rate)
        positive("service_rate", self.service_rate)
        for size in self.batch_sizes:
            whole("batch size", size, 1)
        probabilities("batch_sizes", list(self.batch_sizes.values()))
        load = self.arrival_rate / self.service_rate
        stable(load, whole("servers", self.servers, 1))

    @property
    def mean_batch(self) -> float:
        """Mean number of jobs in a batch."""
        return fsum(size * chance for size, chance in self.batch_sizes.items())

    @property
    def arrival_rate(self) -> float:
        """Jobs per unit of time."""
        return self.batch_rate * self.mean_batch

    @cached_property
    def _idle_probabilities(self) -> list[float]:
        """Probability of 0, 1, ..., servers - 1 jobs present."""
        weights = [1.0]
        for level in range(self.servers - 1):
            # What crosses upwards from any level at or below is what is finished one above.
            crossing = fsum(
                weight * chance
                for below, weight in enumerate(weights)
                for size, chance in self.batch_sizes.items()
                if size > level - below
            )
            weights.append(self.batch_rate * crossing / ((level + 1) * self.service_rate))
            if weights[-1] > 1e200:
                weights = [weight * 1e-200 for weight in weights]
        # The mean number of idle servers is known; it fixes the scale.
        idle = self.servers - self.arrival_rate / self.service_rate
        scale = fsum((self.servers - n) * weight for n, weight in enumerate(weights))
        return [weight * idle / scale for weight in weights]

    @property
    def mean_number(self) -> float:
        """Mean number of jobs present."""
        squares = fsum(size**2 * chance for size, chance in self.batch_sizes.items())
        within = self.batch_rate * (squares + self.mean_batch) / 2
        unused = fsum(
            n * (self.servers - n) * chance for n, chance in enumerate(self._idle_probabilities)
        )
        spare = self.servers * self.service_rate - self.arrival_rate
        return (within + self.service_rate * unused) / spare

    @property
    def mean_sojourn(self) -> float:
        """Mean wait plus service of a job, the wait for the others of its batch included."""
        return self.mean_number / self.arrival_rate
