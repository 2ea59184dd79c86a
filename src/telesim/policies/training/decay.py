"""What was taught is forgotten, a share of it every year."""

from __future__ import annotations


def after_decay(level: float, yearly: float, years: float, daily_work: float = 0.0) -> float:
    """The level after some years: a share ``yearly`` of it goes each year, evenly over the year.

    What ``daily_work`` keeps up by itself is not forgotten. *Assumed* 30 % a year (DOMAIN 6).
    """
    left: float = (1 - yearly) ** years
    return max(min(level, daily_work), level * left)
