"""Shares near 100 %: what ten replications without a late fault do not prove.

True shares of 96 to 99.9 % in time over 10 replications of about 20 faults, and one of 90 % where
good and bad replications differ. Late faults are few and whole, so that coverage goes up and down
with the true share; what is claimed is its mean over shares. Student's interval of the
replications' shares stands beside as a control.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns
from proofs.telling import covered, plain_table, ratio_table

KPI = "time_to_restore_within_24h"
REPLICATIONS, FAULTS = 10, 20
#: Ends of the true shares where replications are alike, and the share where they differ.
LEAST, MOST, DIFFERENT = 0.96, 0.999, 0.90
#: How alike two faults of one replication are, where replications differ.
CORRELATION = 0.05


def faults(rng: np.random.Generator, size: int) -> Columns:
    """Numbers of faults, by experiment (rows) and replication; none has no fault at all."""
    return np.maximum(rng.poisson(FAULTS, (size, REPLICATIONS)), 1).astype(np.float64)


def in_time(rng: np.random.Generator, of: Columns, share: Columns | float) -> Columns:
    """100 for each fault in time, added up."""
    hits = rng.binomial(of.astype(np.int64), share).astype(np.float64)
    return 100.0 * hits


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the intervals hold the true share."""
    alike, different = faults(rng, size), faults(rng, size)
    truths = rng.uniform(LEAST, MOST, size)
    rare = in_time(rng, alike, truths[:, None])
    spread = 1 / CORRELATION - 1
    shares = rng.beta(DIFFERENT * spread, (1 - DIFFERENT) * spread, different.shape)
    mixed = in_time(rng, different, shares)
    return {
        "96 to 99.9 % in time": covered(ratio_table(KPI, rare, alike), 100 * truths),
        "90 % in time, years differ": covered(ratio_table(KPI, mixed, different), 100 * DIFFERENT),
        "the same by Student": covered(plain_table(KPI, rare / alike), 100 * truths),
    }


PROOF = Proof(
    "shares",
    "share in time of 10 times 20 faults, effective Wilson",
    (
        coverage("96 to 99.9 % in time"),
        coverage("90 % in time, years differ"),
        coverage("the same by Student", must_fail=True),
    ),
    experiments,
)
