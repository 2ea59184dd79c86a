"""Repairs that are known beforehand: from which day on, how long they take, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from telesim.scenario.dates import Day
from telesim.scenario.fields import Section
from telesim.units import DAY_MS

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario


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


def planned_at(
    scenario: Scenario, exchange: int, first: int, days: int
) -> dict[str, list[PlannedRepairRow]]:
    """Rows of an exchange whose day is one of so many from day ``first`` on, by their cause."""
    found: dict[str, list[PlannedRepairRow]] = {}
    for row in scenario.planned_repairs:
        cabinet = scenario.cabinet_number[row.cabinet]
        day = scenario.ms_of(row.on) // DAY_MS
        if scenario.cabinet_exchange[cabinet] == exchange and first <= day < first + days:
            found.setdefault(row.cause, []).append(row)
    return found
