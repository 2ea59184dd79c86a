"""Directory enquiry (114): one desk for all counties, simulated on sample days."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.choices import DurationLaw
from telesim.scenario.desks.sampled import DayShares
from telesim.scenario.desks.staffing import CalledDesk
from telesim.scenario.fields import CallRate, Duration, Section, Share, Sourced


class Redials(Section):
    """Callers whose call is lost and who try again, soon after."""

    #: Share of the lost calls after which the caller tries again, each time anew.
    share: Share
    #: At any instant of this time after the call that was lost.
    within: Duration = Field(gt=0, examples=["10 min"])


class DirectoryDesk(CalledDesk, Sourced):
    """Positions for directory enquiry, and the calls that come to them.

    Hundreds of thousands of calls a month do not depend on repairs or orders, so that the desk
    is simulated on some days of each month alone, drawn by chance; on these every call is. Only
    lines that work can call.
    """

    #: Calls of each line that works, such as 0.03 calls per line per day.
    rate: CallRate
    #: Share of a day's calls by the hour; what is left spreads over the hours that are not named.
    by_hour: DayShares = Field(default_factory=dict)
    #: How long an answered call takes.
    call: DurationLaw = Field(examples=["30 s"])
    #: How long a caller waits for an answer before the call is lost.
    patience: DurationLaw = Field(examples=["1 min"])
    again: Redials | None = None
    #: Days of each month of the window on which the desk is simulated.
    sample_days: int = Field(default=1, ge=1, le=31)
