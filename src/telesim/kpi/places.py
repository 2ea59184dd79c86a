"""Which exchange, county and kind of area each place number of a log belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.grouping import Dimension
from telesim.scenario import Scenario

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Look-up arrays by place number: cabinets, then exchanges, then counties.

    One more element, -1, stands at the end of each, so that place -1 (nowhere) belongs to none.
    """

    exchange: Codes
    county: Codes
    area: Codes
    counties: tuple[str, ...]
    areas: tuple[str, ...]
    first_exchange: int
    #: Whether the lines of a place are fed directly, without distribution pairs.
    direct: NDArray[np.bool_]

    @classmethod
    def of(cls, scenario: Scenario) -> Places:
        """The places of a scenario."""
        counties = scenario.counties
        areas = tuple(dict.fromkeys(e.area for e in scenario.exchanges))
        number = {name: n for n, name in enumerate(areas)}
        own_area = np.array([number[e.area] for e in scenario.exchanges], dtype=np.int64)
        own_county = np.array(scenario.exchange_county, dtype=np.int64)
        of_cabinet = np.array(scenario.cabinet_exchange, dtype=np.int64)
        nowhere = np.full(1, -1, dtype=np.int64)
        no_exchange = np.full(len(counties), -1, dtype=np.int64)
        return cls(
            exchange=np.concatenate(
                [of_cabinet, np.arange(len(own_area), dtype=np.int64), no_exchange, nowhere]
            ),
            county=np.concatenate(
                [
                    own_county[of_cabinet],
                    own_county,
                    np.arange(len(counties), dtype=np.int64),
                    nowhere,
                ]
            ),
            area=np.concatenate([own_area[of_cabinet], own_area, no_exchange, nowhere]),
            counties=counties,
            areas=areas,
            first_exchange=len(of_cabinet),
            direct=np.array(
                [bool(c.direct) for c in scenario.cabinets]
                + [False] * (len(own_area) + len(counties) + 1)
            ),
        )

    def dimensions(self, place: NDArray[np.int64]) -> dict[str, Dimension]:
        """The dimensions ``county`` and ``area`` of a column of places."""
        return {
            "county": Dimension(self.counties, self.county[place]),
            "area": Dimension(self.areas, self.area[place]),
        }
