"""The first days of a queue that starts empty (M/M/c)."""

from __future__ import annotations

import math

import numpy as np

from telesim.theory.checks import non_negative, positive, whole
from telesim.theory.markov import Propagator


def mean_number_after(arrival_rate: float, service_rate: float, servers: int, time: float) -> float:
    """Mean number waiting or in service at `time`, from empty at 0. Any load is allowed.

    Rates are per unit of time, `time` in that unit.
    Raises ValueError for a negative arrival rate or time, a service rate of 0, or no server.
    Source: Kolmogorov's equations by uniformization, cut where no more can have arrived.
    """
    non_negative("arrival_rate", arrival_rate)
    positive("service_rate", service_rate)
    whole("servers", servers, 1)
    arrived = arrival_rate * non_negative("time", time)
    most = math.ceil(arrived + 10 * math.sqrt(arrived) + 30)
    present = np.arange(most + 1)
    up = np.full(most + 1, float(arrival_rate))
    up[-1] = 0.0
    chain = Propagator(up, service_rate * np.minimum(present, servers))
    return float(present @ chain.move(np.eye(most + 1)[0], time))


def mean_wait_of_first(
    arrival_rate: float, service_rate: float, servers: int, customers: int
) -> float:
    """Expected average wait of the first customers, from empty. Any load is allowed.

    Raises ValueError for a rate of 0 or less, no server, or no customer.
    Source: chain on the number that successive arrivals find.
    """
    positive("arrival_rate", arrival_rate)
    positive("service_rate", service_rate)
    whole("servers", servers, 1)
    whole("customers", customers, 1)
    found, total = [1.0], 0.0
    for _ in range(customers):
        total += sum(
            chance * (number - servers + 1) / (servers * service_rate)
            for number, chance in enumerate(found)
            if number >= servers
        )
        # Until the next arrival the number falls one by one, each step a race against it.
        present = [0.0, *found]
        for number in range(len(present) - 1, 0, -1):
            finishing = min(number, servers) * service_rate
            moved = present[number] * finishing / (finishing + arrival_rate)
            present[number] -= moved
            present[number - 1] += moved
        found = present
    return total / customers
