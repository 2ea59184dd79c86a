"""What a section ``power`` implies: failures a year and line-hours without service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from telesim.scenario.model import Scenario
from telesim.units import HOUR_MS, MONTH_MS, YEAR_MS

#: Enough for the mean of a share that is cut off at 100 %.
_QUANTILES = 4_096


@dataclass(frozen=True)
class PowerLoad:
    """Means of all exchanges together, on the lines at the start."""

    failures_per_year: float
    lines: float
    hours: float
    line_hours_per_month: float

    def in_words(self) -> str:
        """One line for the check."""
        return (
            f"power: {self.failures_per_year:,.1f} failures of exchanges a year, each of "
            f"{self.hours:,.1f} h and {self.lines:,.0f} lines; "
            f"{self.line_hours_per_month:,.0f} line-hours a month"
        )


def power_of(scenario: Scenario) -> PowerLoad | None:
    """What the power failures of a scenario take; None without any."""
    power = scenario.power
    if power is None:
        return None
    grid = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    share = float(np.clip(power.share_of_lines.from_uniform(grid), 0, 1).mean())
    hours = power.lasts.expected / HOUR_MS
    exchanges = len(scenario.exchanges)
    lines = share * sum(exchange.lines for exchange in scenario.exchanges) / exchanges
    return PowerLoad(
        failures_per_year=power.failures * exchanges * YEAR_MS / MONTH_MS,
        lines=lines,
        hours=hours,
        line_hours_per_month=power.failures * exchanges * lines * hours,
    )
