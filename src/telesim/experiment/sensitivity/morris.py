"""Morris' elementary effects of a noisy answer, and which of them are no more than noise.

All points of a design are simulated on the same draws, so replication r is a function of its own,
and what is averaged over trajectories in one replication is independent of the others. Two
things follow.

- The mean effect and its interval come from the replications, as everywhere in telesim.
- The mean of absolute effects ``mu_star`` is not the mean of absolute values of noisy effects,
  which pure noise lifts above zero. Each replication's effect is counted with the sign that the
  *other* replications give it. An effect whose sign they cannot tell averages to zero, so that
  its interval holds zero: it cannot be told from noise. Small effects are told too small by this,
  never too large.

Intervals cover the noise of the replications for the trajectories drawn, not the choice of these.
Source: M. D. Morris, Technometrics 33 (1991); F. Campolongo et al., Environ. Model. Softw. 22
(2007) for ``mu_star``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import student_quantile
from telesim.experiment.sensitivity.library import salib

#: Levels of each range, as Morris has them for a step of two thirds of it.
LEVELS = 4

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """One number's effect on one answer, in the answer's unit over the whole of its range."""

    #: Mean effect from the low to the high end, with sign.
    mean: float
    mean_low: float
    mean_high: float
    #: Mean of the effects' sizes over the trajectories.
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    #: Standard deviation of the effect over the trajectories, noise taken off: how much it depends
    #: on where in its range it is and on the other numbers.
    sigma: float

    @property
    def is_told(self) -> bool | None:
        """Whether it can be told from noise; None with fewer than two replications."""
        return None if math.isnan(self.mu_star_low) else self.mu_star_low > 0


def trajectories(factors: int, number: int, seed: int) -> Matrix:
    """Points of a Morris design in the unit cube, (number x (factors + 1), factors).

    Raises:
        MissingLibraryError: SALib is not installed.
    """
    sample = salib("SALib.sample.morris").sample
    problem = {
        "num_vars": factors,
        "names": [str(n) for n in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    points: Matrix = np.asarray(sample(problem, number, num_levels=LEVELS, seed=seed), dtype=float)
    return points


def effects(points: Matrix, answers: Matrix) -> list[Effect]:
    """Effects of every factor.

    Args:
        points: of :func:`trajectories`, (points, factors).
        answers: (points, replications), all points on the same draws.
    """
    factors = points.shape[1]
    each = _elementary(points, answers, factors)
    return [_effect(one) for one in each]


def _elementary(points: Matrix, answers: Matrix, factors: int) -> Matrix:
    """Elementary effects, (factors, trajectories, replications)."""
    runs = points.reshape(-1, factors + 1, factors)
    values = answers.reshape(len(runs), factors + 1, -1)
    found = np.empty((factors, len(runs), values.shape[2]))
    for number, (run, value) in enumerate(zip(runs, values, strict=True)):
        steps = np.diff(run, axis=0)
        moved = np.abs(steps).argmax(axis=1)
        size = steps[np.arange(factors), moved]
        found[moved, number] = np.diff(value, axis=0) / size[:, None]
    return found


def _effect(each: Matrix) -> Effect:
    """From elementary effects of one factor, (trajectories, replications)."""
    number = each.shape[1]
    average = each.mean(axis=1)
    if number < 2:
        nan = math.nan
        sigma = float(average.std(ddof=1)) if len(average) > 1 else nan
        return Effect(
            float(average.mean()), nan, nan, float(np.abs(average).mean()), nan, nan, sigma
        )
    others = each.sum(axis=1, keepdims=True) - each
    size = (np.sign(others) * each).mean(axis=0)
    sigma = math.nan
    if len(average) > 1:
        noise = each.var(axis=1, ddof=1).mean() / number
        sigma = math.sqrt(max(0.0, float(average.var(ddof=1) - noise)))
    return Effect(*_interval(each.mean(axis=0)), *_interval(size), sigma)


def _interval(values: Matrix) -> tuple[float, float, float]:
    """Mean and Student's interval over replications."""
    mean = float(values.mean())
    half = student_quantile(len(values)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return mean, mean - half, mean + half
