"""A figure that remembers: an autoregressive series with nine tenths carried on.

The interval from independent replications holds the truth as often as it says, with 20 of them
and with 3. Taking the observations of one run for independent ones is the classic mistake; it is
shown failing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns
from proofs.telling import covered, plain_table

CARRIED = 0.9
#: Far from zero, because telesim cuts intervals of what cannot be negative there.
MEAN = 1_000.0
OBSERVATIONS = 1_000
KPI = "waiting_list_mean"


def series(rng: np.random.Generator, runs: int) -> Columns:
    """Observations (rows) of stationary runs (columns), with innovations of variance 1."""
    now = rng.standard_normal(runs) / np.sqrt(1 - CARRIED**2)
    told = np.empty((OBSERVATIONS, runs))
    for number, new in enumerate(rng.standard_normal((OBSERVATIONS, runs))):
        now = CARRIED * now + new
        told[number] = now
    return MEAN + told


def standard_error(replications: int) -> float:
    """Of the mean of so many runs, exactly: the sum of all autocovariances."""
    lags = np.arange(1, OBSERVATIONS)
    sums = OBSERVATIONS + 2 * ((OBSERVATIONS - lags) * CARRIED**lags).sum()
    variance = sums / OBSERVATIONS**2 / (1 - CARRIED**2)
    return float(np.sqrt(variance / replications))


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the interval of the mean holds the exact one."""
    runs = series(rng, size * 20)
    means = runs.mean(axis=0).reshape(size, 20)
    return {
        "20 replications": covered(plain_table(KPI, means), MEAN),
        "3 replications": covered(plain_table(KPI, means[:, :3]), MEAN),
        # Each observation of one run passed off as a replication.
        "one run as independent": covered(plain_table(KPI, runs[:, ::20].T), MEAN),
    }


PROOF = Proof(
    "ar1",
    "mean of an autoregressive series, 0.9 carried on",
    (
        coverage("20 replications"),
        coverage("3 replications"),
        coverage("one run as independent", must_fail=True),
    ),
    experiments,
)
