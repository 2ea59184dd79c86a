"""Laws of service made of exponential phases: what the exact many-server chain can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telesim.theory.checks import positive, probabilities, refuse, same_length, whole
from telesim.theory.markov import Array, inverse
from telesim.theory.moments import Moments


@dataclass(frozen=True)
class PhaseType:
    """A duration that starts in phase i with probability starts[i] and wanders until it ends.

    rates[i] is the rate of leaving phase i; moves[i][j] the chance of then going on to phase j,
    with what is missing to 1 the chance of being done.
    Raises ValueError for chances that are none, or a phase that cannot end.
    Source: Neuts 1981.
    """

    starts: tuple[float, ...]
    rates: tuple[float, ...]
    moves: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        count = same_length(starts=self.starts, rates=self.rates, moves=self.moves)
        probabilities("starts", self.starts)
        for place, rate in enumerate(self.rates):
            positive(f"rates[{place}]", rate)
        moves = np.asarray(self.moves, dtype=float)
        if moves.shape != (count, count) or (moves < 0).any():
            raise refuse("moves", self.moves, f"{count} rows of {count} chances, 0 or more")
        if (moves.sum(axis=1) > 1 + 1e-12).any():
            raise refuse("moves", self.moves, "rows that sum to 1 at most")
        if (np.linalg.matrix_power(moves, count).sum(axis=1) > 1 - 1e-12).any():
            raise refuse("moves", self.moves, "a way out of every phase")

    @classmethod
    def exponential(cls, mean: float) -> PhaseType:
        """An exponential duration."""
        return cls.erlang(1, mean)

    @classmethod
    def erlang(cls, stages: int, mean: float) -> PhaseType:
        """A sum of `stages` equal exponential stages with this mean in total."""
        count = whole("stages", stages, 1)
        rate = count / positive("mean", mean)
        moves = np.eye(count, k=1)
        return cls(
            tuple(np.eye(count)[0].tolist()),
            (rate,) * count,
            tuple(tuple(row) for row in moves.tolist()),
        )

    @classmethod
    def hyperexponential(cls, shares: Sequence[float], means: Sequence[float]) -> PhaseType:
        """A mixture: with probability shares[i] an exponential of mean means[i]."""
        count = same_length(shares=shares, means=means)
        return cls(
            tuple(shares),
            tuple(1 / positive(f"means[{place}]", mean) for place, mean in enumerate(means)),
            ((0.0,) * count,) * count,
        )

    @property
    def generator(self) -> Array:
        """Rates between phases, with minus the rate of leaving on the diagonal."""
        rates = np.asarray(self.rates)
        generator: Array = rates[:, None] * np.asarray(self.moves) - np.diag(rates)
        return generator

    @property
    def moments(self) -> Moments:
        """The first three moments of the duration."""
        stay = inverse(-self.generator)
        once = stay @ np.ones(len(self.rates))
        twice, starts = stay @ once, np.asarray(self.starts)
        return Moments(
            float(starts @ once),
            float(2 * starts @ twice),
            float(6 * starts @ (stay @ twice)),
        )
