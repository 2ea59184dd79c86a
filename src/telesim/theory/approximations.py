"""Quick approximations for several servers and general service. Screens, not answers.

Against exact values at load 0.8 with 5 servers they err by 0.1 % (fixed service), 2 % (Erlang-2)
and 7 % (cv^2 = 3); with 8 servers at load 0.7 and cv^2 = 4 by 28 %.
"""

from __future__ import annotations

import math

from telesim.theory.checks import non_negative
from telesim.theory.erlang_c import ErlangC


def lee_longton_mean_wait(queue: ErlangC, cv_squared: float) -> float:
    """Approximate mean wait with service of this squared coefficient of variation.

    `queue` is the queue with exponential service of the same mean.
    Raises ValueError for a negative cv_squared.
    Source: Lee and Longton 1959; exact for one server and for exponential service.
    """
    return (1 + non_negative("cv_squared", cv_squared)) / 2 * queue.mean_wait


def cosmetatos_mean_wait(queue: ErlangC, cv_squared: float = 0.0) -> float:
    """Approximate mean wait, between that of fixed (cv_squared 0) and of exponential service.

    `queue` is the queue with exponential service of the same mean.
    Raises ValueError for a negative cv_squared.
    Source: Cosmetatos 1975; the mixture in cv_squared after Page 1972.
    """
    mixed = non_negative("cv_squared", cv_squared)
    if queue.arrival_rate == 0:
        return 0.0
    servers, occupancy = queue.servers, queue.occupancy
    excess = (1 - occupancy) * (servers - 1) * (math.sqrt(4 + 5 * servers) - 2)
    fixed = 0.5 * (1 + excess / (16 * occupancy * servers)) * queue.mean_wait
    return mixed * queue.mean_wait + (1 - mixed) * fixed
