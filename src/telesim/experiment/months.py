"""Which months a target over months is judged by: those that lie wholly in the window."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario


def months_to_judge(
    scenario: Scenario, estimates: pd.DataFrame
) -> tuple[list[str], tuple[str, ...]]:
    """Months of the window that KPI rows name, in order, and the part-months left out.

    Three days are no month: parts are left out as long as one whole month lies in the window,
    and judged like months when none does.
    """
    rows = {json.loads(where).get("month") for where in set(estimates["where"])}
    found = sorted(month for month in rows if month is not None)
    whole = [month for month in found if _lies_within(scenario, month)]
    if not whole:
        return found, ()
    return whole, tuple(month for month in found if month not in whole)


def _lies_within(scenario: Scenario, month: str) -> bool:
    """Whether every day of a month such as ``2001-04`` belongs to the window."""
    year, number = map(int, month.split("-"))
    after = dt.date(year + number // 12, number % 12 + 1, 1)
    begin_ms, end_ms = (scenario.ms_of(day) for day in (dt.date(year, number, 1), after))
    return scenario.window_start_ms <= begin_ms and end_ms <= scenario.window_end_ms
