"""Customers at the counter of the office: passed on from clerk to clerk, or kept by the first."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.choices import DurationLaw, WorkLaw
from telesim.scenario.fields import Factor, Share, Sourced, Work


class Contacts(Sourced):
    """What becomes of a customer's case at the desk of acceptance: an order, or a question.

    A clerk who is done with a case may pass it on to another one, who has to read into it and may
    pass it on in turn. Customers whose lines do not work yet ask after them again and again.
    """

    #: Share of the cases that a clerk passes on, each time that one has been handled.
    transfers: Share
    #: Clerk's time to read into a case that has been passed on.
    hand_off: Work = Field(gt=0, examples=["3 work min"])
    #: Factor on all other clerk's time at the desk: who keeps a case has more to do.
    handling: Factor = 1.0
    #: From the order, or the last question, to the next question.
    asks_after: DurationLaw = Field(examples=["60 days"])
    #: Clerk's time for a question.
    question: WorkLaw = Field(examples=["4 work min"])
    #: Whether the clerk who has accepted an order answers all questions about it, and passes none
    #: on; they wait for that clerk, before all other cases. Else whoever is free.
    owner_answers: bool = False
