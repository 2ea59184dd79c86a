"""Counters: one queue a county for bills, orders and enquiries, simulated on sample days."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from telesim.scenario.choices import ClerksPay, DurationLaw
from telesim.scenario.desks.sampled import DayShares
from telesim.scenario.desks.staffing import ByHour, Staffing
from telesim.scenario.fields import Duration, Kind, Section, Share, Sourced, VisitRate

#: Sorts of business at the counter, in the order of their numbers.
SORTS = ("bill", "order", "enquiry")


class Bills(Section):
    """The monthly bill of each line, paid in person or not."""

    #: Share of the lines in service whose bill of the month is paid at the counter.
    in_person: Share
    #: Share of these that come in the last days of the month.
    at_month_end: Share
    #: How many days these are.
    last_days: int = Field(ge=1, le=28)
    #: Clerk's time for a bill.
    serve: DurationLaw = Field(examples=["1.5 min"])


class Business(Section):
    """Customers who come for something else."""

    #: Customers for each line in service, alike on all days.
    rate: VisitRate
    #: Clerk's time for a customer.
    serve: DurationLaw = Field(examples=["3 min"])


class SampleDays(Section):
    """Days of the window that are simulated: of the last days of months, and others."""

    #: How many of the window's last days of months are simulated, drawn by chance; each stands for
    #: an equal part of them.
    month_end: int = Field(default=2, ge=1, le=366)
    #: How many of the window's other days are simulated, likewise.
    other: int = Field(default=4, ge=1, le=366)


class Counters(Staffing, Sourced):
    """The counters of each county as one queue, in which nobody is first.

    Whoever is inside when they close is served. Customers do not depend on repairs or orders of
    the run, so that counters are simulated on some days alone, drawn by chance.
    """

    #: Clerks of single counties, where they are not as many as ``agents`` says.
    agents_in: Annotated[
        dict[str, dict[str, ByHour]], Kind("agents", {"*": {"mon-sun": {"00:00-24:00": 1}}})
    ] = Field(default_factory=dict)
    #: The monthly bill of each line, paid in person or not.
    bills: Bills
    #: Customers who come to order something; they are not the orders of the run.
    orders: Business
    #: Customers who come with a question.
    enquiries: Business
    #: Share of a day's customers by the hour; what is left spreads over the hours that are not
    #: named. Who comes while the counter is closed is lost.
    by_hour: DayShares = Field(default_factory=dict)
    #: How long a customer waits before leaving; left out, for ever.
    patience: DurationLaw | None = None
    #: How clerks are paid: that gives the pace by which times at the counter are divided, and a
    #: factor on errors. Left out, both stand as they are, and nobody asks what it costs.
    pay: ClerksPay | None = None
    #: Share of the transactions with an error under equal pay.
    errors: Share
    #: Clerk's time that an error costs more.
    correction: Duration = 0
    sample_days: SampleDays = SampleDays()

    @property
    def pace(self) -> float:
        """Pace of the clerks under their pay, 1 = the times that stand in the scenario."""
        return 1.0 if self.pay is None else self.pay.pace

    @property
    def errors_made(self) -> float:
        """Share of the transactions with an error under the pay of the clerks."""
        return self.errors if self.pay is None else min(1.0, self.errors * self.pay.errors)

    def staffing_of(self, county: str) -> Staffing:
        """Hours and clerks of a county."""
        return Staffing(hours=self.hours, agents=self.agents_in.get(county, self.agents))
