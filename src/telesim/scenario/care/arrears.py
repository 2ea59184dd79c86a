"""Arrears: lines suspended for bills unpaid, and how the exchange learns that they were paid."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.choices import DurationLaw
from telesim.scenario.fields import Duration, EventRates, Section, Share, Sourced, for_area
from telesim.units import DAY_MS


class PaymentNotices(Section):
    """The notice by which the exchange learns of a payment, so that the line works again.

    ``batch``: the agents send the day's notices together, at ``batch_at``; what is paid later is
    in the next day's. ``at-once``: the notice follows the payment by itself.
    """

    #: ``batch``: all notices of a day go out together; ``at-once``: each follows its payment.
    sent: Literal["batch", "at-once"]
    #: Clock time of the day's batch, such as "18:00".
    batch_at: str = "18:00"
    #: From the notice to working service, at the exchange.
    takes: DurationLaw
    #: Share of the notices that nobody sends until the customer complains.
    lost: Share
    #: From the payment to the customer's complaint, at which a lost notice is found and sent.
    found_after: DurationLaw
    #: What an agent pays for each notice lost, such as "50 CNY".
    penalty: str | None = None


class Arrears(Sourced):
    """Lines whose bills are not paid are suspended, and work again when they are.

    A suspended line keeps its port and pairs. It brings no revenue; what fails on it is missed
    by nobody, so it has no faults until it works again. It is not moved, and can be given up.
    A line that is out of order at the time is suspended when it is repaired, and one that is paid
    for while its neighbours on the cable are down, or without power, works when they do. Lines
    whose customers have asked for a move or have given notice are not suspended.
    """

    #: Lines in service whose bill is not paid when it is due.
    rate: EventRates
    #: Share of these that pay before they are suspended.
    pay_in_time: Share = 0.0
    #: From the bill, in the morning of a day, to the suspension, in a morning as well, when the
    #: counters open. Whoever had no line yet when the bill was due is not suspended.
    suspended_after: Duration = 60 * DAY_MS
    #: Share of the suspended lines whose customers pay; the others never do.
    pay: Share
    #: From the suspension to the payment, whose hour lies evenly over those of the counters.
    pay_after: DurationLaw = Field(examples=["8 days"])
    #: Hours of the counters, every day: payments lie evenly over them.
    counters: str = "08:00-18:00"
    #: Agents of each county who take payments, each as many as the others.
    agents: int = Field(ge=1, le=1_000)
    notices: PaymentNotices
    #: A line that has not paid is given up so long after its suspension, and the run begins with
    #: those that are suspended by then; left out, they stay, and none is when it begins.
    given_up_after: Duration | None = None

    def given_up_per_line_month(self, area: str) -> float:
        """Lines that the company gives up because nobody pays, for each line and month."""
        if self.given_up_after is None:
            return 0.0
        owing = float(for_area(self.rate, area).per_line_month)
        return owing * (1 - self.pay_in_time) * (1 - self.pay)
