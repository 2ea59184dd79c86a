"""Where to look: every design where there are few, else steps through whole numbers.

The local search climbs from a starting design until a few common draws keep all requirements,
then steps to the cheapest neighbour that does as well, until none does. It remembers what it has
looked at. Rounds repeat it from where the last one ended, with more draws.
Source of the scheme: H. Wang, R. Pasupathy, B. W. Schmeiser, R-SPLINE, ACM TOMACS 23 (2013); of
its steps only those along whole numbers, as requirements come as limits here, not as one value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telesim.experiment.plan.space import Design, Space

#: Designs up to which all are looked at.
EXHAUSTIVE = 200
#: How far each design lies beyond its limits, 0 = it keeps them all.
Look = Callable[[Sequence[Design]], list[float]]


def local_search(space: Space, start: Design, look: Look) -> Design | None:
    """The cheapest design found that keeps all limits by the look; None when nothing does."""
    found = _climb(space, start, look)
    return None if found is None else _descend(space, found, look)


def _climb(space: Space, start: Design, look: Look) -> Design | None:
    here = start
    [short] = look([here])
    for _ in range(sum(len(axis.costs) for axis in space.axes) + 1):
        if short <= 0:
            return here
        steps = space.more(here)
        if not steps:
            break
        gains = [
            (short - after, after, step) for step, after in zip(steps, look(steps), strict=True)
        ]
        keeps = [step for _, after, step in gains if after <= 0]
        if keeps:
            return min(keeps, key=space.cost)
        gain, after, step = max(gains, key=lambda one: _worth(space, here, one))
        if gain <= 0:
            break  # no single step helps: try the most of everything
        here, short = step, after
    top = space.largest()
    return top if look([top])[0] <= 0 else None


def _worth(space: Space, here: Design, one: tuple[float, float, Design]) -> float:
    """What a step gains for its money."""
    gain, _, step = one
    return gain / max(1, space.cost(step) - space.cost(here)) if gain > 0 else gain


def _descend(space: Space, start: Design, look: Look) -> Design:
    here = start
    while True:
        steps = space.cheaper(here)
        keeps = [step for step, short in zip(steps, look(steps), strict=True) if short <= 0]
        if not keeps:
            return here
        here = min(keeps, key=space.cost)
