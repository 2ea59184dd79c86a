"""Who is trained makes fewer errors."""

from __future__ import annotations


def error_factor(level: float, effect: float, holds_at: float = 0.0) -> float:
    """What an error rate is multiplied by at a level: 1 - effect x level.

    A rate that was stated for people at ``holds_at`` has the factor 1 there. *Assumed* effect 0.6
    (DOMAIN 6). Raises ValueError for a level outside 0 to 1, where there is no curve.
    """
    for one in (level, holds_at):
        if not 0 <= one <= 1:
            raise ValueError(f"level: got {one!r}, need a level from 0 to 1")
    return (1 - effect * level) / (1 - effect * holds_at)
