"""Campaigns that bring orders: where and when, how strong, and what they take from later months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from telesim.scenario.choices import Timing
from telesim.scenario.dates import IsoDate
from telesim.scenario.fields import Duration, Factor, Kind, Share, Sourced, for_area, spread
from telesim.units import DAY_MS, MONTH_MS, parse_money

if TYPE_CHECKING:
    from telesim.scenario.model import Scenario
    from telesim.scenario.places import Exchange

#: A factor for all areas, or one for each.
Factors = Annotated[dict[str, Factor], BeforeValidator(spread), Kind("area", None)]


class Campaign(Sourced):
    """A discount on new lines, for some time at each place.

    Households that hear of it order more often while it runs: at a place orders are
    1 + reach x (response - 1) times the usual, which is its uplift. The response of a household is
    1 + elasticity x discount / price, a straight line through the usual price; or it is stated by
    itself, and then the discount costs money and brings nobody. A part of what a campaign brings
    would have come anyway in the months that follow, and does not come then.
    """

    #: First day on which it may run, ISO.
    opens: IsoDate
    #: Last day on which it may run, ISO; it begins nowhere too late to end by then.
    closes: IsoDate
    #: How long it runs at each place.
    lasting: Duration = Field(gt=0)
    #: ``at-once``: everywhere on the first day. ``with-capacity``: at each exchange as soon as it
    #: could take what the campaign brings, in the season that it is then; nowhere else.
    timing: Timing
    #: Counties where it may run; none named = all.
    counties: tuple[str, ...] = ()
    #: Share of the households that hear of it.
    reach: Share
    #: How many times as often households that hear of it order, whatever the discount.
    response: Factors = Field(default_factory=dict)
    #: Instead of ``response``: by how many per cent more often they order for each per cent off the
    #: price.
    elasticity: Factors = Field(default_factory=dict)
    #: Elasticity of some counties or exchanges, by name, instead of that for all; an exchange goes
    #: before its county.
    elasticity_at: dict[str, Factors] = Field(default_factory=dict)
    #: Price of a new line without the discount, such as "600 CNY".
    price: str | None = None
    #: Share of the orders it brings that would have come later, and do not come then.
    borrowed: Share = 0.5
    #: How long after its end at a place these are missing, evenly.
    over: Duration = Field(default=3 * MONTH_MS, gt=0)
    #: For everybody who orders while it runs, such as "100 CNY".
    discount: str | None = None
    #: An exchange can take an uplift when its free ports and pairs serve this share of the orders
    #: that are to be expected, the usual ones included, cabinet by cabinet.
    served: Share = Field(default=0.9, gt=0)
    #: How often exchanges are looked at: what they could take and, with ``with-capacity``, whether
    #: it begins.
    looked_every: Duration = Field(default=7 * DAY_MS, gt=0)

    def uplift(self, exchange: Exchange, currency: str) -> float:
        """How many times the usual orders come at an exchange while it runs; prices in a currency.

        Raises:
            KeyError: nothing is said of the exchange's area.
        """
        return 1 + self.reach * (self._response(exchange, currency) - 1)

    def _response(self, exchange: Exchange, currency: str) -> float:
        if self.response or self.price is None or self.discount is None:
            return float(for_area(self.response, exchange.area))
        own = self.elasticity_at
        values = own.get(exchange.id, own.get(exchange.county, self.elasticity))
        price, off = (parse_money(one, currency) for one in (self.price, self.discount))
        return 1 + float(for_area(values, exchange.area)) * off / price

    def left_afterwards(self, uplift: float) -> float:
        """Share of the usual orders that still come afterwards; less than 0 where it is too much.

        Seasons are left aside: what is missing is spread as if every day were like the others.
        """
        return 1 - self.borrowed * (uplift - 1) * self.lasting / self.over


def exchanges_of(scenario: Scenario, campaign: Campaign) -> tuple[int, ...]:
    """Numbers of the exchanges where a campaign may run."""
    return tuple(
        number
        for number, exchange in enumerate(scenario.exchanges)
        if not campaign.counties or exchange.county in campaign.counties
    )


def span_of(scenario: Scenario, campaign: Campaign) -> tuple[int, int]:
    """First instant at which it may run and first after it, in ms since the start."""
    return scenario.ms_of(campaign.opens), scenario.ms_of(campaign.closes) + DAY_MS
