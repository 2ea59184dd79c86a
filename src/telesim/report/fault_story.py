"""Sentences about faults and what becomes of their tickets, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.scenario.wording import plural
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story


def fault_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""
    says = story.wording

    def fault(row: Row) -> str:
        story.asked_ms = row.time_ms
        if row.time_ms <= 0:
            return f"{_lines(row.amount)} down already when the run begins."
        return f"{_lines(row.amount)} {'goes' if row.amount == 1 else 'go'} down."

    def report(row: Row) -> str:
        story.asked_ms = row.time_ms
        reports = "1 report" if row.amount == 1 else f"{row.amount} lines report it"
        return f"Reported ({reports}); the clock starts."

    def material(row: Row) -> str:
        arrives = f"; it comes {story.when(row.time_ms + row.reason)}" if row.reason > 0 else ""
        return f"{story.crew(row)} leaves after {story.on_site(row)} to wait for material{arrives}."

    def cleared(row: Row) -> str:
        rest = f" The last {_lines(row.reason)} work." if row.reason > 1 else ""
        return story.ends(
            f"{story.crew(row)} has cleared it after {story.on_site(row)}, "
            f"{story.since(row)} after the report.{rest}"
        )

    return {
        Kind.FAULT: fault,
        Kind.FURTHER_DOWN: lambda row: f"{_lines(row.amount)} of them at {story.place(row.place)}.",
        Kind.FURTHER_BACK: lambda row: f"Back at {story.place(row.place)}: {_lines(row.amount)}.",
        Kind.REPEAT_OF: lambda row: f"It is a repeat of {story.other(row.amount)}.",
        Kind.SAME_JOINT: lambda row: (
            f"That repair did not hold: the line keeps its spare {says.pair}."
            if row.reason
            else "That repair did not hold: its joint is opened again."
        ),
        Kind.EARLY_LIFE: lambda row: (
            f"The line is new: it came into service with {story.other(row.amount)}."
        ),
        Kind.WORK_INDUCED: lambda row: (
            f"Work on other pairs has disturbed it: see {story.other(row.amount)}."
        ),
        Kind.REPORT: report,
        Kind.CLEARED_REMOTELY: lambda row: story.ends(
            f"Cleared from the desk, {story.since(row)} after the report."
        ),
        Kind.MISJUDGED: lambda row: f"The desk takes it for {story.names['causes'][row.reason]}.",
        Kind.PAIR_SWAP: lambda row: (
            f"{_lines(row.amount)} will be changed over to spare "
            f"{plural(says.feeder if row.reason else says.pair)}."
        ),
        Kind.NO_SPARE: lambda row: (
            f"No change to a spare {says.pair}: {story.lacks[row.reason]}. "
            "The cable must be repaired."
        ),
        Kind.LOCATED: lambda row: f"{story.crew(row)} has found the damage.",
        Kind.MATERIAL: material,
        Kind.PART_RESTORED: lambda row: f"{_lines(row.amount)} work again.",
        Kind.CLEARED: cleared,
        Kind.FORGOTTEN: lambda row: (
            "The ticket lies forgotten; the customer will call again after "
            f"{format_duration(row.amount)}."
        ),
        Kind.REMINDED: lambda row: (
            f"The customer calls again, {story.since(row)} after the report; "
            "the job waits for a crew."
        ),
        Kind.UNREPAIRED: lambda row: (
            f"{story.crew(row)} closes it though the line is not repaired."
        ),
        Kind.FOUND_UNREPAIRED: lambda row: (
            f"Inspection finds that {story.crew(row)} had not repaired it."
        ),
        Kind.INSPECTED: lambda row: (
            f"Inspection looks at what {story.crew(row)} has closed"
            + ("." if row.reason else " and finds it good.")
        ),
        Kind.FOUND_BAD: lambda row: f"It finds that {_faults(row.reason)}.",
    }


#: What inspection finds wrong with a closed job, by the number that stands for it.
_WRONG = {
    1: "it was not tested",
    2: "it was not repaired",
    4: "it would have failed again, and puts that right",
}


def _faults(wrong: int) -> str:
    return " and that ".join(words for bit, words in _WRONG.items() if wrong & bit)


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number:,} lines"
