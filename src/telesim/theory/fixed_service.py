"""Several servers and a fixed length of service (M/D/c), exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, refuse, stable, whole
from telesim.theory.markov import Array, chain_steady_state
from telesim.theory.roots import bisect, grow_until

_MOST_STATES = 5_000
_MOST_TERMS = 10_000_000
_NEGLIGIBLE = 1e-17


@dataclass(frozen=True)
class FixedService:
    """A steady M/D/c queue, first come first served.

    arrival_rate is per unit of time, service_time in that unit.
    Raises ValueError for a rate or time of 0 or less, no server, or overload.
    Source: Crommelin 1932. Each server takes every c-th customer in turn, so the moments of the
    wait follow from Spitzer's identity with Erlang-c gaps; its law from Franx 2001.
    """

    arrival_rate: float
    service_time: float
    servers: int

    def __post_init__(self) -> None:
        positive("arrival_rate", self.arrival_rate)
        positive("service_time", self.service_time)
        stable(self.offered_erlangs, whole("servers", self.servers, 1))

    @property
    def offered_erlangs(self) -> float:
        """Arrival rate times service time."""
        return self.arrival_rate * self.service_time

    @cached_property
    def _spitzer_sums(self) -> tuple[float, float, float]:
        """Sums over i of 1/i times P, mean and mean square of (i services - i c gaps)+."""
        from scipy.special import gammainc

        load, servers = self.offered_erlangs, self.servers
        # The terms shrink by this factor (Chernoff), so the sum may stop where they vanish.
        shrink = servers * (load / servers - 1 - math.log(load / servers))
        terms = math.ceil(-math.log(_NEGLIGIBLE) / shrink)
        if terms > _MOST_TERMS:
            raise refuse("arrival_rate", self.arrival_rate, "a load further below the servers")
        i = np.arange(1.0, terms + 1)
        gaps, work = i * servers, i * load
        late = gammainc(gaps, work)
        late_1 = gammainc(gaps + 1, work)
        late_2 = gammainc(gaps + 2, work)
        excess = work * late - gaps * late_1
        square = work**2 * late - 2 * work * gaps * late_1 + gaps * (gaps + 1) * late_2
        unit = self.service_time / load
        return (
            float((late / i).sum()),
            float((excess / i).sum()) * unit,
            float((square / i).sum()) * unit**2,
        )

    @property
    def delay_probability(self) -> float:
        """Share of customers who wait at all."""
        return -math.expm1(-self._spitzer_sums[0])

    @property
    def mean_wait(self) -> float:
        """Mean wait of all customers."""
        return self._spitzer_sums[1]

    @property
    def wait_variance(self) -> float:
        """Variance of the wait of all customers, in units of time squared."""
        return self._spitzer_sums[2]

    @cached_property
    def state_probabilities(self) -> Array:
        """Probability of 0, 1, 2, ... customers in the system, to where it is negligible.

        Raises ValueError when the load is so near the servers that 5,000 states do not hold it.
        """
        load, servers = self.offered_erlangs, self.servers
        last = servers + math.ceil(-math.log(_NEGLIGIBLE) / math.log(self._decay))
        if last > _MOST_STATES:
            raise refuse("arrival_rate", self.arrival_rate, "a load further below the servers")
        # One service later everybody now in service has left and a Poisson number has come.
        arrivals = np.exp(_log_poisson(load, last))
        chain = np.zeros((last + 1, last + 1))
        for state in range(last + 1):
            left = max(0, state - servers)
            chain[state, left:] = arrivals[: last + 1 - left]
            chain[state, last] += 1 - chain[state].sum()
        return chain_steady_state(chain - np.eye(last + 1))

    @property
    def _decay(self) -> float:
        """The factor above 1 by which the chances of ever longer queues fall."""
        load, servers = self.offered_erlangs, self.servers

        def above(gap: float) -> float:
            return load * gap - servers * math.log1p(gap)

        # Below its lowest point the function is negative, and it has one root beyond.
        lowest = servers / load - 1
        return 1 + bisect(above, lowest, grow_until(lambda gap: above(gap) > 0, 2 * lowest))

    def wait_at_most(self, within: float) -> float:
        """Share of customers whose wait is at most `within`."""
        non_negative("within", within)
        services = math.floor(within / self.service_time) + 1
        rest = self.arrival_rate * (services * self.service_time - within)
        queue_at_most = np.cumsum(self.state_probabilities)[self.servers :]
        longest = services * self.servers - 1
        places = longest - np.arange(longest + 1)
        known = np.where(
            places < queue_at_most.size,
            queue_at_most[np.minimum(places, queue_at_most.size - 1)],
            1.0,
        )
        return float(known @ np.exp(_log_poisson(rest, longest)))


def _log_poisson(mean: float, last: int) -> Array:
    """Logarithms of the Poisson probabilities of 0..last."""
    steps = math.log(mean) - np.log(np.arange(1.0, last + 1))
    logs: Array = np.concatenate(([0.0], np.cumsum(steps))) - mean
    return logs
