"""What a crew that has stood idle needs before it goes: driver, van and tools."""

from __future__ import annotations

from telesim.scenario.choices import DurationLaw
from telesim.scenario.fields import Sourced


class SetUp(Sourced):
    """Time at the depot before the first job after idleness, of any length.

    It is part of the way of that visit, as ``run`` shows it, and not spent between two jobs that
    follow one another. What a crew does at the depot each morning is ``visits.depot``.
    """

    #: Crew time of each set-up.
    takes: DurationLaw
