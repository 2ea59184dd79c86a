"""Wet years have more faults, and each takes longer: means per fault are ratios of two sums.

A year's weather is a gamma factor. The number of faults follows it, and the hours of each rise
with its square root. The mean of yearly means gives the few faults of a dry year the weight of
the many of a wet one: its interval sits too low, and the more years the surer it is of that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns
from proofs.telling import covered, plain_table, ratio_table

KPI = "time_to_restore_mean"
FAULTS_A_YEAR, HOURS, CV = 60, 10.0, 0.3
#: Shape of a gamma law with mean 1.
SHAPE = 1 / CV**2


def exact() -> float:
    """Mean hours per fault: 10 E[w^1.5] / E[w] of the weather w."""
    return HOURS * math.gamma(SHAPE + 1.5) / math.gamma(SHAPE) / math.pow(SHAPE, 1.5)


def years(rng: np.random.Generator, size: int, replications: int) -> tuple[Columns, Columns]:
    """Hours of all faults and their number, by experiment (rows) and year."""
    weather = rng.gamma(SHAPE, 1 / SHAPE, (size, replications))
    # A year without a fault has no mean; with these numbers there is none in a million.
    faults = np.maximum(rng.poisson(FAULTS_A_YEAR * weather), 1)
    hours = rng.gamma(faults) * HOURS * np.sqrt(weather)
    return hours, faults.astype(np.float64)


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often intervals of ratios, and of means of means, hold the exact value."""
    found: dict[str, int] = {}
    for replications in (10, 20):
        hours, faults = years(rng, size, replications)
        of_sums, of_means = ratio_table(KPI, hours, faults), plain_table(KPI, hours / faults)
        found[f"{replications} years"] = covered(of_sums, exact())
        found[f"mean of {replications} means"] = covered(of_means, exact())
    return found


PROOF = Proof(
    "ratios",
    "mean hours per fault over wet and dry years, delta method",
    (
        coverage("10 years"),
        coverage("mean of 10 means", must_fail=True),
        coverage("20 years"),
        coverage("mean of 20 means", must_fail=True),
    ),
    experiments,
    # The naive interval of ten years is wrong by little; it takes many to see it.
    size=200,
    quick_size=1_000,
)
