"""When the power of an exchange fails: how often, for how long, and how many lines go silent."""

from __future__ import annotations

from telesim.scenario.choices import DurationLaw, ShareLaw
from telesim.scenario.fields import ExchangeRate, Sourced


class Power(Sourced):
    """Failures of exchanges' power: lines without service that no crew brings back.

    The lines hit come back by themselves when the power does. Until then they do not fail anew,
    and the time is no time to restore of any fault.
    """

    #: Failures of each exchange, such as 0.2 events per exchange per year.
    failures: ExchangeRate
    #: From the failure until the lines work again.
    lasts: DurationLaw
    #: Share of the exchange's working lines that go silent: one share, or a law of shares; what
    #: a law draws beyond 100 % counts as all lines. Lines that another failure has silenced already
    #: count, and come back when the last of those that hit them is over.
    share_of_lines: ShareLaw
