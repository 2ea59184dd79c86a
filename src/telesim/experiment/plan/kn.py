"""KN: the fully sequential choice of the system with the least mean, by pairwise differences.

Every pair is compared by the variance of its own difference, so that draws that systems have in
common shorten the comparison. Among independent normal observations the system chosen is within
``difference`` of the best with at least the probability asked for.

Source: S.-H. Kim, B. L. Nelson, A fully sequential procedure for indifference-zone selection in
simulation, ACM TOMACS 11 (2001); c = 1, so that the region in which a comparison goes on ends.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


class Kn:
    """One selection among ``systems`` systems; the least mean is the best.

    Feed it with :meth:`add` until one of :attr:`survivors` is left.
    """

    def __init__(
        self, systems: int, difference: float, *, error: float = 0.05, first: int = 10
    ) -> None:
        """Begin.

        Args:
            systems: how many there are, 1 or more.
            difference: of means that does not matter, in the unit of the observations; above 0.
            error: probability of a wrong choice that is allowed.
            first: observations of each from which variances are estimated; 2 or more.

        Raises:
            ValueError: an argument outside of these.
        """
        if systems < 1 or first < 2 or not difference > 0 or not 0 < error < 1:
            raise ValueError(
                f"got {systems} systems, a difference of {difference}, an error of {error} and "
                f"{first} first observations, need 1 or more, above 0, between 0 and 1, and 2 or "
                "more"
            )
        self.difference = difference
        self.first = first
        rivals = max(1, systems - 1)
        #: Source: Kim and Nelson, step "setup": eta = ((2 alpha/(k-1))^(-2/(n0-1)) - 1)/2.
        self._reach: float = (first - 1) * ((2 * error / rivals) ** (-2 / (first - 1)) - 1)
        self._sums = np.zeros(systems)
        self._beginning = np.empty((0, systems))
        self._variance = np.zeros((systems, systems))
        #: Observations of each survivor.
        self.seen = 0
        #: Numbers of the systems that are still in.
        self.survivors: NDArray[np.int64] = np.arange(systems)

    @property
    def decided(self) -> bool:
        """Whether one is left."""
        return len(self.survivors) == 1

    @property
    def best(self) -> int:
        """The survivor with the least mean so far; the only one when decided."""
        return int(self.survivors[np.argmin(self._sums[self.survivors])])

    def add(self, observations: NDArray[np.float64]) -> None:
        """Take further observations of the survivors; looks after each of them.

        Args:
            observations: shape (more, survivors), columns in the order of :attr:`survivors` when
                called.
        """
        columns = self.survivors
        for row in observations:
            if self.decided:
                return
            inside = np.isin(columns, self.survivors)
            self._sums[columns[inside]] += row[inside]
            self.seen += 1
            if self.seen <= self.first:
                self._beginning = np.vstack([self._beginning, row])
            if self.seen == self.first:
                self._variance = pairwise_variance(self._beginning)
            if self.seen >= self.first:
                self._drop()

    def _drop(self) -> None:
        """Drop who lies above a rival by more than the comparison's continuation region."""
        alive = self.survivors
        sums, variance = self._sums[alive], self._variance[np.ix_(alive, alive)]
        width = self._reach * variance / (2 * self.difference)
        width = np.maximum(0.0, width - self.difference * self.seen / 2)
        behind = sums[:, None] - sums[None, :]
        out = (behind > width).any(axis=1)
        if (width[~np.eye(len(alive), dtype=bool)] == 0).all():
            # All regions are closed: ties have no winner by sums, the first stands.
            out = np.arange(len(alive)) != np.argmin(sums)
        self.survivors = alive[~out]

    @property
    def most_needed(self) -> float:
        """Observations after which it is decided at the latest, known after the first stage."""
        if self.seen < self.first:
            return math.inf
        alive = self.survivors
        most = float(self._variance[np.ix_(alive, alive)].max(initial=0.0))
        at_the_latest = math.floor(self._reach * most / self.difference**2) + 1
        return float(max(self.seen, at_the_latest))


def pairwise_variance(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sample variance of the difference of each pair of columns: shape (systems, systems)."""
    together = np.atleast_2d(np.cov(values, rowvar=False))
    own = np.diag(together)
    return np.asarray(np.maximum(0.0, own[:, None] + own[None, :] - 2 * together))
