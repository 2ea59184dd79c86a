"""Where a monotone function crosses zero, to the last bit of a float."""

from __future__ import annotations

from collections.abc import Callable


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """The crossing of `function` between `low` and `high`, where it has opposite signs.

    Halves the interval until no float lies between its ends (about 60 to 100 calls).
    Raises ArithmeticError when both ends have the same sign: the caller's bracket is wrong.
    """
    rising = function(high) > 0
    if rising == (function(low) > 0):
        raise ArithmeticError(f"no change of sign between {low!r} and {high!r}")
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return middle
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle


def grow_until(reached: Callable[[float], bool], start: float) -> float:
    """The first of start, 2 start, 4 start, ... for which `reached` is true.

    Raises ArithmeticError after 1,000 doublings: the caller's function has no such point.
    """
    value = start
    for _ in range(1000):
        if reached(value):
            return value
        value *= 2
    raise ArithmeticError(f"not reached from {start!r} by doubling")


def smallest_whole(meets: Callable[[int], bool], least: int) -> int:
    """The smallest whole number, `least` or more, for which the monotone test `meets` is true."""
    if meets(least):
        return least
    step = 1
    while not meets(least + step):
        step *= 2
    low, high = least + step // 2, least + step
    while high - low > 1:
        middle = (low + high) // 2
        if meets(middle):
            high = middle
        else:
            low = middle
    return high
