"""Limits for large groups staffed at load + beta sqrt(load): how many still have to wait.

Approximations for a finite group, exact in the limit.
"""

from __future__ import annotations

import math

from telesim.theory.checks import finite, positive, share
from telesim.theory.roots import bisect


def halfin_whitt_delay(beta: float) -> float:
    """Limiting share of customers who wait, with unlimited patience.

    Raises ValueError for a beta of 0 or less: such a group is overloaded.
    Source: Halfin and Whitt 1981: 1 / (1 + beta Phi(beta) / phi(beta)).
    """
    density = _normal_density(positive("beta", beta))
    return density / (density + beta * _normal_above(-beta))


def halfin_whitt_beta(delay_probability: float) -> float:
    """The beta at which this share of customers waits in the limit.

    Raises ValueError for a share outside 0 to 1.
    Source: the inverse of `halfin_whitt_delay`, which falls with beta.
    """
    target = share("delay_probability", delay_probability)
    # At beta 38 the density is the smallest float: no share above 0 lies further out.
    return bisect(lambda beta: halfin_whitt_delay(beta) - target, 1e-16, 38.0)


def garnett_delay(beta: float, patience_ratio: float) -> float:
    """Limiting share of callers who wait when each hangs up at patience_ratio times a service rate.

    Raises ValueError for a beta that is not finite or a ratio of 0 or less.
    Source: Garnett, Mandelbaum and Reiman 2002.
    """
    root = math.sqrt(positive("patience_ratio", patience_ratio))
    below = _normal_hazard(-finite("beta", beta))
    return below / (below + root * _normal_hazard(beta / root))


def _normal_density(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _normal_above(x: float) -> float:
    """Chance that a standard normal number exceeds x."""
    return math.erfc(x / math.sqrt(2)) / 2


def _normal_hazard(x: float) -> float:
    """Normal density over the chance above it; by its series where both nearly vanish."""
    if x < 35:
        return _normal_density(x) / _normal_above(x)
    inverse = 1 / x**2
    return x / (1 - inverse * (1 - 3 * inverse * (1 - 5 * inverse * (1 - 7 * inverse))))
