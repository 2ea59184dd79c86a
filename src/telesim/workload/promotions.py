"""Orders that campaigns would bring, wherever and whenever they run: candidates with a mark.

A campaign is a process of its own over all the days on which it may run. Which of its candidates
come is decided while the run goes on. Nobody else's candidate is touched: what a campaign founds
has its slots behind all others.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.market import PROMOTED
from telesim.scenario.market.promotions import Campaign, exchanges_of, span_of
from telesim.workload.pattern import Clock
from telesim.workload.streams import Streams
from telesim.workload.tiles import Candidates, Process, candidates_on_lines
from telesim.workload.town import Town


def candidates_of_campaigns(
    town: Town, streams: Streams, clocks: dict[str | None, Clock]
) -> Iterator[tuple[Clock, Candidates]]:
    """Candidates of each campaign and the clock that tells their instants.

    The mark of campaign number n, from 0, is the rate at which the candidate comes, in orders per
    line and month beyond the usual ones, plus ``PROMOTED`` x (n + 1).
    """
    scenario = town.scenario
    install = scenario.demand.install
    if install is None:
        return
    clock = clocks[install.pattern]
    usual = town.ceiling(lambda there: there.demand.install.rate if there.demand.install else None)
    for number, (name, campaign) in enumerate(scenario.promotions.items()):
        begins, ends = span_of(scenario, campaign)
        ends = min(ends, scenario.arrivals_end_ms)
        exchanges = len(scenario.exchanges)
        process = Process(
            f"order/promotion/{name}",
            usual * _more(town, campaign),
            clock.at(min(begins, ends), exchanges)[town.exchange],
            clock.at(ends, exchanges)[town.exchange],
        )
        drawn = candidates_on_lines(streams, process, town.cabinet_ids, town.lines)
        mark = drawn.mark + PROMOTED * (number + 1)
        yield clock, Candidates(drawn.cabinet, drawn.slot, drawn.when, mark, drawn.key)


def _more(town: Town, campaign: Campaign) -> NDArray[np.float64]:
    """By cabinet: orders beyond the usual ones, in multiples of these; 0 where it does not run."""
    scenario = town.scenario
    more = np.zeros(len(scenario.exchanges))
    for exchange in exchanges_of(scenario, campaign):
        row = scenario.exchanges[exchange]
        more[exchange] = campaign.uplift(row, scenario.currency.code) - 1
    return np.asarray(more[town.exchange], dtype=np.float64)
