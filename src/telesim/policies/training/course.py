"""A course brings everybody to the same level."""

from __future__ import annotations


def after_course(level: float, to: float) -> float:
    """The level after a course that teaches up to ``to``; who knows more does not forget it."""
    return max(level, to)
