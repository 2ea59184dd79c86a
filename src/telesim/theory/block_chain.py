"""Chains of levels, each a block of phases, that repeat beyond some level (quasi-birth-death)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.markov import Array, chain_steady_state, inverse

_MOST_DOUBLINGS = 100


@dataclass(frozen=True)
class BlockChain:
    """Steady state of a chain that moves one level up or down at a time.

    up[n], local[n] are the rates from level n to n + 1 and within level n (their diagonals are not
    read), down[n] from level n to n - 1 (down[0] is not read); each list ends with the level that
    all higher ones repeat. The caller has checked that the chain is stable.
    Source: Neuts 1981; the repeating part by logarithmic reduction (Latouche and Ramaswami 1993),
    the levels below by folding from the top.
    """

    up: Sequence[Array]
    local: Sequence[Array]
    down: Sequence[Array]

    @property
    def _top(self) -> int:
        return len(self.up) - 1

    def _local_with_diagonal(self, level: int) -> Array:
        within = self.local[level] - np.diag(np.diag(self.local[level]))
        leaving = within.sum(axis=1) + self.up[level].sum(axis=1)
        if level > 0:
            leaving = leaving + self.down[level].sum(axis=1)
        full: Array = within - np.diag(leaving)
        return full

    @cached_property
    def ratio(self) -> Array:
        """R: the vector of level n + 1 is the vector of level n times R, from the top level on."""
        up, down = self.up[-1], self.down[-1]
        inside = inverse(-self._local_with_diagonal(self._top))
        higher, lower = inside @ up, inside @ down
        first_passage, still_up = lower.copy(), higher.copy()
        unit = np.eye(up.shape[0])
        for _ in range(_MOST_DOUBLINGS):
            both = inverse(unit - higher @ lower - lower @ higher)
            higher, lower = both @ higher @ higher, both @ lower @ lower
            gain = still_up @ lower
            first_passage += gain
            still_up = still_up @ higher
            if min(np.abs(gain).max(), np.abs(still_up).max()) < 1e-17:
                break
        solved: Array = up @ inverse(-self._local_with_diagonal(self._top) - up @ first_passage)
        return solved

    @cached_property
    def levels(self) -> list[Array]:
        """Probabilities of the phases of level 0, 1, ..., top."""
        ratios: list[Array] = []
        ratio_above, down_above = self.ratio, self.down[-1]
        for level in range(self._top, 0, -1):
            folded = self._local_with_diagonal(level) + ratio_above @ down_above
            ratio_above = self.up[level - 1] @ inverse(-folded)
            down_above = self.down[level]
            ratios.append(ratio_above)
        bottom = self._local_with_diagonal(0) + ratio_above @ down_above
        vectors = [chain_steady_state(bottom)]
        for step in reversed(ratios):
            vectors.append(vectors[-1] @ step)
        top = vectors.pop()
        total = sum(float(vector.sum()) for vector in vectors) + float((top @ self._tail).sum())
        return [vector / total for vector in [*vectors, top]]

    @cached_property
    def _tail(self) -> Array:
        """1 + R + R^2 + ..."""
        return inverse(np.eye(self.ratio.shape[0]) - self.ratio)

    @property
    def from_top(self) -> float:
        """Probability of the top level or any higher one."""
        return float((self.levels[-1] @ self._tail).sum())

    @property
    def mean_above_top(self) -> float:
        """Mean of max(0, level - top)."""
        return float((self.levels[-1] @ self.ratio @ self._tail @ self._tail).sum())

    @property
    def mean_level(self) -> float:
        """Mean level."""
        below = sum(n * float(vector.sum()) for n, vector in enumerate(self.levels[:-1]))
        return below + self._top * self.from_top + self.mean_above_top
