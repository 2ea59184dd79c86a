"""Whether a requirement is kept: tests that look again as replications come in.

A mean is tested against its limit in two ways at once, each with half of the error allowed: by
t-tests at four looks (a design far from the limit is told after a few replications), and by the
closed triangle of Andradóttir and Kim (one that is near it is told within a known number).
Within ``tolerance`` of the limit either answer counts as right.

A probability is tested by Wald's sequential ratio of likelihoods, between the wanted one less and
plus a tolerance.

Sources: S. Andradóttir, S.-H. Kim, Fully sequential procedures for comparing constrained systems
via simulation, Naval Research Logistics 57 (2010), procedure F; A. Wald, Sequential tests of
statistical hypotheses, Annals of Mathematical Statistics 16 (1945).
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Answer = Literal["kept", "failed", "open"]
#: Looks of the t-test: after the first replications, and after 2, 4 and 8 times as many.
_LOOKS = 4
#: Equal replications after which a figure counts as one that chance does not move; by then a share
#: of a tenth that differs would have shown itself with 96 %.
_ALIKE = 30


def mean_answer(beyond: NDArray[np.float64], tolerance: float, error: float, first: int) -> Answer:
    """Whether a mean lies at or below zero.

    Args:
        beyond: how far each replication lies beyond the limit, in order; shape (n,).
        tolerance: a distance from the limit that does not matter; above 0.
        error: probability of a wrong answer that is allowed.
        first: replications before the first look, 2 or more; more where all so far are equal,
            because these say nothing of how far others may lie away.
    """
    n = len(beyond)
    alike = int(np.argmax(beyond != beyond[0])) if (beyond != beyond[:1]).any() else n
    if alike >= max(_ALIKE, first):
        return "kept" if beyond[0] <= 0 else "failed"
    first = max(first, alike + 1)
    if n < first:
        return "open"
    sums = np.cumsum(beyond)
    variance = float(np.var(beyond[:first], ddof=1))
    reach = (first - 1) * (error ** (-2 / (first - 1)) - 1)  # 2 x (error / 2), see kn.py
    seen = np.arange(first, n + 1)
    width = np.maximum(0.0, reach * variance / (2 * tolerance) - tolerance * seen / 2)
    decided = np.abs(sums[first - 1 :]) >= width
    at = int(seen[np.argmax(decided)]) if decided.any() else n + 1
    for look in range(_LOOKS):
        number = first * 2**look
        if number > min(n, at):
            break
        if _clear(beyond[:number], error / 2 / _LOOKS):
            at = number
            break
    if at > n:
        return "open"
    return "kept" if sums[at - 1] <= 0 else "failed"


def _clear(values: NDArray[np.float64], error: float) -> bool:
    """Whether a mean is told from zero by a one-sided t-test on its own side."""
    from scipy.special import stdtrit

    deviation = float(np.std(values, ddof=1))
    quantile = float(stdtrit(len(values) - 1, 1 - error))
    return abs(float(values.mean())) > quantile * deviation / math.sqrt(len(values))


def chance_answer(kept: NDArray[np.bool_], chance: float, tolerance: float, error: float) -> Answer:
    """Whether replications keep a limit with at least a probability.

    Args:
        kept: whether each replication keeps it, in order; shape (n,).
        chance: the probability wanted, between 0 and 1.
        tolerance: of probability, within which either answer counts as right.
        error: probability of a wrong answer that is allowed.
    """
    low, high = ends_of_chance(chance, tolerance)
    if not len(kept):
        return "open"
    up, down = math.log(high / low), math.log((1 - high) / (1 - low))
    ratio = np.cumsum(np.where(kept, up, down))
    bound = math.log((1 - error) / error)
    decided = np.abs(ratio) >= bound
    if not decided.any():
        return "open"
    return "kept" if ratio[np.argmax(decided)] > 0 else "failed"


def ends_of_chance(chance: float, tolerance: float) -> tuple[float, float]:
    """The two probabilities that a test tells apart; both stay inside of 0 and 1."""
    tolerance = min(tolerance, 0.9 * (1 - chance), 0.9 * chance)
    return chance - tolerance, chance + tolerance
