"""The fault reception of a county (112): who answers, when, and what a caller does who is not."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.choices import DurationLaw
from telesim.scenario.desks.staffing import CalledDesk
from telesim.scenario.fields import MOST, Duration, Section, Share, Sourced


class CallsAgain(Section):
    """What a customer does whose report was not answered: tries again, until it is."""

    #: Share of the tries that come soon; the others come by day, the next time that these begin.
    soon: Share
    #: Tries that come soon come at any instant of this time after the one that was lost.
    within: Duration = Field(gt=0, examples=["1 h"])
    #: Hours of a day, such as "08:00-18:00", in which the others come, at any instant.
    later: str = Field(examples=["08:00-18:00"])


class Enquiries(Section):
    """Calls that ask when a fault that has been reported will be repaired. One that is lost is not
    made again.
    """

    #: From the valid report to the first time at which its customer may call, if the line is still
    #: down.
    after: Duration = Field(gt=0)
    #: From one such time to the next.
    every: Duration = Field(gt=0)
    #: Share of the customers who call at such a time, drawn anew for each.
    share: Share


class FaultDesk(CalledDesk, Sourced):
    """Every report of a fault is a call to the fault reception of its county.

    A fault is reported, and its clock starts, when the first of its calls is answered. When that
    call and the line test are over it is a ticket. Further customers of the same fault call on
    their own. Left out, every report is valid at the instant at which the customer makes it.
    """

    #: How long an answered call takes.
    call: DurationLaw = Field(examples=["3 min"])
    #: How long a caller waits for an answer before the call is lost.
    patience: DurationLaw = Field(examples=["2 min"])
    again: CallsAgain
    #: Further reports of one event come at any instant of this time from the first try on.
    further_reports_within: Duration = Field(default=7_200_000, gt=0)
    enquiries: Enquiries | None = None
    #: Time of the line test after the call; nobody at the desk waits for it.
    line_test: Duration = 0
    #: Reports of one cabinet that come within this time are put together: as many of them as
    #: diagnosis.sure_from_reports are one cable fault for the desk, whatever they are of. So a
    #: cable is known without a test, and single faults that come together are taken for one in
    #: vain. Left out, nobody does so.
    put_together_within: Duration | None = None
    #: Where reports are not put together: further reports of one cable fault that become tickets of
    #: their own, at most, until a crew has seen what it is. A crew goes to each for nothing.
    duplicate_tickets: int = Field(default=0, ge=0, le=MOST)
