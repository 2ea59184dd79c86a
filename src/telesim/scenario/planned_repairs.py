"""Repairs that are known beforehand: from which day on, how long they take, until when."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.dates import Day
from telesim.scenario.fields import Section


class PlannedRepairRow(Section):
    """A row of ``planned_repairs.csv``: one repair that will be wanted from a day on.

    It comes as a fault of its cause, whatever the rate of that, on a line of its own; one that is
    down by then is not struck again. Its work is given and not drawn; all else is as for others of
    its cause.
    """

    #: Cabinet whose line is to be repaired.
    cabinet: str
    #: Cause, by its name: it says which crews are wanted.
    cause: str
    #: It is wanted from the beginning of this day on.
    on: Day
    #: Crew time on site at the norm, in hours.
    work_h: float = Field(gt=0, le=10_000)
    #: Promised by the end of this day, for rules that go by promises; none = as ``promises`` says.
    due: Day | None = None
