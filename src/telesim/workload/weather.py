"""Day-to-day variation: factors of mean 1 with a stated spread and memory from day to day."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.demand import Spread
from telesim.workload.streams import Streams, to_uniform

#: A day's memory is followed back until it weighs less than this.
_FORGOTTEN = 1e-9
#: Normal scores beyond this are as good as never; they would overflow the quantiles.
_FARTHEST = 8.0


def day_factors(
    streams: Streams, spread: Spread, purpose: str, place: str, first_day: int, days: int
) -> NDArray[np.float64]:
    """A factor for each day from ``first_day`` (a Gregorian ordinal) on: shape (days,).

    Each is gamma with mean 1 and the coefficient of variation of ``spread``; two neighbouring
    days correlate by its ``lag1``. Below lies a stationary Gaussian series of first order whose
    innovations are keyed by date, so that a longer or earlier run changes no day's factor.
    """
    if spread.cv == 0 or days == 0:
        return np.ones(days)
    from scipy.special import ndtri

    memory = _gaussian_correlation(spread.cv, spread.lag1)
    back = math.ceil(math.log(_FORGOTTEN) / math.log(memory)) if memory > 0 else 0
    weights = memory ** np.arange(back + 1)
    weights /= math.sqrt(float(np.sum(weights**2)))
    u = to_uniform(streams.daily(purpose, place, first_day - back, days + back))
    innovations = np.asarray(ndtri(np.maximum(u, 2.0**-54)))
    return _gamma_of_normal(np.convolve(innovations, weights, mode="valid"), spread.cv)


def _gamma_of_normal(z: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """The gamma value (mean 1) at the same quantile as the normal score ``z``."""
    from scipy.special import gammaincinv, ndtr

    shape = 1 / (cv * cv)
    chance = ndtr(np.clip(z, -_FARTHEST, _FARTHEST))
    return np.asarray(gammaincinv(shape, chance) / shape, dtype=np.float64)


@lru_cache(maxsize=64)
def _gaussian_correlation(cv: float, lag1: float) -> float:
    """Correlation of the normal scores that gives the gamma factors the correlation ``lag1``.

    The correlation of a transformed pair is a power series in that of the scores, whose
    coefficients are the squared Hermite coefficients of the transformation.
    """
    if lag1 == 0:
        return 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    values = _gamma_of_normal(nodes, cv)
    squares = []
    before, polynomial = np.zeros_like(nodes), np.ones_like(nodes)
    for degree in range(1, 40):
        # Normalised Hermite polynomials by their three-term recurrence.
        before, polynomial = (
            polynomial,
            (nodes * polynomial - math.sqrt(degree - 1) * before) / math.sqrt(degree),
        )
        squares.append(float(np.sum(weights * values * polynomial)) ** 2)
    series = np.array(squares) / sum(squares)
    powers = np.arange(1, 40)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if float(np.sum(series * middle**powers)) < lag1:
            low = middle
        else:
            high = middle
    return (low + high) / 2
