"""Public telephones: how many there are, who finds the broken ones, and who repairs them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from telesim.scenario.choices import DurationLaw, WorkLaw
from telesim.scenario.fields import Duration, EventRate, Section, Share, Sourced

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario


class PayphoneReports(Section):
    """Passers-by who report a broken public telephone."""

    #: Share of the broken telephones that somebody reports, unless a patrol comes before.
    share: Share
    #: From the fault to this report.
    after: DurationLaw


class PayphonePatrol(Section):
    """Somebody, or a computer that calls them up, looks at all telephones of an exchange.

    The first look of an exchange is on one of the days of ``every``, the exchanges of a county in
    turn, at the hour ``at``. Where ``every`` is less than a day all are looked at together.
    """

    #: From one look at an exchange's telephones to the next.
    every: Duration = Field(examples=["10 days"])
    #: Clock time of the first look at each exchange; all others follow from it.
    at: str = "09:00"


class PayphoneRepair(Section):
    """A pool of crews for public telephones, apart from all other crews.

    ``county``: each county has its own, at its seat. ``centre``: one pool repairs everywhere, from
    its ``base``. The telephone that was found first is repaired first. What the day's end breaks
    off is taken up by the same crew when it is next on duty.
    """

    #: ``county``: crews of each county's own; ``centre``: one pool for all.
    by: Literal["county", "centre"]
    #: Crews of each county, or of the centre, on the roll: each has days off and is ill at times.
    crews: int = Field(ge=1, le=10_000)
    #: A calendar of the scenario, whose rotation and absence hold as for other crews.
    calendar: str
    #: Crew time on site for a telephone.
    work: WorkLaw
    #: Exchange at which the centre is.
    base: str | None = None
    #: With a centre in one county, how much longer the way is to an exchange of another than from
    #: the seat of that county.
    to_other_counties: Duration = 0


class Payphones(Sourced):
    """Public telephones, out of order from the fault until the repair.

    Their number is a share of each exchange's lines at the start, rounded, and stays. Their lines
    are among the lines of the exchange, but what breaks a telephone is none of the fault causes.
    """

    #: How many there are, as a share of each exchange's lines at the start.
    share_of_lines: Share
    #: Faults of each telephone that is in order: the lines of this rate are public telephones.
    faults: EventRate
    reports: PayphoneReports
    patrol: PayphonePatrol
    repair: PayphoneRepair
    #: Takings of a telephone in a month in which it is in order, such as "300 CNY".
    revenue_per_month: str | None = None


def payphone_crews(scenario: Scenario) -> int:
    """Crews for public telephones, those of all counties together."""
    section = scenario.payphones
    if section is None:
        return 0
    repair = section.repair
    return repair.crews * (len(scenario.counties) if repair.by == "county" else 1)


def payphones_by_exchange(scenario: Scenario) -> tuple[int, ...]:
    """Public telephones at each exchange, rounded half up."""
    section = scenario.payphones
    share = section.share_of_lines if section is not None else 0.0
    return tuple(math.floor(share * row.lines + 0.5) for row in scenario.exchanges)
