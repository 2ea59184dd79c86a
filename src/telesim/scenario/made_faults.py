"""Faults that people make: new lines that fail early, and neighbours disturbed by work on pairs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.fields import Duration, Section, Share, Sourced
from telesim.units import DAY_MS

#: Work on pairs, by the kind of job that was finished.
WorkOnPairs = Literal["install", "move", "repair", "cable", "pair-swap"]


class EarlyLife(Section):
    """A new line that fails soon after it has come into service.

    It is an ordinary fault of ``cause`` that hits this one line, if the line still works then.
    """

    #: Share of installed lines that fail within the time.
    share: Share
    #: It fails at any instant of this time from working service on, all alike likely.
    within: Duration = Field(default=28 * DAY_MS, gt=0)
    #: Cause of the fault, by its name.
    cause: str


class WorkInduced(Sourced):
    """A finished job on pairs that disturbs another line of its cabinet.

    It is an ordinary fault of ``cause`` that hits one line; which, marks of the job say: any
    line of the cabinet that works when the fault happens, all alike likely.
    """

    #: Share of finished jobs that disturb a line.
    share: Share
    #: Kinds of job that count. ``repair`` and ``pair-swap`` mean visits to the company's own
    #: plant: work at the customer's equipment touches no pair.
    by: tuple[WorkOnPairs, ...] = ("install", "move", "repair", "cable", "pair-swap")
    #: The disturbed line fails at any instant of this time from the end of the job on, all alike
    #: likely.
    within: Duration = Field(default=7 * DAY_MS, gt=0)
    #: Cause of the fault, by its name.
    cause: str
