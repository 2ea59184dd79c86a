"""Chains on 0, 1, 2, ...: their steady state, their spread in time, their path through time."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# A Poisson mean up to here keeps exp(-mean) far from underflow; longer spans go in equal steps.
_LONGEST_STEP = 200.0


def inverse(matrix: Array) -> Array:
    """The inverse of a matrix."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def chain_steady_state(generator: Array) -> Array:
    """Steady-state probabilities of a finite chain whose generator's rows sum to 0."""
    equations = generator.T.copy()
    equations[-1] = 1.0
    right = np.zeros(len(equations))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(equations, right), dtype=np.float64)


def birth_death_steady_state(births: Array, deaths: Array) -> Array:
    """Steady-state probabilities of states 0..n of a birth-death chain.

    births[i] is the rate from i to i + 1, deaths[i] the rate from i + 1 to i; n entries each, all
    deaths above 0. A birth rate of 0 leaves the states above empty.
    Source: cut equations, in logarithms so that neither end can overflow.
    """
    with np.errstate(divide="ignore"):
        steps = np.log(births) - np.log(deaths)
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights: Array = np.exp(logs - logs.max())
    weights /= weights.sum()
    return weights


def time_average_variance(births: Array, deaths: Array, values: Array) -> float:
    """lim t Var(average of values[state] over [0, t]) of a birth-death chain in steady state.

    Unit: square of the values times the unit of time. All births must be above 0.
    Source: the solved Poisson equation of a birth-death chain (Whitt 1992).
    """
    steady = birth_death_steady_state(births, deaths)
    centred = (values - steady @ values) * steady
    below = np.cumsum(centred)[:-1]
    # Summed from the near end: from the far one, rounding noise meets vanishing probabilities.
    above = -np.cumsum(centred[::-1])[::-1][1:]
    partial = np.where(np.cumsum(steady)[:-1] < 0.5, below, above)
    flow = births * steady[:-1]
    terms = np.divide(partial**2, flow, out=np.zeros_like(flow), where=flow > 0)
    return float(2 * terms.sum())


class Propagator:
    """Moves distributions on 0..n through time: up and down by one, and out of the chain.

    up[i], down[i], out[i] are the rates from state i (up[n] and down[0] must be 0). A distribution
    is the last axis of an array; any leading axes are moved together.
    Source: uniformization; only sums of non-negative numbers, so no digits cancel.
    """

    def __init__(self, up: Array, down: Array, out: Array | None = None) -> None:
        leaving = up + down if out is None else up + down + out
        self._rate = float(leaving.max())
        scale = self._rate if self._rate > 0 else 1.0
        self._up, self._down = up / scale, down / scale
        self._stay = 1 - leaving / scale

    def _step(self, distribution: Array) -> Array:
        moved: Array = distribution * self._stay
        moved[..., 1:] += distribution[..., :-1] * self._up[:-1]
        moved[..., :-1] += distribution[..., 1:] * self._down[1:]
        return moved

    def move(self, distribution: Array, span: float) -> Array:
        """The distribution after `span` units of time."""
        for weights in self._equal_steps(span):
            power, end = distribution, np.zeros_like(distribution)
            for weight in weights:
                end += weight * power
                power = self._step(power)
            distribution = end
        return distribution

    def integrate(self, distribution: Array, span: float) -> Array:
        """The integral of the distribution over the next `span` units of time."""
        if self._rate == 0:
            return distribution * span
        integral: Array = np.zeros_like(distribution)
        for weights in self._equal_steps(span):
            power, end, beyond = distribution, np.zeros_like(distribution), math.fsum(weights)
            for weight in weights:
                end += weight * power
                beyond -= weight
                integral += (beyond / self._rate) * power
                power = self._step(power)
            distribution = end
        return integral

    def _equal_steps(self, span: float) -> list[list[float]]:
        """Poisson weights of the events in each of the equal steps that make up the span."""
        total = self._rate * span
        if total <= 0:
            return []
        steps = math.ceil(total / _LONGEST_STEP)
        return [_poisson_weights(total / steps).tolist()] * steps


def _poisson_weights(mean: float) -> Array:
    """Poisson probabilities from 0 to where the rest is below 1e-18, summing to 1."""
    last = math.ceil(mean + 10 * math.sqrt(mean) + 30)
    counts = np.arange(1, last + 1)
    logs = np.concatenate(([0.0], np.cumsum(math.log(mean) - np.log(counts)))) - mean
    weights: Array = np.exp(logs)
    weights /= weights.sum()
    return weights
