"""Lines that an event hits, by the law of its cause, without a draw."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.scenario.causes import Cause

#: Enough for shares to a quarter of a per mille.
_QUANTILES = 4_096


@lru_cache(maxsize=256)
def lines_of(law: Distribution | None) -> NDArray[np.float64]:
    """Lines hit by an event, at even quantiles: laws need not know their distribution function."""
    if law is None:
        return np.ones(1)
    grid = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    return np.maximum(1.0, np.floor(law.from_uniform(grid) + 0.5))


def faults_per_event(cause: Cause) -> float:
    """Mean faults that an event of a cause makes: more than one where it ``strikes`` several."""
    return _mean_lines(cause.strikes)


@lru_cache(maxsize=256)
def _mean_lines(law: Distribution | None) -> float:
    return float(lines_of(law).mean())


@lru_cache(maxsize=256)
def few_and_many(law: Distribution | None, at_most: int) -> tuple[float, float, float]:
    """Share of events that hit so many lines at most, their mean lines, the others'."""
    lines = lines_of(law)
    few = lines <= at_most
    share = float(few.mean())
    of_few = float(lines[few].mean()) if few.any() else 1.0
    return share, of_few, float(lines[~few].mean()) if share < 1 else 1.0
