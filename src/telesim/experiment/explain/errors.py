"""What stands in the way of an explanation before anything is simulated."""

from __future__ import annotations


class ExplainError(ValueError):
    """What was asked cannot be explained; says what was found, what is needed and the remedy."""
