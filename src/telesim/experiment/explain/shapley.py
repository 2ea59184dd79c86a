"""Shapley values: what each player adds to a whole, averaged over all orders of joining.

A subset of n players is an integer whose bit i says that player i is in it; ``worth(subset)`` is
one number for each replication, all on the same draws. The values of all players add up to
``worth(all) - worth(nobody)``, and a player that changes nothing gets exactly zero.

Sources: L. S. Shapley, A value for n-person games, 1953; sampling over permutations: J. Castro,
D. Gómez, J. Tejada, Computers & Operations Research 36 (2009); each permutation with its reverse:
R. Mitchell, J. Cooper, E. Frank, G. Holmes, J. Machine Learning Research 23 (2022).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.estimate import student_quantile

Values = NDArray[np.float64]
Worth = Callable[[int], Values]
Order = tuple[int, ...]

#: Up to so many players all subsets are looked at (64 of them); above, orders are sampled.
MOST_EXACT = 6
#: Orders sampled above that, each with its reverse among them; at most 16 n + 2 subsets.
ORDERS = 16


@dataclass(frozen=True)
class Values95:
    """A mean over replications with its 95 % interval; NaN where there are fewer than two."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Shapley:
    """The value of each player.

    ``per_replication`` is players by replications. ``sampling_error`` is the standard error of
    each player's mean that comes of the sampled orders alone; all zeros when exact.
    """

    per_replication: Values
    sampling_error: Values
    #: Pairs of orders behind the sampling error; 0 when exact.
    pairs: int = 0

    def interval(self, player: int) -> Values95:
        """Mean and interval of a player: replications and, where sampled, orders together."""
        return interval(self.per_replication[player], self.sampling_error[player], self.pairs)


def interval(values: Values, sampling_error: float = 0.0, pairs: int = 0) -> Values95:
    """Student's interval over replications, widened by the sampling error if there is one.

    Both are independent of each other, so that the squares of their half widths add up. One pair of
    orders tells nothing of its own error, so that there is no interval then.
    """
    mean, n = float(values.mean()) if values.size else math.nan, values.size
    if n < 2 or pairs == 1:
        return Values95(mean, math.nan, math.nan)
    half = student_quantile(n) * float(values.std(ddof=1)) / math.sqrt(n)
    if pairs >= 2:
        half = math.hypot(half, student_quantile(pairs) * sampling_error)
    return Values95(mean, mean - half, mean + half)


def exact(players: int, worth: Worth) -> Shapley:
    """The values from all 2^n subsets."""
    found = []
    for player in range(players):
        bit = 1 << player
        total: Values | None = None
        for subset in range(1 << players):
            if subset & bit:
                continue
            size = subset.bit_count()
            weight = 1 / (players * math.comb(players - 1, size))
            part = weight * (worth(subset | bit) - worth(subset))
            total = part if total is None else total + part
        assert total is not None
        found.append(total)
    return Shapley(np.array(found), np.zeros(players))


def sample_orders(players: int, number: int = ORDERS, seed: int = 1) -> list[Order]:
    """Random orders, each followed by its reverse; ``number`` is rounded up to an even one.

    The same ``seed`` gives the same orders, and more orders begin with the fewer.
    """
    generator = np.random.Generator(np.random.Philox(seed))
    orders: list[Order] = []
    while len(orders) < number:
        order = tuple(int(one) for one in generator.permutation(players))
        orders += [order, order[::-1]]
    return orders


def subsets_of_orders(players: int, orders: Sequence[Order]) -> list[int]:
    """The subsets that some orders pass through, nobody and all among them, rising."""
    found = {0, (1 << players) - 1}
    for order in orders:
        subset = 0
        for player in order:
            subset |= 1 << player
            found.add(subset)
    return sorted(found)


def sampled(players: int, worth: Worth, orders: Sequence[Order]) -> Shapley:
    """The values from some orders of joining; pairs of them follow one another."""
    steps = np.zeros((len(orders), players, worth(0).size))
    for number, order in enumerate(orders):
        subset, before = 0, worth(0)
        for player in order:
            subset |= 1 << player
            after = worth(subset)
            steps[number, player] = after - before
            before = after
    pairs = len(orders) // 2
    of_pairs = steps.mean(axis=2).reshape(pairs, 2, players).mean(axis=1)
    spread = of_pairs.std(axis=0, ddof=1) if pairs >= 2 else np.full(players, np.nan)
    return Shapley(steps.mean(axis=0), spread / math.sqrt(max(pairs, 1)), pairs)
