"""Erlang C: everybody waits until served, first come first served (M/M/c)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from telesim.theory.checks import non_negative, positive, refuse, stable, whole
from telesim.theory.erlang_b import erlang_b


def erlang_c(offered_erlangs: float, servers: int) -> float:
    """Share of customers who have to wait, with `servers` servers and unlimited patience.

    offered_erlangs is the arrival rate times the mean service.
    Raises ValueError for a negative load, no server, or a load the servers cannot carry.
    Source: Erlang 1917, from the loss formula: C = B / (1 - (a/c)(1 - B)).
    """
    load = non_negative("offered_erlangs", offered_erlangs)
    stable(load, whole("servers", servers, 1))
    if load == 0:
        return 0.0
    blocking = erlang_b(load, servers)
    return servers * blocking / (servers - load * (1 - blocking))


@dataclass(frozen=True)
class ErlangC:
    """A steady M/M/c queue, first come first served.

    Rates are per unit of time, whatever the unit; times come back in that unit.
    Raises ValueError for a negative arrival rate, a service rate of 0, no server, or overload.
    Source: Erlang 1917; the wait of those who wait is exponential at rate c mu - lambda.
    """

    arrival_rate: float
    service_rate: float
    servers: int

    def __post_init__(self) -> None:
        non_negative("arrival_rate", self.arrival_rate)
        positive("service_rate", self.service_rate)
        stable(self.offered_erlangs, whole("servers", self.servers, 1))

    @property
    def offered_erlangs(self) -> float:
        """Arrival rate times mean service."""
        return self.arrival_rate / self.service_rate

    @property
    def occupancy(self) -> float:
        """Share of its time a server works."""
        return self.offered_erlangs / self.servers

    @property
    def drain_rate(self) -> float:
        """Spare capacity, customers per unit of time."""
        return self.servers * self.service_rate - self.arrival_rate

    @cached_property
    def delay_probability(self) -> float:
        """Share of customers who wait at all."""
        return erlang_c(self.offered_erlangs, self.servers)

    @property
    def mean_wait(self) -> float:
        """Mean wait of all customers, those who do not wait included."""
        return self.delay_probability / self.drain_rate

    @property
    def average_speed_of_answer(self) -> float:
        """Mean wait of those answered: here everybody, so the mean wait."""
        return self.mean_wait

    @property
    def mean_sojourn(self) -> float:
        """Mean wait plus mean service."""
        return self.mean_wait + 1 / self.service_rate

    @property
    def wait_variance(self) -> float:
        """Variance of the wait of all customers, in units of time squared."""
        return self.delay_probability * (2 - self.delay_probability) / self.drain_rate**2

    @property
    def mean_waiting(self) -> float:
        """Mean number waiting."""
        return self.arrival_rate * self.mean_wait

    @property
    def mean_number(self) -> float:
        """Mean number waiting or in service."""
        return self.mean_waiting + self.offered_erlangs

    def service_level(self, within: float) -> float:
        """Share of customers whose wait is at most `within`."""
        non_negative("within", within)
        return 1 - self.delay_probability * math.exp(-self.drain_rate * within)

    def wait_quantile(self, probability: float) -> float:
        """The wait that the share `probability` of customers does not exceed.

        Raises ValueError unless 0 <= probability < 1.
        """
        if not 0 <= probability < 1:
            raise refuse("probability", probability, "0 or more and below 1")
        if probability <= 1 - self.delay_probability:
            return 0.0
        return math.log(self.delay_probability / (1 - probability)) / self.drain_rate

    def share_done_within(self, within: float) -> float:
        """Share of customers whose wait and service together take at most `within`."""
        non_negative("within", within)
        drain, service = self.drain_rate, self.service_rate
        gap = drain - service
        # Mean, over the wait, of the chance that service outlasts what is left of the time.
        if abs(gap) * within < 1e-9:
            both = math.exp(-service * within) * drain * within
        else:
            both = drain * math.exp(-service * within) * -math.expm1(-gap * within) / gap
        delayed_and_late = both + math.exp(-drain * within)
        at_once_and_late = math.exp(-service * within)
        return 1 - (
            self.delay_probability * delayed_and_late
            + (1 - self.delay_probability) * at_once_and_late
        )
