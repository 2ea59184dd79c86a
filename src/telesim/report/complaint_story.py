"""Sentences about a complaint, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind
from telesim.policies.jobs import JOB_KINDS
from telesim.scenario.care.complaints import LEVELS
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story

#: The kind of job that has many customers.
_CABLE = JOB_KINDS.index("cable")
#: How a complaint ends, by the reason of its last row.
_ENDS = (
    "The job is done",
    "The customer has given up",
    "The customer is sent away, and registered",
    "The customer's own line works again",
)


#: Where an urgent job goes before others, by the reason of the row.
_WHERE = (
    "that wait for the same crews",
    "that are held for the same",
    "at the desk",
    "that wait for the same crews at the main frame",
)


def complaint_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def answered(row: Row) -> str:
        written = "writes it down" if row.reason else "does not write it down"
        return f"The 180 desk answers after {format_duration(row.amount)} and {written}."

    def urgent(row: Row) -> str:
        jobs = f"{row.amount} job{'s' * (row.amount != 1)}"
        passed = f", before {jobs} that waited longer" if row.amount else ""
        return f"{story.other(row.reason)} is urgent now{passed}."

    def overtakes(row: Row) -> str:
        jobs = f"{row.amount} job{'s' * (row.amount != 1)}"
        return f"Urgent, it goes before {jobs} {_WHERE[row.reason]}."

    return {
        Kind.JOB_OVERTAKES: overtakes,
        Kind.COMPLAINT: lambda row: (
            f"{'A' if row.reason == _CABLE else 'The'} customer of {story.other(row.amount)} "
            f"complains: it is overdue."
        ),
        Kind.COMPLAINT_CALL_LOST: lambda row: (
            f"The 180 desk does not answer: "
            f"{'it closes' if row.reason else 'the caller gives up'} after "
            f"{format_duration(row.amount)}."
        ),
        Kind.COMPLAINT_ANSWERED: answered,
        Kind.COMPLAINT_CLIMBS: lambda row: (
            f"Nothing has happened: the complaint goes to the {LEVELS[row.reason]}."
        ),
        Kind.COMPLAINT_READ: lambda row: (
            f"The head of the county has read it, after {format_duration(row.amount)}."
        ),
        Kind.JOB_URGENT: urgent,
        Kind.COMPLAINT_RESOLVED: lambda row: story.ends(
            f"{_ENDS[row.reason]}, {format_duration(row.amount)} after the complaint."
        ),
    }
