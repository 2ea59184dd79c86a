"""Campaigns while the run goes on: where one runs, whom it brings, and who does not come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind, Recorder
from telesim.scenario.fields import for_area
from telesim.scenario.market import PROMOTED
from telesim.scenario.market.promotions import Campaign, exchanges_of, span_of
from telesim.simulation import agenda as when
from telesim.simulation.job import Job
from telesim.simulation.market.safe_uplift import safe_uplift
from telesim.units import DAY_MS, MONTH_MS, PER_MILLE, parse_money
from telesim.workload.pattern import calendar_factors

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.town import Town

_BEGINS, _ENDS, _LEFT_OUT = (
    int(Kind.CAMPAIGN_BEGINS), int(Kind.CAMPAIGN_ENDS), int(Kind.CAMPAIGN_LEFT_OUT),
)  # fmt: skip
_SIZE = int(Kind.CAMPAIGN_SIZE)
_PROMOTED, _FORESTALLED = int(Kind.PROMOTED), int(Kind.FORESTALLED)


def _season(scenario: Scenario, days: int) -> NDArray[np.float64]:
    """Time that has passed at each midnight, by the clock of usual orders, in ms; without weather.

    In busy months it runs faster, by the months and weekdays of the orders' pattern.
    """
    install = scenario.demand.install
    factors = np.ones(days)
    if install is not None and install.pattern is not None:
        factors = calendar_factors(scenario.patterns[install.pattern], scenario.start, days)
    passed = np.zeros(days + 1)
    np.cumsum(factors * DAY_MS, out=passed[1:])
    return passed


class Promotions:
    """Says of each candidate for an install whether it comes."""

    def __init__(self, town: Town, facilities: Facilities, recorder: Recorder) -> None:
        scenario = town.scenario
        self._town = town
        self._facilities = facilities
        self._log = recorder.append
        self._campaigns = tuple(scenario.promotions.values())
        code = scenario.currency.code
        self._discounts = [
            parse_money(one.discount, code) if one.discount is not None else 0
            for one in self._campaigns
        ]
        self._cabinets_of: list[list[int]] = [[] for _ in scenario.exchanges]
        for number, exchange in enumerate(scenario.cabinet_exchange):
            self._cabinets_of[exchange].append(number)
        count = len(scenario.exchanges)
        #: By campaign and exchange: orders beyond the usual ones while it runs, in multiples of
        #: these; what share of the usual ones still comes after it. By exchange: the product.
        self._more = [[0.0] * count for _ in self._campaigns]
        self._after = [[1.0] * count for _ in self._campaigns]
        self._left = [1.0] * count
        self._exchanges = [exchanges_of(scenario, one) for one in self._campaigns]
        #: By campaign, at the exchanges where it may run: how many times the usual orders come.
        self._uplift = [
            {number: one.uplift(scenario.exchanges[number], code) for number in its}
            for one, its in zip(self._campaigns, self._exchanges, strict=True)
        ]
        #: By campaign, the exchanges where it has not begun.
        self._waiting = [set(its) for its in self._exchanges]
        longest = max(one.lasting for one in self._campaigns)
        self._season = _season(scenario, -(-(scenario.horizon_ms + longest) // DAY_MS))
        for number, campaign in enumerate(self._campaigns):
            self._at(span_of(scenario, campaign)[0], when.CAMPAIGN, number, self._look, number)

    def _at(
        self, instant: int, purpose: int, entity: int, action: when.Action, what: object
    ) -> None:
        if instant < self._town.scenario.horizon_ms:
            self._town.agenda.at(instant, when.ENDS, purpose, entity, action, what)

    # -- where it runs --------------------------------------------------------------------------

    def _look(self, number: int) -> None:
        """Tell what every place could take; begin where it is time, and at last leave places out.

        All are looked at for as long as a campaign may still begin, however it is timed, so that
        what they could take can be compared on the same days.
        """
        campaign, now = self._campaigns[number], self._town.now
        waiting = self._waiting[number]
        _, ends = span_of(self._town.scenario, campaign)
        following = now + campaign.looked_every
        last = following + campaign.lasting > ends
        for exchange in self._exchanges[number]:
            safe = self._safe(campaign, exchange)
            self._write(_SIZE, number, exchange, safe)
            if exchange not in waiting:
                continue
            uplift = self._uplift[number][exchange]
            if campaign.timing.begins(safe, round(PER_MILLE * uplift)):
                waiting.remove(exchange)
                self._begin(number, exchange, safe)
            elif last:
                self._write(_LEFT_OUT, number, exchange, safe)
        if not last:
            self._at(following, when.CAMPAIGN, number, self._look, number)

    def _safe(self, campaign: Campaign, exchange: int) -> int:
        """The largest uplift that an exchange could take now, per mille.

        Usual are the orders of the season that begins now. They come from the lines of the start,
        as the rate of the demand says, and not from those of now.
        """
        town, facilities = self._town, self._facilities
        install = town.rules[exchange].scenario.demand.install
        if install is None:
            return 0
        row = town.scenario.exchanges[exchange]
        begins, ends = np.interp(
            [town.now, town.now + campaign.lasting],
            np.arange(self._season.size) * DAY_MS, self._season,
        )  # fmt: skip
        per_line = for_area(install.rate, row.area).per_line_month * float(ends - begins) / MONTH_MS
        cabinets = self._cabinets_of[exchange]
        free = [
            min(facilities.feeder_free[one], facilities.distribution_free[one]) for one in cabinets
        ]
        usual = [town.scenario.cabinets[one].lines * per_line for one in cabinets]
        return safe_uplift(free, usual, facilities.ports_free[exchange], campaign.served)

    def _write(self, kind: int, number: int, exchange: int, amount: int) -> None:
        place = len(self._town.scenario.cabinets) + exchange
        self._log((self._town.now, kind, -1, -1, place, -1, number, amount))

    def _begin(self, number: int, exchange: int, safe: int) -> None:
        town, campaign = self._town, self._campaigns[number]
        self._write(_BEGINS, number, exchange, safe)
        self._more[number][exchange] = self._uplift[number][exchange] - 1
        what = (number, exchange)
        entity = number * len(self._left) + exchange
        over = town.now + campaign.lasting
        self._at(over, when.CAMPAIGN_OVER, entity, self._end, what)
        self._at(over + campaign.over, when.AFTERMATH, entity, self._forget, what)

    def _end(self, what: tuple[int, int]) -> None:
        number, exchange = what
        campaign = self._campaigns[number]
        self._write(_ENDS, number, exchange, 0)
        self._more[number][exchange] = 0.0
        uplift = self._uplift[number][exchange]
        self._after[number][exchange] = campaign.left_afterwards(uplift)
        self._multiply(exchange)

    def _forget(self, what: tuple[int, int]) -> None:
        number, exchange = what
        self._after[number][exchange] = 1.0
        self._multiply(exchange)

    def _multiply(self, exchange: int) -> None:
        left = 1.0
        for after in self._after:
            left *= after[exchange]
        self._left[exchange] = left

    # -- who comes ------------------------------------------------------------------------------

    def brings(self, mark: float, rate: float, exchange: int, cabinet: int, now_ms: int) -> bool:
        """Whether a candidate for an install comes; ``rate`` is that of the usual orders."""
        if mark >= PROMOTED:
            number = int(mark // PROMOTED) - 1
            return mark - PROMOTED * (number + 1) < rate * self._more[number][exchange]
        if mark >= rate:
            return False
        if mark < rate * self._left[exchange]:
            return True
        self._log((now_ms, _FORESTALLED, -1, -1, cabinet, -1, 0, 0))
        return False

    def write(self, job: Job, mark: float) -> None:
        """An order has come in; say so if a campaign has brought it."""
        if mark >= PROMOTED:
            number = int(mark // PROMOTED) - 1
            cents = self._discounts[number]
            since = job.since_ms
            self._log((since, _PROMOTED, job.case, job.slot, job.cabinet, -1, number, cents))
