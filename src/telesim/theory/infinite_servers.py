"""As many servers as it takes: the load that a changing stream of arrivals offers (M(t)/G/inf).

The number busy is Poisson at every instant, so its mean is also its variance.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence

import numpy as np

from telesim.theory.checks import finite, non_negative, positive, refuse, same_length, whole


def offered_load(
    rate: Callable[[float], float],
    survival: Callable[[float], float],
    time: float,
    horizon: float,
    panels: int = 64,
) -> float:
    """Mean number busy at `time` when rate(t) customers arrive per unit of time.

    survival(u) is the share of services longer than u; services beyond `horizon` and arrivals
    before time - horizon are left out. Integrates with 16 points in each of `panels` equal panels:
    exact to rounding where both functions are smooth.
    Raises ValueError for a negative horizon or no panel.
    Source: Eick, Massey and Whitt 1993.
    """
    width = non_negative("horizon", horizon) / whole("panels", panels, 1)
    points, weights = np.polynomial.legendre.leggauss(16)
    total = 0.0
    for panel in range(panels):
        for point, weight in zip(points.tolist(), weights.tolist(), strict=True):
            age = width * (panel + (1 + point) / 2)
            total += weight * rate(time - age) * survival(age)
    return total * width / 2


def wave_load_from_empty(
    base_rate: float, amplitude: float, angular_frequency: float, service_rate: float, time: float
) -> float:
    """Mean number busy at `time`, from empty at 0, exponential service.

    Arrivals come at base_rate + amplitude sin(angular_frequency t) per unit of time.
    Raises ValueError for a negative rate at any time, a service rate of 0, a negative time.
    Source: the solved linear equation m' = rate - mu m.
    """
    _check_wave(base_rate, amplitude, angular_frequency)
    mu, w = positive("service_rate", service_rate), angular_frequency
    gone = -math.expm1(-mu * non_negative("time", time))
    swing = mu * math.sin(w * time) - w * math.cos(w * time) + w * (1 - gone)
    return base_rate / mu * gone + amplitude * swing / (mu**2 + w**2)


def wave_load_gamma(
    base_rate: float,
    amplitude: float,
    angular_frequency: float,
    shape: float,
    mean_service: float,
    time: float,
) -> float:
    """Mean number busy at `time` once the wave has gone on for ever, gamma service.

    Arrivals come at base_rate + amplitude sin(angular_frequency t) per unit of time.
    Raises ValueError for a negative rate at any time, or a shape or mean of 0 or less.
    Source: Eick, Massey and Whitt 1993, by the characteristic function of the service.
    """
    _check_wave(base_rate, amplitude, angular_frequency)
    k, mean = positive("shape", shape), positive("mean_service", mean_service)
    level, turn = base_rate * mean, 1j * angular_frequency
    if turn == 0:
        return level
    transfer = (1 - (1 + turn * mean / k) ** -k) / turn
    return level + amplitude * (cmath.exp(turn * finite("time", time)) * transfer).imag


def _check_wave(base_rate: float, amplitude: float, angular_frequency: float) -> None:
    non_negative("base_rate", base_rate)
    non_negative("angular_frequency", angular_frequency)
    if abs(finite("amplitude", amplitude)) > base_rate:
        raise refuse("amplitude", amplitude, f"at most the base rate, {base_rate!r}")


def stepped_load_from_empty(
    rates: Sequence[float], lengths: Sequence[float], service_rate: float, time: float
) -> float:
    """Mean number busy at `time`, from empty at 0, exponential service.

    Arrivals come at rates[i] for lengths[i] units of time, then at the next, round and round.
    Raises ValueError for a negative rate, a length or service rate of 0, or a negative time.
    Source: exact steps of m' = rate - mu m.
    """
    count = same_length(rates=rates, lengths=lengths)
    mu = positive("service_rate", service_rate)
    for place in range(count):
        non_negative(f"rates[{place}]", rates[place])
        positive(f"lengths[{place}]", lengths[place])
    left, busy, place = non_negative("time", time), 0.0, 0
    while left > 0:
        step = min(left, lengths[place])
        gone = -math.expm1(-mu * step)
        busy += (rates[place] / mu - busy) * gone
        left -= step
        place = (place + 1) % count
    return busy


def number_busy_at_least(mean_busy: float, number: int) -> float:
    """Chance of `number` or more busy at once, when the mean is `mean_busy`, any law of service.

    Raises ValueError for a negative mean or number.
    Source: the number busy is Poisson.
    """
    mean = non_negative("mean_busy", mean_busy)
    if whole("number", number, 0) == 0:
        return 1.0
    if mean == 0:
        return 0.0
    from scipy.special import gammainc

    return float(gammainc(number, mean))
