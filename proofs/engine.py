"""The whole way, by the public API: scenario file, simulation, log, KPIs, intervals, verdicts.

Twenty copies of the roster's town in one run are twenty experiments; a block is a run with a seed
of its own. The town's two limits lie by a hair on either side of the exact answers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

import numpy as np

import telesim
from proofs.claims import at_most, coverage
from proofs.proof import Proof
from proofs.roster import A_DAY, CLOSES, MEAN, OPENS, SHARE, roster
from proofs.telling import SCENARIO


def counted(rng: np.random.Generator, size: int, settings: Mapping[str, Any]) -> dict[str, int]:
    """One run of so many towns: intervals that hold the exact values, and wrong verdicts."""
    scenario = telesim.load(SCENARIO, settings={**settings, "copies": size})
    seed = int(rng.integers(2**32))
    with tempfile.TemporaryDirectory() as folder:
        result = telesim.run(scenario, seed=seed, out=folder)
    exact = roster()
    truths = {
        MEAN: exact.mean_time_to_repair,
        SHARE: 100 * exact.share_done_within(A_DAY),
    }
    held = dict.fromkeys(truths, 0)
    wrong = dict.fromkeys(truths, 0)
    longer = 100 * roster(CLOSES - OPENS + 0.5).share_done_within(A_DAY)
    beyond = 0
    for verdict in result.verdicts:
        if verdict.level != "county":
            continue
        truth, sign = truths[verdict.kpi], 1 if verdict.direction == "at_most" else -1
        row = result.kpi(verdict.kpi, **verdict.where)
        held[verdict.kpi] += bool(row["ci_low"] <= truth <= row["ci_high"])
        # Another shift has another answer, which the intervals must not hold.
        beyond += verdict.kpi == SHARE and bool(row["ci_low"] <= longer <= row["ci_high"])
        right = "met" if sign * truth <= sign * verdict.limit else "missed"
        wrong[verdict.kpi] += verdict.verdict not in (right, "undecided")
    return {
        "mean time to restore": held[MEAN],
        "share within 24 h": held[SHARE],
        "share of half an hour more": beyond,
        "mean just beyond: met": wrong[MEAN],
        "share just kept: missed": wrong[SHARE],
    }


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """A run as the file says."""
    return counted(rng, size, {})


def short(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """A run of fewer and shorter replications."""
    return counted(rng, size, {"replications": 5, "warm_up": "2 weeks", "window": "8 weeks"})


PROOF = Proof(
    "engine",
    "the roster's town simulated, ten replications of 16 weeks",
    (
        coverage("mean time to restore"),
        coverage("share within 24 h"),
        coverage("share of half an hour more", must_fail=True),
        at_most("mean just beyond: met", 0.05),
        at_most("share just kept: missed", 0.05),
    ),
    experiments,
    blocks=10,
    size=20,
    quick_size=20,
    quick=short,
    quick_summary="the roster's town simulated, five replications of 8 weeks",
    simulates=True,
)
