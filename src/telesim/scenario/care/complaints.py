"""Complaints: what makes customers complain, who answers, and how high a complaint climbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from telesim.policies.jobs import JOB_KINDS
from telesim.scenario.choices import DurationLaw
from telesim.scenario.fields import Duration, Percentage, Section, Share, Sourced, Words, Work

#: Levels of a complaint, as they stand in tables and texts.
LEVELS: tuple[str, ...] = ("180 desk", "county hotline", "city", "regulator")


class ComplaintHazard(Section):
    """How likely the customer of an overdue job is to complain, each day that it is overdue.

    A job is overdue after the time that ``policies.promises`` gives for its kind, counted from the
    order or the report; without such a promise it never is. The share is a rate: over d days of
    3 % a customer complains with 1 - exp(-0.03 d). What is said of promises, hand-offs and
    repeats is added to it: two broken promises of 15 % make 3 % a day 3.9 %.
    """

    #: Share of customers who complain for each day that the job is overdue, by kind of job; kinds
    #: that are left out bring no complaints.
    per_day_overdue: Annotated[dict[str, Share], Words(JOB_KINDS)]
    #: How much more they complain for each appointment at whose end nobody was on the way.
    broken_promise: Percentage = 0.0
    #: How much more for each time that the case was passed on.
    hand_off: Percentage = 0.0
    #: How much more where the fault repeats an earlier one.
    repeat: Percentage = 0.0


class ComplaintDesk(Section):
    """The 180 desk of each county: who complains calls it first.

    A customer who makes up his mind while it is closed calls at some time of its next day. What is
    not written down, or whose caller does not get through in time, is known to nobody unless the
    customer goes higher.
    """

    #: Opening hours, the same every day.
    hours: str = "08:00-18:00"
    #: How many answer in each county.
    positions: int = Field(ge=1, le=1_000)
    #: How long an answered call takes.
    handling: DurationLaw = Field(examples=["6 min"])
    #: How long a caller waits for an answer before the call is lost.
    patience: DurationLaw = Field(examples=["3 min"])
    #: Share of the answered complaints that are written down.
    logged: Share


class ComplaintHead(Section):
    """The head of each county, who reads cases one after the other, in the order they come.

    Somebody reads on all days of the calendar: on days off and in illness another stands in.
    """

    #: Time to read a case, in the hours of the calendar: with 24 work min it is 20 cases in 8
    #: hours.
    reads: Work = Field(examples=["24 work min"])
    #: Calendar whose hours and holidays hold; rotation and absence are left aside.
    calendar: str


class ComplaintClimbing(Section):
    """A complaint whose job is still not done goes to the next level, if the customer goes on."""

    #: From the complaint, or from its last step up, to the next level, if the job is not done.
    after: Duration = Field(examples=["3 days"])
    #: Share of the customers who take a complaint to the next level, drawn anew at each level.
    share: Share = 1.0


class Complaints(Sourced):
    """Customers of overdue jobs complain, each once a job, and go higher when nothing happens.

    An order has one customer, a fault as many as report it: of a cable that takes 180 lines down
    those who have reported it, each for himself until his own line works. Together they make the
    job urgent once.

    Levels are the 180 desk, the county hotline, the city and the regulator. A complaint that the
    county head has read, or that has reached the city or the regulator, makes its job urgent: it
    goes before all others wherever it lies, now and later: among the orders that are held, at the
    desks of the office, by its call to the main frame, among what waits for the same crews. An
    appointment stays: when its window opens the job goes first. The complaint is resolved when the
    job is, or before, when the customer's own line is one of several and works again.
    """

    hazard: ComplaintHazard
    desk: ComplaintDesk
    head: ComplaintHead
    climbs: ComplaintClimbing
    #: Whether the head reads every case that the desk has written down.
    supervised: bool = False
    #: Whether there are manager and county hotlines. The head reads what comes there; without them
    #: a complaint climbs from the desk to the city.
    hotlines: bool = False
