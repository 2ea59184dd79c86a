"""The numbers of a scenario's places as arrays, one entry per cabinet in table order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.scenario.fields import for_area
from telesim.units import Rate

#: Reads the rates by area of one purpose from a scenario; None where the purpose is absent.
RatesOf = Callable[[Scenario], Mapping[str, Rate] | None]


@dataclass(frozen=True)
class Town:
    """Cabinets with what the draws need to know of their exchange and county."""

    scenario: Scenario
    cabinet_ids: tuple[str, ...]
    lines: NDArray[np.int64]
    exchange: NDArray[np.int64]
    #: Number of the county of each cabinet.
    county: NDArray[np.int64]
    radius_m: NDArray[np.float64]

    def ceiling(self, rates_of: RatesOf) -> NDArray[np.float64]:
        """The highest rate that ever holds at each cabinet, events per line and month."""
        highest: dict[tuple[int, str], float] = {}
        ceilings = np.zeros(len(self.cabinet_ids))
        for number, (county, exchange) in enumerate(
            zip(self.county.tolist(), self.exchange.tolist(), strict=True)
        ):
            kind = (county, self.scenario.exchanges[exchange].area)
            if kind not in highest:
                phases = self.scenario.timeline(self.scenario.counties[county])
                by_phase = (rates_of(scenario) for _, scenario in phases)
                highest[kind] = max(
                    (for_area(rates, kind[1]).per_line_month for rates in by_phase if rates),
                    default=0.0,
                )
            ceilings[number] = highest[kind]
        return ceilings

    def in_counties(self, names: tuple[str, ...]) -> NDArray[np.bool_]:
        """Which cabinets lie in the counties named; without names, all."""
        if not names:
            return np.ones(len(self.cabinet_ids), dtype=bool)
        numbers = [n for n, name in enumerate(self.scenario.counties) if name in names]
        return np.isin(self.county, numbers)


def town_of(scenario: Scenario) -> Town:
    """The arrays of a scenario."""
    exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)
    county = np.array(scenario.exchange_county, dtype=np.int64)
    radius = np.array([row.radius_km * 1000 for row in scenario.exchanges], dtype=np.float64)
    return Town(
        scenario=scenario,
        cabinet_ids=tuple(cabinet.id for cabinet in scenario.cabinets),
        lines=np.array([cabinet.lines for cabinet in scenario.cabinets], dtype=np.int64),
        exchange=exchange,
        county=county[exchange],
        radius_m=radius[exchange],
    )
