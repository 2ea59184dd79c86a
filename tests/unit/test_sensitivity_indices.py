"""Morris and Sobol on Ishigami's function, whose indices are known, with noise on top."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from telesim.experiment.sensitivity.morris import effects, trajectories
from telesim.experiment.sensitivity.sobol import saltelli, shares

pytest.importorskip("SALib", reason="the extra telesim[sensitivity]")

Matrix = np.ndarray[Any, np.dtype[np.float64]]
FACTORS = 4  # Ishigami's three, and one that does nothing
FIRST = (0.3139, 0.4424, 0.0, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437, 0.0)


def ishigami(cube: Matrix) -> Matrix:
    """T. Ishigami, T. Homma (1990) with a = 7, b = 0.1, over [-pi, pi]³."""
    x = math.pi * (2 * cube - 1)
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


def noisy(answers: Matrix, replications: int, deviation: float, seed: int) -> Matrix:
    """Noise of which half is common to all points of a replication, as common draws make it."""
    draw = np.random.Generator(np.random.Philox(seed))
    common = draw.normal(0, deviation, (1, replications))
    own = draw.normal(0, deviation, (len(answers), replications))
    return np.asarray(answers[:, None] + common + own)


def test_without_noise_indices_are_those_of_salib() -> None:
    from SALib.analyze import morris, sobol

    problem = {"num_vars": FACTORS, "names": list("abcd"), "bounds": [[0, 1]] * FACTORS}
    points = trajectories(FACTORS, 8, seed=1)
    found = effects(points, ishigami(points)[:, None])
    theirs = morris.analyze(
        problem, points, ishigami(points), num_levels=4, num_resamples=2, seed=1
    )
    assert [one.mu_star for one in found] == pytest.approx(list(theirs["mu_star"]))
    assert [one.mean for one in found] == pytest.approx(list(theirs["mu"]))
    assert [one.sigma for one in found] == pytest.approx(list(theirs["sigma"]))
    rows = saltelli(FACTORS, 256, seed=1)
    cut = shares(FACTORS, ishigami(rows)[:, None])
    theirs = sobol.analyze(
        problem, ishigami(rows), calc_second_order=False, num_resamples=2, seed=1
    )
    assert [one.first for one in cut] == pytest.approx(list(theirs["S1"]), abs=0.02)
    assert [one.total for one in cut] == pytest.approx(list(theirs["ST"]), abs=0.02)


def test_sobol_covers_the_known_shares_under_noise() -> None:
    """Noise as large as the answer's own spread (3.7): naive first-order shares would be halved."""
    runs, covered = 40, np.zeros((2, FACTORS))
    first = []
    for run in range(runs):
        rows = saltelli(FACTORS, 128, seed=run)
        found = shares(FACTORS, noisy(ishigami(rows), 6, 3.7, seed=run))
        first.append([one.first for one in found])
        covered[0] += [a.first_low <= s <= a.first_high for a, s in zip(found, FIRST, strict=True)]
        covered[1] += [a.total_low <= s <= a.total_high for a, s in zip(found, TOTAL, strict=True)]
    # 95 % less three standard errors of 40 runs.
    assert covered.min() >= runs * (0.95 - 3 * math.sqrt(0.95 * 0.05 / runs)), covered / runs
    spread = np.std(first, axis=0, ddof=1) / math.sqrt(runs)
    assert (np.abs(np.mean(first, axis=0) - FIRST) < 4 * spread).all()


def test_morris_covers_the_effects_and_knows_noise() -> None:
    points = trajectories(FACTORS, 6, seed=3)
    truth = effects(points, ishigami(points)[:, None])
    runs, covered, told = 200, np.zeros(FACTORS), np.zeros(FACTORS)
    for run in range(runs):
        found = effects(points, noisy(ishigami(points), 8, 0.5, seed=run))
        covered += [a.mean_low <= t.mean <= a.mean_high for a, t in zip(found, truth, strict=True)]
        told += [bool(one.is_told) for one in found]
    error = 3 * math.sqrt(0.95 * 0.05 / runs)
    assert covered.min() >= runs * (0.95 - error), covered / runs
    assert told[:3].tolist() == [runs] * 3, "three real effects"
    assert told[3] <= runs * (0.05 + error), "what does nothing is taken for noise"


def test_pure_noise_is_not_lifted_above_zero() -> None:
    points = trajectories(2, 4, seed=1)
    sizes = [effects(points, noisy(np.zeros(len(points)), 5, 1, seed))[0].mu_star
             for seed in range(400)]  # fmt: skip
    assert abs(np.mean(sizes)) < 4 * np.std(sizes) / math.sqrt(len(sizes))


def test_one_replication_has_no_interval() -> None:
    points = trajectories(2, 3, seed=1)
    [first, _] = effects(points, points[:, :1] * 5)
    assert (first.mean, first.mu_star, first.sigma) == (5.0, 5.0, pytest.approx(0, abs=1e-12))
    assert first.is_told is None and math.isnan(first.mu_star_low)
    rows = saltelli(2, 4, seed=1)
    assert shares(2, rows[:, :1])[0].is_told is None


def test_a_base_that_is_no_power_of_two_is_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        saltelli(2, 50, seed=1)
