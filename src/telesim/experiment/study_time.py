"""How long a study would take, in words."""

from __future__ import annotations


def time_words(seconds: float) -> str:
    """Seconds as a planner reads them: ``4.2 s``, ``12 min``, ``3.1 h``."""
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
