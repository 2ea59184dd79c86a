"""Sentences about the office, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.scenario.office.key_accounts import LIMITED
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

    def key_account(row: Row) -> str:
        channel = ", which the green channel takes" if row.amount else ""
        return f"It is an order of a key account{channel}."

    def handed_late(row: Row) -> str:
        late, gets = LIMITED[row.reason % 10], (*LIMITED, "who gives out facilities")
        return (
            f"The step {late} hands the order on {format_duration(row.amount)} beyond its limit; "
            f"waiting for it: {gets[row.reason // 10]}."
        )

    return {
        Kind.KEY_ACCOUNT: key_account,
        Kind.HANDED_OFF: desk("The clerk passes the case on to another"),
        Kind.CHASED: lambda row: (
            f"The customer asks after the order{', once more' if row.amount else ''}."
        ),
        Kind.ANSWERED: desk("The question is answered"),
        Kind.OVERDUE: lambda row: (
            f"The limit of the step {LIMITED[row.reason]} has passed"
            f"{' twice' if row.amount > 1 else ''}."
        ),
        Kind.ESCALATED: lambda row: (
            f"The {('liaison', 'manager')[row.amount - 1]} takes the order up and puts it ahead."
        ),
        Kind.HANDED_LATE: handed_late,
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
        Kind.WORKED_IN_VAIN: lambda row: (
            f"A clerk at the desk of {STEPS[row.amount]} finds that this is not wanted any more, "
            f"after {format_duration(row.reason)} of work."
        ),
        Kind.CONNECTED: connected,
        Kind.WORKING: lambda row: story.ends(f"In service, {story.since(row)} after the order."),
    }
