"""Sentences about how orders are taken, sent away and served in a roundabout way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from telesim.report.story import Row, Story

_TAKEN_BY = ("A counter takes", "An agent takes", "The office, which had told the customer, takes")
_SENT_AWAY = (
    "The counter sends the customer away",
    "The agent sends the customer away",
    "The customer has read that there is no service",
)


def market_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""
    says = story.wording

    def registered(row: Row) -> str:
        why = ", though there was room" if row.reason else ""
        return f"{_SENT_AWAY[row.amount]}{why}, who is registered and pays nothing."

    return {
        Kind.FALSELY_ACCEPTED: lambda row: (
            f"{_TAKEN_BY[row.amount]} the order and its money though it cannot be built: "
            f"{story.lacks[row.reason]}."
        ),
        Kind.NO_PAIR: lambda row: (
            f"{story.crew(row)} leaves after {story.on_site(row)}: the pair that the records show "
            "is not free."
        ),
        Kind.REGISTERED: registered,
        Kind.RETURNED: lambda row: "Told that there is service now, the customer orders and pays.",
        Kind.REROUTED: lambda row: (
            f"Served for the time being over {plural(says.pair)} of {story.place(row.place)}, "
            f"{row.reason} m away."
        ),
        Kind.MOVE_BACK: lambda row: (
            f"Its own cabinet has a {says.pair} now: the line of {story.other(row.amount)} shall "
            "go back."
        ),
        Kind.MOVED_BACK: lambda row: story.ends(
            f"{story.crew(row)} is done after {story.on_site(row)}; "
            + ("the line has been given up." if row.reason else "the line is back.")
        ),
        Kind.MOVE_BACK_LAPSED: lambda row: story.ends("The line has been given up."),
        Kind.REROUTED_FAULT: lambda row: (
            f"The line is borrowed and fails more often: see {story.other(row.amount)}."
        ),
        Kind.PROMOTED: lambda row: "A campaign has brought it.",
        Kind.COMMISSION: lambda row: "An agent brings the order and is paid a commission.",
    }
