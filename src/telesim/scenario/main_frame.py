"""Work at the main frame: the jumper that joins a port to a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from telesim.scenario.choices import WorkLaw
from telesim.scenario.fields import MOST, Sourced

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario

#: Kinds of job that need a jumper before the visit in the field.
JumperJob = Literal["install", "move", "pair-swap"]


class MainFrame(Sourced):
    """A jumper is run at the exchange before a line can be connected in the field.

    The order, or the fault that changes to a spare pair, waits for it; then its visit in the
    field may begin. A re-routed line that moves back to a pair of its own counts among installs.
    Left out, jumpers take no time.
    """

    #: Skill of the staff that runs jumpers.
    skill: str = "exchange"
    #: Crew time at the frame for each jumper.
    work: WorkLaw
    #: At exchanges where nobody with this skill is based: staff travels there, or the crew that
    #: comes for the line runs the jumper on its way, in the time of its visit.
    unmanned: Literal["staff", "crew"] = "staff"
    #: Kinds of job that need one.
    jobs: tuple[JumperJob, ...] = ("install", "move", "pair-swap")
    #: Whoever goes to an exchange runs all jumpers that wait there, but no more than this.
    at_most: int = Field(default=20, ge=1, le=MOST)


def manned(scenario: Scenario) -> tuple[bool, ...]:
    """By exchange: whether its jumpers wait for staff; else the crew in the field runs them.

    Bases are those at the county seat, under which the run begins.
    """
    frame = scenario.main_frame
    if frame is None or frame.unmanned == "staff":
        return (True,) * len(scenario.exchanges)
    bases = {
        row.base
        for row in scenario.crews
        if row.count and frame.skill in scenario.teams[row.team].skills
    }
    return tuple(exchange.id in bases for exchange in scenario.exchanges)
