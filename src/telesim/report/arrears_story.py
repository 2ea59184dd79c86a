"""Sentences about a line suspended for arrears, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story


def arrears_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def lost(row: Row) -> str:
        code = story.names.get("currency", "")
        pays = f" and pays {row.amount / 100:g} {code}".rstrip() if row.amount else ""
        return f"Agent {row.reason + 1} forgets the notice{pays}; the line stays dead."

    return {
        Kind.LINE_SUSPENDED: lambda row: "The bill is unpaid: the line is suspended.",
        Kind.BILL_PAID: lambda row: (
            f"The customer pays agent {row.reason + 1}, "
            f"{format_duration(row.amount)} after the suspension."
        ),
        Kind.NOTICE_SENT: lambda row: "The notice of the payment reaches the exchange.",
        Kind.NOTICE_LOST: lost,
        Kind.NOTICE_FOUND: lambda row: "The customer complains that the line is still dead.",
        Kind.LINE_BACK: lambda row: story.ends(
            f"The line works again, {format_duration(row.amount)} after the payment."
        ),
        Kind.SUSPENDED_CEASED: lambda row: story.ends(
            f"The line is given up while suspended: see {story.other(row.amount)}."
        ),
    }
