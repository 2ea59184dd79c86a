"""Series that no town makes, as telesim's output analysis reads them."""

from __future__ import annotations

import numpy as np
from scipy import stats

from proofs import ar1
from proofs.telling import plain_table
from telesim.experiment.estimate import combine
from verification.answers import Sums

#: Intervals of a piece, and runs behind each.
EXPERIMENTS, REPLICATIONS = 200, 20


def variance_of_means(seed: int, piece: int, observations: int = ar1.OBSERVATIONS) -> Sums:
    """The variance of the mean of a run, as each interval over replications has it.

    Args:
        seed: of the row.
        piece: number of the piece.
        observations: of each run, the first ones.

    Returns:
        A row for each interval: 1, and the variance between runs that its width says.
    """
    rng = np.random.Generator(np.random.Philox(key=[seed, piece]))
    runs = ar1.series(rng, EXPERIMENTS * REPLICATIONS)[:observations]
    told = combine(plain_table(ar1.KPI, runs.mean(axis=0).reshape(EXPERIMENTS, REPLICATIONS)))
    half = (told["ci_high"] - told["ci_low"]).to_numpy() / 2
    deviation = half / float(stats.t.ppf(0.975, REPLICATIONS - 1)) * np.sqrt(REPLICATIONS)
    return np.stack([np.ones(EXPERIMENTS), deviation**2], axis=1)
