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

    in_person: Share
    #: Share of these that come in the last days of the month, and how many days these are.
    at_month_end: Share
    last_days: int = Field(ge=1, le=28)
    serve: DurationLaw = Field(examples=["1.5 min"])


class Business(Section):
    """Customers who come for something else."""

    rate: VisitRate
    serve: DurationLaw = Field(examples=["3 min"])


class SampleDays(Section):
    """Days of the window that are simulated: of the last days of months, and others."""

    month_end: int = Field(default=2, ge=1, le=366)
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
    bills: Bills
    orders: Business
    enquiries: Business
    by_hour: DayShares = Field(default_factory=dict)
    #: How long a customer waits before leaving; left out, for ever.
    patience: DurationLaw | None = None
    #: How clerks are paid, with the pace that divides the times above and what becomes of errors.
    #: Left out, the times and the share of errors are as they stand, and nobody asks what it costs.
    pay: ClerksPay | None = None
    #: Share of the transactions with an error under equal pay, and the time at the counter that it
    #: costs more.
    errors: Share
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
