"""What the planner decides: the part of a scenario that reforms usually change."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telesim.policies.dispatch import DispatchRule
from telesim.policies.dispatch.oldest_first import OldestFirst
from telesim.policies.jobs import JOB_KINDS
from telesim.policies.pay import PayScheme, PieceRate
from telesim.policies.shift_end import ShiftEnd
from telesim.policies.works import WorksPolicy
from telesim.policies.works.repair_first import RepairFirst
from telesim.scenario.appointments import Appointments
from telesim.scenario.choices import Dispatch, EndOfShift, Pay, WorksFirst
from telesim.scenario.fields import Durations, Section, Words
from telesim.scenario.gathering import Gathering
from telesim.scenario.preemption import Preemption
from telesim.scenario.pull_off import PullOff
from telesim.scenario.set_up import SetUp
from telesim.scenario.territory import Territory


class Policies(Section):
    """Rules by which crews work; each may be changed by a reform, also from a date or by county."""

    #: Which of the waiting jobs a crew does first.
    dispatch: Dispatch = Field(default_factory=OldestFirst)
    #: What becomes of a job when the crew's day ends, by kind of job (install, move, repair,
    #: cable); a kind not named suspends and resumes.
    shift_end: Annotated[dict[str, EndOfShift], Words(JOB_KINDS)] = Field(default_factory=dict)
    #: Scheme of every crew that names none itself.
    pay: Pay = Field(default_factory=PieceRate)
    #: Schemes with their parameters that rows of the crew table may name, by names of one's own.
    schemes: dict[str, Pay] = Field(default_factory=dict)
    #: Crews start at the seat of their county, or at their local base.
    base: Literal["seat", "local"] = "seat"
    #: Rank of cause groups for rules that look at them, most urgent first.
    group_order: tuple[str, ...] = ("cable", "non-cable")
    #: Promised time from report or order, by kind of job and area: ``earliest-due`` goes by it, and
    #: complaints begin when it has passed.
    promises: Annotated[dict[str, Durations], Words(JOB_KINDS)] = Field(default_factory=dict)
    #: What gangs that repair and build take first; matters where ``works`` stands.
    works: WorksFirst = Field(default_factory=RepairFirst)
    #: Cabinets that belong to crews; none = every crew serves all that it covers.
    territory: Territory | None = None
    #: Windows of a day that customers are promised; none = crews come when they can.
    appointments: Appointments | None = None
    #: Teams that leave their work when too many repairs stand open; none = nobody does.
    pull_off: PullOff | None = None
    #: Jobs that call crews away from others; none = crews finish what they have begun.
    preemption: Preemption | None = None
    #: Jobs that must wait before an idle crew sets out; none = one is enough.
    gather: Gathering | None = None
    #: Time at the depot before the first job after standing idle; none = crews go at once.
    set_up: SetUp | None = None


__all__ = ["DispatchRule", "PayScheme", "Policies", "ShiftEnd", "WorksPolicy"]
