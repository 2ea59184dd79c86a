"""Sentences about the office, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.scenario.office.steps import STEPS
from telesim.units import MINUTE_MS, format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story


def office_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def desk(text: str) -> Callable[[Row], str]:
        def told(row: Row) -> str:
            lay = f" after lying there for {format_duration(row.amount)}"
            waited = lay if row.amount >= MINUTE_MS else ""
            return f"{text}{waited}; {format_duration(row.reason)} of a clerk's time."

        return told

    def connected(row: Row) -> str:
        return f"{story.crew(row)} is done after {story.on_site(row)}. The line waits for its test."

    return {
        Kind.ACCEPTED: desk("The office accepts the order"),
        Kind.RECORDED: desk("Pair and number are entered in the records"),
        Kind.FRAME_WRITTEN: desk("The order for the main frame is written"),
        Kind.WORK_ORDERED: desk("The order for the field is written"),
        Kind.TESTED: desk("The line is tested"),
        Kind.BILLED: desk("The line is entered in the bills"),
        Kind.SENT_BACK: lambda row: (
            f"The desk of {STEPS[row.amount]} finds a mistake of the desk of {STEPS[row.reason]}: "
            "the order goes back there."
        ),
        Kind.CONNECTED: connected,
        Kind.WORKING: lambda row: story.ends(f"In service, {story.since(row)} after the order."),
    }
