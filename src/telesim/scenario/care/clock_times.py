"""Times of the day as a planner writes them."""

from __future__ import annotations

from telesim.calendar import parse_range


def clock_ms(text: str) -> int:
    """``"18:00"`` as milliseconds of the day.

    Raises:
        ValueError: another form, or no time of a day.
    """
    return 0 if text.strip() == "00:00" else parse_range(f"00:00-{text.strip()}")[1]
