"""Stands for the simulation where a test is about what is done with replications."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kpi_log import log_of, plant
from telesim.eventlog import EventLog
from telesim.experiment.store import Measured
from telesim.scenario import Scenario


@dataclass
class Engine:
    """Counts its calls, and gives one figure: uniform from 10 to 20 by seed and number."""

    calls: list[int] = field(default_factory=list)

    def replicate(self, scenario: Scenario, seed: int, number: int) -> tuple[Measured, EventLog]:
        """In place of :func:`telesim.experiment.replicate.replicate`."""
        from telesim.kpi import cabinet_table, exchange_table

        self.calls.append(number)
        value = float(np.random.default_rng((seed, number)).uniform(10, 20))
        kpis = pd.DataFrame(
            {"kpi": ["time_to_restore_mean"], "where": ["{}"], "unit": ["h"], "value": [value],
             "n": [3], "open": [0], "numerator": [math.nan], "denominator": [math.nan]}
        )  # fmt: skip
        series = pd.DataFrame(
            {"at": pd.DatetimeIndex(["2001-01-01"]), "family": ["backlog"],
             "series": ["waiting list"], "value": [1.0]}
        )  # fmt: skip
        log = log_of(plant())
        return Measured(
            kpis, series, exchange_table(scenario, log), cabinet_table(scenario, log)
        ), log
