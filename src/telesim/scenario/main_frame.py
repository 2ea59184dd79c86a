"""Work at the main frame: the jumper that joins a port to a pair."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.choices import WorkLaw
from telesim.scenario.fields import MOST, Sourced

#: Kinds of job that need a jumper before the visit in the field.
JumperJob = Literal["install", "move", "pair-swap"]


class MainFrame(Sourced):
    """A jumper is run at the exchange before a line can be connected in the field.

    The order, or the fault that changes to a spare pair, waits for it; then its visit in the
    field may begin. Left out, jumpers take no time.
    """

    skill: str = "exchange"
    #: Crew time at the frame for each jumper.
    work: WorkLaw
    #: Areas whose exchanges nobody mans for this: there whoever comes for the line runs the jumper
    #: on the way, in the time of the visit.
    unmanned: tuple[str, ...] = ()
    #: Kinds of job that need one.
    jobs: tuple[JumperJob, ...] = ("install", "move", "pair-swap")
    #: Whoever goes to an exchange runs all jumpers that wait there, but no more than this.
    at_most: int = Field(default=20, ge=1, le=MOST)
