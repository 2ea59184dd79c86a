"""The choice among designs: how often KN takes the best of ten, in slippage configurations.

All others lie one indifference difference above the best, which is where a choice goes wrong most
easily. The cases are those of the published comparisons: equal spreads with the best last and
first, a quiet best among noisy others, spreads from 1 to 10. With draws in common the best is found
as often with fewer observations, which an estimate of the pairwise variance is for; a choice that
takes the least mean of the first stage is the control.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from proofs.claims import Claim, at_least
from proofs.proof import Proof
from telesim.experiment.plan.kn import Kn

SYSTEMS, DIFFERENCE, FIRST = 10, 1.0, 10
#: Observations that are drawn at a time.
BLOCK = 10
#: Case -> standard deviation of each system, and which is the best.
CASES: dict[str, tuple[NDArray[np.float64], int]] = {
    "equal spreads, best last": (np.full(SYSTEMS, 3.0), SYSTEMS - 1),
    "equal spreads, best first": (np.full(SYSTEMS, 3.0), 0),
    "quiet best among noisy": (np.array([1.0, *[6.0] * (SYSTEMS - 1)]), 0),
    "spreads from 1 to 10": (np.arange(1.0, SYSTEMS + 1), SYSTEMS - 1),
}
CONTROL = "least of the first stage"


def chosen(
    rng: np.random.Generator, deviation: NDArray[np.float64], best: int, common: float = 0.0
) -> tuple[int, int]:
    """The system that is taken, and the observations of all systems that it took.

    ``common`` is the standard deviation of what all systems share.
    """
    mean = np.full(SYSTEMS, DIFFERENCE)
    mean[best] = 0.0
    choice, used = Kn(SYSTEMS, DIFFERENCE, first=FIRST), 0
    while not choice.decided:
        shared = common * rng.standard_normal((BLOCK, 1))
        drawn = mean + shared + deviation * rng.standard_normal((BLOCK, SYSTEMS))
        before = len(choice.survivors)
        choice.add(drawn[:, choice.survivors])
        used += BLOCK * before
    return choice.best, used


def of_first_stage(rng: np.random.Generator, deviation: NDArray[np.float64], best: int) -> int:
    """The system with the least mean of the first stage."""
    mean = np.full(SYSTEMS, DIFFERENCE)
    mean[best] = 0.0
    drawn = mean + deviation * rng.standard_normal((FIRST, SYSTEMS))
    return int(drawn.mean(axis=0).argmin())


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the best is taken."""
    found = {
        name: sum(chosen(rng, deviation, best)[0] == best for _ in range(size))
        for name, (deviation, best) in CASES.items()
    }
    deviation, best = CASES["equal spreads, best last"]
    found["draws in common"] = sum(
        chosen(rng, deviation, best, common=6.0)[0] == best for _ in range(size)
    )
    found[CONTROL] = sum(of_first_stage(rng, deviation, best) == best for _ in range(size))
    return found


PROOF = Proof(
    "selection",
    "KN takes the best of ten, all others one difference above it",
    (
        *(at_least(name, 0.95) for name in CASES),
        at_least("draws in common", 0.95),
        Claim(CONTROL, 0.95, 1.0, must_fail=True),
    ),
    experiments,
    quick_size=60,
)
