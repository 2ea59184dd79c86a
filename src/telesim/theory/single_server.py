"""One server, any law of service (M/G/1): Pollaczek and Khinchine."""

from __future__ import annotations

from dataclasses import dataclass

from telesim.theory.checks import non_negative, refuse, stable
from telesim.theory.moments import Moments


@dataclass(frozen=True)
class SingleServer:
    """A steady M/G/1 queue, first come first served.

    arrival_rate is per unit of time, service in that unit.
    Raises ValueError for a negative arrival rate or a load of 1 or more.
    Source: Pollaczek 1930, Khinchine 1932; the variance after Takacs 1962.
    """

    arrival_rate: float
    service: Moments

    def __post_init__(self) -> None:
        non_negative("arrival_rate", self.arrival_rate)
        stable(self.load, 1)

    @property
    def load(self) -> float:
        """Share of time in which the server works."""
        return self.arrival_rate * self.service.mean

    @property
    def delay_probability(self) -> float:
        """Share of customers who wait at all."""
        return self.load

    @property
    def mean_wait(self) -> float:
        """Mean wait of all customers."""
        return self.arrival_rate * self.service.second / (2 * (1 - self.load))

    @property
    def mean_sojourn(self) -> float:
        """Mean wait plus mean service."""
        return self.mean_wait + self.service.mean

    @property
    def wait_variance(self) -> float:
        """Variance of the wait, in units of time squared.

        Raises ValueError when the service has no third moment given.
        """
        if self.service.third is None:
            raise refuse("service.third", None, "the third moment of the service")
        return self.mean_wait**2 + self.arrival_rate * self.service.third / (3 * (1 - self.load))

    @property
    def mean_number(self) -> float:
        """Mean number waiting or in service."""
        return self.arrival_rate * self.mean_sojourn
