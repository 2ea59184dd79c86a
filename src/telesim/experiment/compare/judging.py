"""What a difference means: better, worse, no practical difference, or undecided.

The interval is set against the margin, the difference that changes no decision: **better** or
**worse** when all of it lies beyond the margin, **no practical difference** when all of it lies
within, **undecided** otherwise. Without a margin any difference counts. A figure that is neither
good nor bad is *higher* or *lower*.

Cases still open when a run ends have a lower bound for a time, so that the scenario that leaves
more than ``OPEN_SHARE`` of them open looks better than it is: nothing is said in its favour. In a
share in time they count as late, and the scenario looks worse than it is.
"""

from __future__ import annotations

import math
from typing import Literal

from telesim.experiment.estimate import replications_needed
from telesim.experiment.open_cases import OPEN_SHARE

Relation = Literal[
    "better", "worse", "higher", "lower", "no practical difference", "no difference", "undecided"
]
#: What all of the interval above the margin says, and all of it below, by which way is better.
_BEYOND: dict[bool | None, tuple[Relation, Relation]] = {
    None: ("higher", "lower"),
    True: ("better", "worse"),
    False: ("worse", "better"),
}


def relation(
    ci_low: float, ci_high: float, margin: float, higher_is_better: bool | None
) -> Relation:
    """What the interval of B less A says of B, with a margin of 0 or more in the same unit."""
    if math.isnan(ci_low) or math.isnan(ci_high):
        return "undecided"
    if ci_low == ci_high == 0:
        return "no difference"
    if -margin <= ci_low and ci_high <= margin:
        return "no practical difference"
    above, below = _BEYOND[higher_is_better]
    if ci_low > margin:
        return above
    return below if ci_high < -margin else "undecided"


def rests_on_open(
    said: Relation, open_a: float, open_b: float, higher_is_better: bool | None
) -> bool:
    """Whether what is said could be due to cases that one scenario has left open.

    Args:
        said: of B.
        open_a, open_b: share of the cases behind the figure that are open at the end, 0 to 1.
        higher_is_better: false of a time, which open cases make look short; true of a share in
            time, of which they are counted as late.
    """
    much_a, much_b = open_a > OPEN_SHARE, open_b > OPEN_SHARE
    flatters_a, flatters_b = (much_b, much_a) if higher_is_better else (much_a, much_b)
    if said in ("better", "lower"):
        return flatters_b
    if said in ("worse", "higher"):
        return flatters_a
    return said == "no practical difference" and (much_a or much_b)


def needed(difference: float, deviation: float, margin: float, n: int) -> int | None:
    """Replications in all after which the interval would about clear the nearer edge of the margin.

    None where nothing can be said; more than ``MOST_NEEDED`` stands for more than can be named.
    """
    if n < 2 or math.isnan(deviation) or math.isnan(difference):
        return None
    edge = margin if difference >= 0 else -margin
    return replications_needed(difference, deviation, edge, n)
