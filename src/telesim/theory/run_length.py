"""How noisy averages over a run are: variance constants that tell how long to simulate.

The variance of an average over a long time t (or over n customers) is the constant over t (or n).
"""

from __future__ import annotations

import numpy as np

from telesim.theory.checks import non_negative, positive, stable, whole
from telesim.theory.markov import time_average_variance


def number_variance_constant(arrival_rate: float, service_rate: float) -> float:
    """lim t Var(average number present over t) at one server (M/M/1), in units of time.

    Raises ValueError for a negative arrival rate, a service rate of 0, or overload.
    Source: Whitt 1989: 2 rho (1 + rho) / (1 - rho)^4, over the service rate.
    """
    load = _load(arrival_rate, service_rate)
    return 2 * load * (1 + load) / (1 - load) ** 4 / service_rate


def wait_variance_constant(arrival_rate: float, service_rate: float) -> float:
    """lim n Var(average wait of n customers) at one server (M/M/1), in units of time squared.

    Raises ValueError for a negative arrival rate, a service rate of 0, or overload.
    Source: Blomqvist 1967, Daley 1968.
    """
    load = _load(arrival_rate, service_rate)
    numerator = load * (2 + load * (5 + load * (load - 4)))
    return numerator / (1 - load) ** 4 / service_rate**2


def _load(arrival_rate: float, service_rate: float) -> float:
    load = non_negative("arrival_rate", arrival_rate) / positive("service_rate", service_rate)
    stable(load, 1)
    return load


def busy_variance_constant(offered_erlangs: float, mean_service: float) -> float:
    """lim t Var(average number busy over t) with as many servers as it takes (M/M/inf).

    In units of time. Raises ValueError for a negative load or a service of 0.
    Source: Whitt 1989: twice the load times the mean service.
    """
    load = non_negative("offered_erlangs", offered_erlangs)
    return 2 * load * positive("mean_service", mean_service)


def series_mean_variance(correlation: float, count: int, noise: float = 1.0) -> float:
    """Variance of the mean of ``count`` values of a series in which each is part of the next.

    x[n] = correlation x[n-1] + e[n], settled, where e has variance ``noise``: in units of that.
    Raises ValueError for a correlation of 1 or more either way, or less than one value.
    Source: the sum of the covariances of an AR(1) series, (1 - phi^2)^-1 phi^lag.
    """
    if not -1 < correlation < 1:
        raise ValueError(f"correlation: got {correlation}, need a number between -1 and 1")
    size = whole("count", count, 1)
    lags = np.arange(1.0, size)
    pairs = (size - lags) * correlation**lags
    settled = non_negative("noise", noise) / (1 - correlation**2)
    return float(settled * (size + 2 * pairs.sum()) / size**2)


def all_busy_variance_constant(offered_erlangs: float, servers: int, mean_service: float) -> float:
    """lim t Var(share of time over t in which all trunks are busy) of a loss group (M/M/c/c).

    In units of time. Raises ValueError for a load or service of 0 or less, or no server.
    Source: the solved Poisson equation of a birth-death chain.
    """
    size = whole("servers", servers, 1)
    load = positive("offered_erlangs", offered_erlangs)
    service_rate = 1 / positive("mean_service", mean_service)
    births = np.full(size, load * service_rate)
    deaths = service_rate * np.arange(1.0, size + 1)
    return time_average_variance(births, deaths, np.eye(size + 1)[-1])
