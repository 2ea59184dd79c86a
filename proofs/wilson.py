"""The probability that a year keeps the limit, from twenty years: Wilson's interval.

The interval is that of the verdict. Wald's, which most spreadsheets use, stands beside as a
control: at nine years in ten it holds the truth seven times in eight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy.special import ndtri

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import Columns
from proofs.telling import plain_table, verdicts
from telesim.experiment.verdicts import Verdict

KPI, LIMIT = "waiting_list_mean", 1_000.0
YEARS, KEPT = 20, 0.9


def holds(found: list[Verdict], truths: Columns) -> int:
    """How many verdicts' probabilities have an interval that holds the true one."""
    return sum(
        (one.probability_low or 0.0) <= truth <= (one.probability_high or 0.0)
        for one, truth in zip(found, truths, strict=True)
    )


def wald_holds(found: list[Verdict], truths: Columns) -> int:
    """The same for Wald's interval around the same probabilities."""
    held = 0
    for one, truth in zip(found, truths, strict=True):
        share = one.probability or 0.0
        half = float(ndtri(0.975)) * math.sqrt(share * (1 - share) / YEARS)
        held += abs(share - truth) <= half
    return held


def judged(rng: np.random.Generator, truths: Columns) -> list[Verdict]:
    """Twenty years for each true probability, judged; a year keeps the limit with it."""
    values = LIMIT * rng.random((len(truths), YEARS)) / truths[:, None]
    [found] = verdicts(plain_table(KPI, values), "at_most", LIMIT)
    return found


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the intervals hold the true probability."""
    nine_in_ten, any_share = np.full(size, KEPT), rng.uniform(0.5, 0.99, size)
    found = judged(rng, nine_in_ten)
    return {
        "nine years in ten": holds(found, nine_in_ten),
        "any share from a half on": holds(judged(rng, any_share), any_share),
        "nine years in ten by Wald": wald_holds(found, nine_in_ten),
    }


PROOF = Proof(
    "wilson",
    "probability that a year keeps the limit, from 20 years",
    (
        coverage("nine years in ten"),
        coverage("any share from a half on"),
        coverage("nine years in ten by Wald", must_fail=True),
    ),
    experiments,
)
