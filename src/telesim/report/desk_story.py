"""Sentences about the calls of a case, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story

_WHY_LOST = (
    "the caller gives up", "the desk is closed", "the desk closes", "all lines are taken",
)  # fmt: skip
_HOW_KNOWN = ("the line test", "the reports together", "the crew that is there")


def desk_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def waited(row: Row) -> str:
        return f"after {format_duration(row.amount)}" if row.amount else "at once"

    def lost(row: Row) -> str:
        after = f" after {format_duration(row.amount)}" if row.amount else ""
        return f"A call is lost: {_WHY_LOST[row.reason]}{after}."

    return {
        Kind.FIRST_TRY: lambda row: "The customer calls to report it.",
        Kind.REPORT_ANSWERED: lambda row: f"The call is answered {waited(row)}.",
        Kind.FURTHER_ANSWERED: lambda row: (
            f"Another customer reports it and is answered {waited(row)}."
        ),
        Kind.ENQUIRY_ANSWERED: lambda row: f"The customer asks, and is answered {waited(row)}.",
        Kind.CALL_LOST: lost,
        Kind.CABLE_RECOGNISED: lambda row: (
            f"The desk knows from {_HOW_KNOWN[row.reason]} that a cable is down."
        ),
        Kind.REPORTS_JOINED: lambda row: (
            f"{row.amount} further report{'' if row.amount == 1 else 's'} put to it: "
            "nobody is sent for that."
        ),
        Kind.DUPLICATE: lambda row: (
            f"A further report becomes a ticket, though it is of {story.other(row.amount)}."
        ),
        Kind.DUPLICATE_SEEN: lambda row: story.ends(
            f"{story.crew(row)} is done after {story.on_site(row)}: there is nothing else to do."
        ),
        Kind.DUPLICATE_LAPSED: lambda row: story.ends("It is known of what it is, or over."),
        Kind.FALSE_CABLE: lambda row: (
            f"The desk takes {row.amount} reports of the cabinet together for a cable."
        ),
        Kind.PUT_TO_CABLE: lambda row: "It is put to what the desk takes for a cable, and waits.",
        Kind.TOLD_APART: lambda row: "It is no part of that, and wants a crew of its own.",
        Kind.RIGHTED: lambda row: "What it was taken for is put right before anybody goes.",
    }
