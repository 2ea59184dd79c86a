"""Verdicts where the truth lies by a hair on the one side of the limit: how often are they wrong?

A verdict that is *met* where the truth is just beyond the limit, or *missed* where it just keeps
it, is wrong. Intervals of 95 % allow that in one experiment of twenty at most (in one of forty
where figures scatter evenly). A code that never decides would pass that, so it must also decide
rightly where the truth is five standard errors away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from proofs import ar1, mm1, rare_shares, roster
from proofs.claims import Claim, at_least, at_most
from proofs.proof import Proof
from proofs.telling import plain_table, ratio_table, says, verdicts

if TYPE_CHECKING:
    import pandas as pd

WRONG = 0.05
#: Where figures scatter evenly, half of what a 95 % interval misses lies on the wrong side.
WRONG_OF_EVEN = 0.025
#: How far from the limit a truth is that must be told from it, in standard errors of the mean.
FAR, DECIDED = 5.0, 0.95
REPLICATIONS = 10
#: A share near 100 %, of about 200 faults.
RARE = 0.99
SOURCES = ("even figure", "mean wait", "share within 24 h", "99 % in time")
Direction = Literal["at_most", "at_least"]


def wrong(
    name: str, replications: pd.DataFrame, direction: Direction, truth: float, gap: float
) -> dict[str, int]:
    """Wrong verdicts at limits that the truth just keeps and just does not keep."""
    sign = 1 if direction == "at_most" else -1
    kept, broken = verdicts(replications, direction, truth + sign * gap, truth - sign * gap)
    return {f"{name}: met": says(broken, "met"), f"{name}: missed": says(kept, "missed")}


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """Wrong and right verdicts."""
    hair = 1e-5
    means = ar1.series(rng, size * REPLICATIONS).mean(axis=0).reshape(size, REPLICATIONS)
    even = plain_table(ar1.KPI, means)
    far = FAR * ar1.standard_error(REPLICATIONS)
    below, above = verdicts(even, "at_most", ar1.MEAN + far, ar1.MEAN - far)
    waits = ratio_table(mm1.KPI, *mm1.waits(rng, size, mm1.LONG))
    faults, _, within = roster.repairs(rng, size)
    share = 100 * roster.roster().share_done_within(roster.A_DAY)
    few = rare_shares.faults(rng, size)
    rare, truth = rare_shares.in_time(rng, few, RARE), 100 * RARE
    return {
        **wrong(SOURCES[0], even, "at_most", ar1.MEAN, hair),
        **wrong(SOURCES[1], waits, "at_most", mm1.EXACT.mean_wait, hair),
        **wrong(SOURCES[2], ratio_table(roster.SHARE, within, faults), "at_least", share, hair),
        **wrong(SOURCES[3], ratio_table(rare_shares.KPI, rare, few), "at_least", truth, hair),
        "5 s.e. within the limit: met": says(below, "met"),
        "5 s.e. beyond the limit: missed": says(above, "missed"),
        # Without an interval, by the mean alone; and with Student's interval of a share.
        "met by the mean alone": int((means.mean(axis=1) <= ar1.MEAN - hair).sum()),
        "99 % in time by Student: met": wrong(
            "", plain_table(rare_shares.KPI, rare / few), "at_least", truth, hair
        )[": met"],
    }


def claims() -> tuple[Claim, ...]:
    """Wrong verdicts of each source, right ones far away, and controls."""
    near = [
        at_most(f"{name}: {word}", WRONG if number else WRONG_OF_EVEN)
        for number, name in enumerate(SOURCES)
        for word in ("met", "missed")
    ]
    return (
        *near,
        at_least("5 s.e. within the limit: met", DECIDED),
        at_least("5 s.e. beyond the limit: missed", DECIDED),
        at_most("met by the mean alone", WRONG, must_fail=True),
        at_most("99 % in time by Student: met", WRONG, must_fail=True),
    )


PROOF = Proof(
    "verdicts",
    "wrong verdicts at a truth on either side of the limit",
    claims(),
    experiments,
    quick_size=160,
)
