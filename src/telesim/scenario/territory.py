"""Crews with lines of their own: how the cabinets they cover are shared out among them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from telesim.scenario.fields import Section


class Territory(Section):
    """Each crew serves cabinets of its own, for the skills named.

    Crews that cover the same places and have the same of these skills share the cabinets there out
    among them, as :func:`share_out` says. A crew that is off, away or busy is waited for, unless
    ``lending`` lets others come.
    """

    #: What is shared out.
    by: Literal["cabinet"] = "cabinet"
    #: ``none``: only its own crews ever serve a cabinet. ``idle``: when none of them is free,
    #: another crew that covers the place may come, if nothing it could start waits in its own.
    lending: Literal["none", "idle"] = "none"
    #: Skills for which it holds; work for all others goes to whoever covers the place.
    skills: tuple[str, ...]


def share_out(lines: Sequence[int], crews: int) -> list[tuple[int, ...]]:
    """The cabinets of each crew, by their positions in ``lines``, rising.

    The lines of all cabinets stand in a row, in the order of the cabinets, and are cut into as
    many equal stretches as there are crews, in their order. A crew owns the cabinet in which the
    middle of its stretch lies; a cabinet without any such middle belongs to the crew in whose
    stretch its own middle lies. So every crew has a cabinet and every cabinet a crew: several
    crews share a large one, several small ones make a territory. Cabinets without lines count as
    one line when all are without.
    """
    weights = list(lines) if any(lines) else [1] * len(lines)
    if not crews or not weights:
        return [()] * crews
    ends = list(accumulate(weights))
    total = ends[-1]
    found: list[list[int]] = [[] for _ in range(crews)]
    owned = [False] * len(weights)
    for crew in range(crews):
        # The middle of its stretch is (2 crew + 1) total / (2 crews); the ends are scaled alike.
        middle = (2 * crew + 1) * total
        cabinet = bisect_right(ends, middle, key=lambda end: end * 2 * crews)
        found[crew].append(cabinet)
        owned[cabinet] = True
    for cabinet, (end, weight) in enumerate(zip(ends, weights, strict=True)):
        if not owned[cabinet]:
            crew = min(crews - 1, (2 * end - weight) * crews // (2 * total))
            found[crew].append(cabinet)
    return [tuple(sorted(cabinets)) for cabinets in found]
