"""Sobol's indices of a noisy answer: the share of its variance that each number makes.

First-order and total indices by Saltelli's design. Simulation noise would count as variance of
its own and make all first-order shares too small and all totals too large, so every product is
taken between *different* replications: the noise of one is independent of that of another,
while their common answer is not.

Intervals come from two jackknives, over the rows of the design and over the replications, whose
variances are added: what they share is counted twice, which makes them a little too wide.
Source: A. Saltelli et al., Comput. Phys. Commun. 181 (2010), estimators (b) and (f) of table 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import student_quantile
from telesim.experiment.sensitivity.library import salib

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """Shares of an answer's variance that one number makes, 0 to 1 but for noise."""

    #: By itself.
    first: float
    first_low: float
    first_high: float
    #: With all that it does together with others.
    total: float
    total_low: float
    total_high: float

    @property
    def is_told(self) -> bool | None:
        """Whether the total can be told from nothing; None without an interval."""
        return None if math.isnan(self.total_low) else self.total_low > 0


def saltelli(factors: int, base: int, seed: int) -> Matrix:
    """Points of Saltelli's design in the unit cube, (base x (factors + 2), factors).

    Args:
        base: rows of the base sample, a power of two.

    Raises:
        MissingLibraryError: SALib is not installed.
        ValueError: ``base`` is no power of two above 1.
    """
    if base < 2 or base & (base - 1):
        raise ValueError(f"base: got {base}, need a power of two such as 64")
    problem = {
        "num_vars": factors,
        "names": [str(n) for n in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    sample = salib("SALib.sample.sobol").sample
    found: Matrix = np.asarray(
        sample(problem, base, calc_second_order=False, seed=seed), dtype=float
    )
    return found


def shares(factors: int, answers: Matrix) -> list[Shares]:
    """Indices of every factor.

    Args:
        answers: at the points of :func:`saltelli`, (points, replications).
    """
    rows = answers.reshape(-1, factors + 2, answers.shape[1])
    first, total = _indices(rows)
    by_row = np.array([_indices(np.delete(rows, n, axis=0)) for n in range(len(rows))])
    number = rows.shape[2]
    if number < 2:
        nan = math.nan
        return [
            Shares(float(f), nan, nan, float(t), nan, nan)
            for f, t in zip(first, total, strict=True)
        ]
    design = _jackknife(by_row)
    noise = np.zeros_like(design)
    if number > 2:
        left_out = np.array([_indices(np.delete(rows, n, axis=2)) for n in range(number)])
        noise = _jackknife(left_out)
    half = _half(design, len(rows), noise, number)
    return [
        Shares(
            float(first[k]), float(first[k] - half[0, k]), float(first[k] + half[0, k]),
            float(total[k]), float(total[k] - half[1, k]), float(total[k] + half[1, k]),
        )
        for k in range(factors)
    ]  # fmt: skip


def _indices(rows: Matrix) -> tuple[Matrix, Matrix]:
    """First-order and total indices from (base, A and each AB and B, replications)."""
    rows = rows - rows[:, [0, -1]].mean(axis=(0, 1))
    a, b = rows[:, 0], rows[:, -1]
    whole = np.concatenate((a, b))
    variance = _products(whole, whole).mean()
    step = rows[:, 1:-1] - a[:, None]
    first = _products(b[:, None], step).mean(axis=0)
    total = _products(step, step).mean(axis=0) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return first / variance, total / variance


def _products(one: Matrix, other: Matrix) -> Matrix:
    """Mean product over all pairs of different replications; of the same where there is but one."""
    number = one.shape[-1]
    same = (one * other).sum(axis=-1)
    if number < 2:
        return np.asarray(same)
    crossed = one.sum(axis=-1) * other.sum(axis=-1) - same
    return np.asarray(crossed / (number * (number - 1)))


def _jackknife(left_out: Matrix) -> Matrix:
    """Variance from estimates that leave one out each."""
    n = len(left_out)
    return np.asarray((n - 1) / n * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))


def _half(design: Matrix, rows: int, noise: Matrix, number: int) -> Matrix:
    """Half widths of 95 % intervals, with Satterthwaite's degrees of freedom for two variances."""
    whole = design + noise
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = whole**2 / (design**2 / (rows - 1) + noise**2 / (number - 1))
    freedom = np.nan_to_num(freedom, nan=rows - 1.0)  # no variance at all
    quantile = np.vectorize(lambda f: student_quantile(max(1, int(f)) + 1))(freedom)
    return np.asarray(quantile * np.sqrt(whole))
