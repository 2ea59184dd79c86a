"""The first three moments of a duration: all that the single-server formulas ask of a law."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from telesim.theory.checks import (
    non_negative,
    positive,
    probabilities,
    refuse,
    same_length,
    whole,
)


@dataclass(frozen=True)
class Moments:
    """Raw moments E[S], E[S^2], E[S^3] of a duration S, in units of time, squared and cubed.

    The third is needed only for variances of waits and may be None.
    Raises ValueError when no duration can have these moments.
    """

    mean: float
    second: float
    third: float | None = None

    def __post_init__(self) -> None:
        positive("mean", self.mean)
        slack = 1 - 1e-12
        if not self.second >= slack * self.mean**2:
            raise refuse("second", self.second, f"at least the mean squared, {self.mean**2!r}")
        if self.third is not None and not self.third >= slack * self.second**2 / self.mean:
            least = self.second**2 / self.mean
            raise refuse("third", self.third, f"at least second^2 / mean, {least!r}")

    @property
    def variance(self) -> float:
        """Variance, in units of time squared."""
        return max(0.0, self.second - self.mean**2)

    @property
    def cv_squared(self) -> float:
        """Variance over the squared mean: 0 when fixed, 1 when exponential."""
        return self.variance / self.mean**2

    @property
    def mean_residual(self) -> float:
        """Mean time left of a duration met at a random instant, E[S^2] / (2 E[S])."""
        return self.second / (2 * self.mean)

    @classmethod
    def deterministic(cls, value: float) -> Moments:
        """A fixed duration."""
        positive("value", value)
        return cls(value, value**2, value**3)

    @classmethod
    def exponential(cls, mean: float) -> Moments:
        """An exponential duration."""
        return cls.gamma(1.0, mean)

    @classmethod
    def erlang(cls, stages: int, mean: float) -> Moments:
        """A sum of `stages` equal exponential stages with this mean in total."""
        return cls.gamma(float(whole("stages", stages, 1)), mean)

    @classmethod
    def gamma(cls, shape: float, mean: float) -> Moments:
        """A gamma duration."""
        positive("shape", shape)
        scale = positive("mean", mean) / shape
        return cls(
            mean,
            shape * (shape + 1) * scale**2,
            shape * (shape + 1) * (shape + 2) * scale**3,
        )

    @classmethod
    def lognormal(cls, mean: float, cv: float) -> Moments:
        """A lognormal duration given by its own mean and coefficient of variation."""
        positive("mean", mean)
        spread = 1 + non_negative("cv", cv) ** 2
        return cls(mean, mean**2 * spread, mean**3 * spread**3)

    @classmethod
    def uniform(cls, low: float, high: float) -> Moments:
        """A duration uniform between `low` and `high`."""
        non_negative("low", low)
        if not low < high < math.inf:
            raise refuse("high", high, f"a finite number above low, {low!r}")
        return cls(
            (low + high) / 2,
            (low**2 + low * high + high**2) / 3,
            (low + high) * (low**2 + high**2) / 4,
        )

    @classmethod
    def hyperexponential(cls, shares: Sequence[float], means: Sequence[float]) -> Moments:
        """A mixture: with probability shares[i] an exponential of mean means[i]."""
        same_length(shares=shares, means=means)
        return cls.mixture(shares, [cls.exponential(mean) for mean in means])

    @classmethod
    def mixture(cls, shares: Sequence[float], parts: Sequence[Moments]) -> Moments:
        """A mixture of any durations: with probability shares[i] the duration parts[i]."""
        same_length(shares=shares, parts=parts)
        weights = probabilities("shares", shares)
        thirds = [part.third for part in parts if part.third is not None]
        return cls(
            math.fsum(w * part.mean for w, part in zip(weights, parts, strict=True)),
            math.fsum(w * part.second for w, part in zip(weights, parts, strict=True)),
            math.fsum(w * third for w, third in zip(weights, thirds, strict=True))
            if len(thirds) == len(parts)
            else None,
        )
