"""Jobs that gather until a trip is worth it, as at an exchange far from everything."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.fields import Sourced


class Gathering(Sourced):
    """How many jobs must wait before a crew that has run out of work sets out again.

    Then it goes from job to job until none is left that it can do. Who comes on duty, or back from
    a break, begins with what waits, however little that is.
    """

    #: Jobs that wait for the crew, whatever they are.
    jobs: int = Field(ge=1, le=1_000)
