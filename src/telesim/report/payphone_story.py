"""Sentences about a broken public telephone, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story


def payphone_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def down(row: Row) -> str:
        story.asked_ms = row.time_ms
        return "The public telephone breaks; nobody knows yet."

    return {
        Kind.PAYPHONE_DOWN: down,
        Kind.PAYPHONE_FOUND: lambda row: (
            "The patrol finds it." if row.reason else "Somebody reports it."
        ),
        Kind.PAYPHONE_VISIT: lambda row: (
            f"Crew {row.reason + 1} for public telephones sets out; the way takes "
            f"{format_duration(row.amount)}."
        ),
        Kind.PAYPHONE_REPAIRED: lambda row: story.ends(
            f"It works again after {format_duration(row.amount)} on site, "
            f"{story.since(row)} after the fault."
        ),
    }
