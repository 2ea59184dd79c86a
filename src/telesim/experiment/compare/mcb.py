"""Which of several scenarios is the best: multiple comparisons with the best, on common draws.

For each scenario the interval of its mean less the best of the *others*. All intervals of a figure
hold together with at least 95 %: one below the best by at most so much, and one above it by at
most so much. Source: J. C. Hsu, Annals of Statistics 12 (1984) 1136, with the constrained
intervals; on common draws B. L. Nelson, F. J. Matejcik, Management Science 41 (1995) 1935. Their
common quantile needs all pairs to be equally correlated; Bonferroni's over the k - 1 comparisons
of the true best with the others needs nothing of the kind, so that each pair has its own width.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.compare.pairing import Sample
from telesim.experiment.estimate import CONFIDENCE

Column = NDArray[np.float64]
Standing = Literal["best", "may be the best", "as good as the best", "not the best"]


@dataclass(frozen=True, slots=True)
class Place:
    """One scenario among several by one figure; how far it is ahead of the best of the others.

    ``ahead`` is positive where the scenario is better, whichever way the figure improves.
    """

    mean: float
    ahead: float
    ci_low: float
    ci_high: float
    standing: Standing


def against_the_best(means: Column, half: Column) -> tuple[Column, Column]:
    """Hsu's constrained intervals of each mean less the best of the others; higher is better.

    Args:
        means: shape (..., k).
        half: shape (..., k, k), symmetric: how far below its estimate the difference of a pair
            may lie; the diagonal is ignored.

    Returns:
        Lower bounds (0 or less) and upper bounds (0 or more), each of shape (..., k).
    """
    k = means.shape[-1]
    gap = means[..., :, None] - means[..., None, :]
    own = np.eye(k, dtype=bool)
    above = np.where(own, np.inf, gap + half).min(axis=-1)
    upper = np.maximum(above, 0.0)
    possible = above >= 0
    below = np.where(own | ~possible[..., None, :], np.inf, gap - half).min(axis=-1)
    # Who alone can be the best is ahead of the others; for it no possible rival is left.
    lower = np.where(np.isfinite(below), np.minimum(below, 0.0), 0.0)
    return lower, upper


def one_sided(freedom: Column, scenarios: int, confidence: float = CONFIDENCE) -> Column:
    """t by which the true best stands above all others together, Bonferroni over k - 1."""
    from scipy.special import stdtrit

    found: Column = stdtrit(freedom, 1 - (1 - confidence) / (scenarios - 1))
    return found


def half_widths(parts: Column, confidence: float = CONFIDENCE) -> Column:
    """How far each pair's difference may lie from its estimate, on common draws.

    Args:
        parts: shape (..., k, n): what each of n replications contributes to each scenario's error.

    Returns:
        Shape (..., k, k).
    """
    k, n = parts.shape[-2:]
    gap = parts[..., :, None, :] - parts[..., None, :, :]
    error = np.sqrt(gap.var(axis=-1, ddof=1) / n)
    found: Column = one_sided(np.array(n - 1.0), k, confidence) * error
    return found


def places(
    samples: Sequence[Sample],
    higher_is_better: bool,
    margin: float,
    *,
    common: bool = True,
    flattered: Sequence[bool] = (),
) -> list[Place]:
    """Every scenario's place by one figure; the replications that have a value in all count.

    Below two replications nothing can be said and all may be the best.

    Args:
        samples: one a scenario.
        higher_is_better: which way the figure improves.
        margin: a difference that does not matter.
        common: whether draws are common; else the errors of a pair are added (Welch).
        flattered: whether each scenario may look better beside the others than it is, since cases
            are open; then it is not called the best, nor is another not the best for its sake.
    """
    usable = np.logical_and.reduce([one.usable for one in samples])
    if common:
        samples = [one.only(usable) for one in samples]
    sign = 1.0 if higher_is_better else -1.0
    means = np.array([one.mean for one in samples])
    ahead = [sign * mean - np.max(np.delete(sign * means, n)) for n, mean in enumerate(means)]
    count = min(int(one.usable.sum()) for one in samples)
    if count < 2 or not np.isfinite(means).all():
        return [
            Place(float(mean), float(gap), math.nan, math.nan, "may be the best")
            for mean, gap in zip(means, ahead, strict=True)
        ]
    half = half_widths(np.stack([one.parts for one in samples])) if common else _apart(samples)
    lower, upper = against_the_best(sign * means, half)
    doubted = np.array(flattered or [False] * len(samples), dtype=bool)
    # Beaten by one that does not only look better.
    gap = sign * (means[:, None] - means[None, :])
    beaten = ((gap + half <= 0) & ~doubted & ~np.eye(len(samples), dtype=bool)).any(axis=1)
    return [
        Place(
            float(means[n]),
            float(ahead[n]),
            low,
            high,
            _said(low, high, margin, flattered=bool(doubted[n]), beaten=bool(beaten[n])),
        )
        for n, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True))
    ]


def _apart(samples: Sequence[Sample]) -> Column:
    """The same of independent runs, by Welch's error and freedom of each pair."""
    squares = np.array([np.var(one.parts, ddof=1) / one.usable.sum() for one in samples])
    freedom = np.array([one.usable.sum() - 1 for one in samples])
    both = squares[:, None] + squares[None, :]
    parts = squares**2 / freedom
    with np.errstate(divide="ignore", invalid="ignore"):
        of_pair = both**2 / (parts[:, None] + parts[None, :])
    of_pair = np.where(np.isfinite(of_pair), of_pair, freedom.min())
    found: Column = one_sided(of_pair, len(samples)) * np.sqrt(both)
    return found


def _said(low: float, high: float, margin: float, *, flattered: bool, beaten: bool) -> Standing:
    if low >= -margin and not flattered:
        return "best" if low >= 0 else "as good as the best"
    return "not the best" if high <= 0 and low < 0 and beaten else "may be the best"
