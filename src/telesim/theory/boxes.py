"""Whether the customer's own distribution box has a pair left, when only the cabinet is counted.

Pairs end in boxes of 10 to 30. A cabinet that is 85 % full has boxes that are full and boxes
with room, and more of both than chance alone would give, because streets fill together. The
number of pairs in use in a box is therefore taken as beta-binomial: binomial with a fill that
differs from box to box.
"""

from __future__ import annotations

import math

from telesim.theory.checks import refuse, whole


def box_full(size: int, fill: float, correlation: float) -> float:
    """Probability that all pairs of a box are in use.

    size is the number of usable pairs of a box, fill the share of pairs in use over the whole
    cabinet, correlation that between two pairs of one box (0 = binomial, 1 = boxes are either
    full or empty). Raises ValueError for a size below 1 or shares outside 0 to 1.
    Source: Skellam (1948), J. R. Statist. Soc. B 10, 257-261: P(X = n) of the beta-binomial is the
    product over k < n of (fill (1 - r) + k r) / (1 - r + k r).
    """
    return fill * rest_of_box_in_use(size, fill, correlation)


def rest_of_box_in_use(size: int, fill: float, correlation: float) -> float:
    """Probability that all other pairs of its box are in use, seen from a pair that is.

    Arguments and errors as in :func:`box_full`; 1 for a box of one pair. A line finds its own box
    full more often than a stranger would, because full boxes hold more of the lines.
    """
    whole("size", size, 1)
    for name, value in (("fill", fill), ("correlation", correlation)):
        if not 0 <= value <= 1:
            raise refuse(name, value, "a share from 0 to 1")
    apart = 1 - correlation
    return math.prod(
        (fill * apart + k * correlation) / (apart + k * correlation) for k in range(1, size)
    )
