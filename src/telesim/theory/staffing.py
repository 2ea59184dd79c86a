"""Fewest servers that meet a target, and the square-root rule of thumb."""

from __future__ import annotations

import math

from telesim.theory.checks import finite, non_negative, positive, share
from telesim.theory.erlang_a import ErlangA
from telesim.theory.erlang_c import ErlangC, erlang_c
from telesim.theory.roots import smallest_whole


def square_root_staffing(offered_erlangs: float, beta: float) -> int:
    """Servers by the rule load + beta sqrt(load), rounded up, never below 0.

    Raises ValueError for a negative load or a beta that is not finite.
    Source: Erlang 1924; `halfin_whitt.halfin_whitt_beta` turns a share that waits into a beta.
    """
    load = non_negative("offered_erlangs", offered_erlangs)
    return max(0, math.ceil(load + finite("beta", beta) * math.sqrt(load)))


def smallest_for_delay(offered_erlangs: float, delay_probability: float) -> int:
    """Fewest servers with which at most this share of customers waits (Erlang C).

    Raises ValueError for a negative load or a share outside 0 to 1.
    """
    target = share("delay_probability", delay_probability)
    least = _least_stable(non_negative("offered_erlangs", offered_erlangs))
    return smallest_whole(lambda servers: erlang_c(offered_erlangs, servers) <= target, least)


def smallest_for_mean_wait(arrival_rate: float, service_rate: float, mean_wait: float) -> int:
    """Fewest servers with at most this mean wait (Erlang C).

    Raises ValueError for a negative arrival rate, or another argument of 0 or less.
    """
    target = positive("mean_wait", mean_wait)
    least = _least_stable(_load(arrival_rate, service_rate))

    def meets(servers: int) -> bool:
        return ErlangC(arrival_rate, service_rate, servers).mean_wait <= target

    return smallest_whole(meets, least)


def smallest_for_service_level(
    arrival_rate: float, service_rate: float, within: float, service_level: float
) -> int:
    """Fewest servers with which this share of customers waits at most `within` (Erlang C).

    Raises ValueError for a negative arrival rate or time, a service rate of 0, or a share outside
    0 to 1.
    """
    target = share("service_level", service_level)
    least = _least_stable(_load(arrival_rate, service_rate))

    def meets(servers: int) -> bool:
        return ErlangC(arrival_rate, service_rate, servers).service_level(within) >= target

    return smallest_whole(meets, least)


def smallest_for_abandonment(
    arrival_rate: float, service_rate: float, patience_rate: float, abandonment: float
) -> int:
    """Fewest servers with which at most this share of callers hangs up (Erlang A).

    Raises ValueError as `ErlangA`, or for a share outside 0 to 1.
    """
    target = share("abandonment", abandonment)

    def meets(servers: int) -> bool:
        queue = ErlangA(arrival_rate, service_rate, patience_rate, servers)
        return queue.abandonment_probability <= target

    return smallest_whole(meets, 1)


def smallest_for_answer(
    arrival_rate: float,
    service_rate: float,
    patience_rate: float,
    within: float,
    service_level: float,
) -> int:
    """Fewest servers that answer this share of callers within the time (Erlang A).

    Callers who hang up count as not answered.
    Raises ValueError as `ErlangA`, or for a negative time or a share outside 0 to 1.
    """
    target = share("service_level", service_level)

    def meets(servers: int) -> bool:
        queue = ErlangA(arrival_rate, service_rate, patience_rate, servers)
        return queue.service_level(within) >= target

    return smallest_whole(meets, 1)


def _load(arrival_rate: float, service_rate: float) -> float:
    return non_negative("arrival_rate", arrival_rate) / positive("service_rate", service_rate)


def _least_stable(offered_erlangs: float) -> int:
    """Fewest servers, at least one, that can carry this load in the long run."""
    return math.floor(offered_erlangs) + 1
