"""Classes of customers with priority: the first class named is the most urgent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from telesim.theory.block_chain import BlockChain
from telesim.theory.checks import non_negative, positive, refuse, same_length, stable, whole
from telesim.theory.erlang_c import ErlangC, erlang_c
from telesim.theory.moments import Moments

_MOST_URGENT = 400


@dataclass(frozen=True)
class PriorityClass:
    """Customers of one urgency: arrivals per unit of time, and their service in that unit."""

    arrival_rate: float
    service: Moments

    def __post_init__(self) -> None:
        non_negative("arrival_rate", self.arrival_rate)


def waits_without_preemption(classes: Sequence[PriorityClass]) -> tuple[float, ...]:
    """Mean wait of each class at one server that finishes what it has begun (M/G/1).

    Raises ValueError for no class or a total load of 1 or more.
    Source: Cobham 1954.
    """
    loads = _cumulative_loads(classes)
    met = math.fsum(one.arrival_rate * one.service.second for one in classes) / 2
    return tuple(met / ((1 - above) * (1 - with_own)) for above, with_own in pairwise(loads))


def sojourns_with_preemption(classes: Sequence[PriorityClass]) -> tuple[float, ...]:
    """Mean wait plus service of each class at one server that drops its work for a more urgent one.

    The dropped work is resumed where it stood (M/G/1 preemptive resume).
    Raises ValueError for no class or a total load of 1 or more.
    Source: White and Christie 1958; Gross et al., Fundamentals of Queueing Theory, ch. 4.
    """
    loads, met = _cumulative_loads(classes), 0.0
    sojourns = []
    for one, (above, with_own) in zip(classes, pairwise(loads), strict=True):
        met += one.arrival_rate * one.service.second / 2
        sojourns.append((one.service.mean + met / (1 - with_own)) / (1 - above))
    return tuple(sojourns)


def _cumulative_loads(classes: Sequence[PriorityClass]) -> list[float]:
    same_length(classes=classes)
    loads = [0.0]
    for one in classes:
        loads.append(loads[-1] + one.arrival_rate * one.service.mean)
    stable(loads[-1], 1)
    return loads


def waits_without_preemption_same_rate(
    arrival_rates: Sequence[float], service_rate: float, servers: int
) -> tuple[float, ...]:
    """Mean wait of each class at several servers, all work exponential of one rate (M/M/c).

    Raises ValueError for no class, a negative rate, or overload.
    Source: Cobham 1954, with the many-server chance of waiting.
    """
    rates = _arrival_rates(arrival_rates)
    capacity = positive("service_rate", service_rate) * whole("servers", servers, 1)
    first = erlang_c(math.fsum(rates) / service_rate, servers) / capacity
    above, waits = 0.0, []
    for rate in rates:
        with_own = above + rate / capacity
        waits.append(first / ((1 - above) * (1 - with_own)))
        above = with_own
    return tuple(waits)


def sojourns_with_preemption_same_rate(
    arrival_rates: Sequence[float], service_rate: float, servers: int
) -> tuple[float, ...]:
    """Mean wait plus service of each class at several preemptive servers, one exponential rate.

    Raises ValueError for no class, a class without arrivals, or overload.
    Source: the first k classes together are an M/M/c queue; differences of their numbers present.
    """
    rates = _arrival_rates(arrival_rates)
    before, total, sojourns = 0.0, 0.0, []
    for place, rate in enumerate(rates):
        total += positive(f"arrival_rates[{place}]", rate)
        present = ErlangC(total, service_rate, servers).mean_number
        sojourns.append((present - before) / rate)
        before = present
    return tuple(sojourns)


def _arrival_rates(arrival_rates: Sequence[float]) -> list[float]:
    same_length(arrival_rates=arrival_rates)
    return [
        non_negative(f"arrival_rates[{place}]", rate) for place, rate in enumerate(arrival_rates)
    ]


def sojourns_with_preemption_two_rates(
    arrival_rates: tuple[float, float], service_rates: tuple[float, float], servers: int
) -> tuple[float, float]:
    """Mean wait plus service of two classes at several preemptive servers, each with its own rate.

    Raises ValueError for a rate of 0 or less, overload, or an urgent class so heavy that more than
    400 of them at once have weight.
    Source: chain on both numbers present; the urgent class cut where its chance is below 1e-18.
    """
    urgent, other = (positive(f"arrival_rates[{k}]", arrival_rates[k]) for k in (0, 1))
    fast, slow = (positive(f"service_rates[{k}]", service_rates[k]) for k in (0, 1))
    stable(urgent / fast + other / slow, whole("servers", servers, 1))
    occupancy = urgent / fast / servers
    most = servers + math.ceil(math.log(1e-18) / math.log(occupancy))
    if most > _MOST_URGENT:
        raise refuse("arrival_rates[0]", urgent, "a lighter urgent class: its load alone is high")
    present = np.arange(most + 1)
    local = np.diag(np.full(most, urgent), k=1)
    local += np.diag(fast * np.minimum(present[1:], servers), k=-1)
    left_over = np.maximum(servers - present, 0)
    up = other * np.eye(most + 1)
    downs = [slow * np.diag(np.minimum(left_over, level)) for level in range(servers + 1)]
    repeats = servers + 1
    chain = BlockChain([up] * repeats, [local] * repeats, [down.astype(float) for down in downs])
    return ErlangC(urgent, fast, servers).mean_sojourn, chain.mean_level / other
