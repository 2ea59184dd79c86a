"""Jobs that pass from desk to desk: open networks (Jackson) and closed ones (Gordon, Newell)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, refuse, same_length, stable, whole
from telesim.theory.erlang_c import ErlangC


@dataclass(frozen=True)
class OpenNetwork:
    """A steady Jackson network: exponential service and first come first served at every node.

    external_rates[i] jobs per unit of time come to node i from outside; routing[i][j] is the
    chance of going on from node i to node j, with what is missing to 1 the chance of leaving.
    Raises ValueError for negative rates, chances that are none, jobs that can never leave, or a
    node that is overloaded (named by its index).
    Source: Jackson 1957.
    """

    external_rates: Sequence[float]
    routing: Sequence[Sequence[float]]
    service_rates: Sequence[float]
    servers: Sequence[int]

    def __post_init__(self) -> None:
        count = same_length(
            external_rates=self.external_rates,
            routing=self.routing,
            service_rates=self.service_rates,
            servers=self.servers,
        )
        for node in range(count):
            non_negative(f"external_rates[{node}]", self.external_rates[node])
            positive(f"service_rates[{node}]", self.service_rates[node])
            row = self.routing[node]
            if len(row) != count or min(row) < 0 or sum(row) > 1 + 1e-12:
                needed = f"{count} chances of 0 or more that sum to 1 at most"
                raise refuse(f"routing[{node}]", tuple(row), needed)
        steps = np.linalg.matrix_power(np.asarray(self.routing, dtype=float), count)
        for node in range(count):
            if steps[node].sum() > 1 - 1e-12:
                raise refuse(f"routing[{node}]", tuple(self.routing[node]), "a way out in the end")
        for node, rate in enumerate(self.arrival_rates):
            whole(f"servers[{node}]", self.servers[node], 1)
            stable(rate / self.service_rates[node], self.servers[node], f"servers[{node}]")

    @cached_property
    def arrival_rates(self) -> tuple[float, ...]:
        """Jobs per unit of time that come to each node, from outside and from other nodes."""
        routing = np.asarray(self.routing, dtype=float)
        solved = np.linalg.solve(np.eye(len(routing)) - routing.T, np.asarray(self.external_rates))
        return tuple(max(0.0, rate) for rate in solved.tolist())

    @cached_property
    def times_per_visit(self) -> tuple[float, ...]:
        """Mean wait plus service of one visit to each node."""
        return tuple(
            ErlangC(rate, service, servers).mean_sojourn
            for rate, service, servers in zip(
                self.arrival_rates, self.service_rates, self.servers, strict=True
            )
        )

    @property
    def mean_number(self) -> float:
        """Mean number of jobs in the network."""
        return float(np.dot(self.arrival_rates, self.times_per_visit))

    @property
    def mean_total_time(self) -> float:
        """Mean time in the network of a job from outside.

        Raises ValueError when no job comes from outside.
        """
        total = sum(self.external_rates)
        if total == 0:
            raise refuse("external_rates", tuple(self.external_rates), "a job from outside")
        return self.mean_number / total


@dataclass(frozen=True)
class ClosedNetwork:
    """A fixed number of jobs that circulate between single servers, in steady state.

    visits[i] is how often a job visits node i in one round, mean_services[i] its service there.
    Raises ValueError for no job, no node, negative visits, or a service of 0.
    Source: Gordon and Newell 1967, by mean value analysis (Reiser and Lavenberg 1980).
    """

    jobs: int
    visits: Sequence[float]
    mean_services: Sequence[float]

    def __post_init__(self) -> None:
        whole("jobs", self.jobs, 1)
        count = same_length(visits=self.visits, mean_services=self.mean_services)
        for node in range(count):
            non_negative(f"visits[{node}]", self.visits[node])
            positive(f"mean_services[{node}]", self.mean_services[node])
        if not any(self.visits):
            raise refuse("visits", tuple(self.visits), "at least one visit")

    @cached_property
    def _solved(self) -> tuple[float, list[float]]:
        present, throughput = [0.0] * len(self.visits), 0.0
        for jobs in range(1, self.jobs + 1):
            # A job that arrives finds the network as it is with one job fewer.
            demands = [
                visits * service * (1 + found)
                for visits, service, found in zip(
                    self.visits, self.mean_services, present, strict=True
                )
            ]
            throughput = jobs / sum(demands)
            present = [throughput * demand for demand in demands]
        return throughput, present

    @property
    def throughput(self) -> float:
        """Rounds completed per unit of time."""
        return self._solved[0]

    @property
    def mean_numbers(self) -> tuple[float, ...]:
        """Mean number of jobs at each node."""
        return tuple(self._solved[1])
