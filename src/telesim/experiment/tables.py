"""What the results folder holds as text: estimates, and the names that a log's numbers mean."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario

#: Ten significant digits: more than any figure deserves, and the same everywhere.
CSV_FLOAT = "%.10g"
#: Decimals of cabinets.csv: means over the window, and reports that cabinets share.
CABINET_DIGITS = {"lines": 1, "reports": 1, "line_hours_lost": 1, "reports_per_100_lines": 2}
CSV_COLUMNS = ("kpi", "where", "unit", "mean", "ci_low", "ci_high", "n", "cases")


def number_text(value: float) -> str:
    """A figure in a fixed form; empty for what cannot be said."""
    if math.isnan(value):
        return ""
    return CSV_FLOAT % (value + 0.0)  # adding zero turns -0.0 into 0


def kpis_csv(estimates: pd.DataFrame) -> str:
    """The estimates as CSV text; equal estimates give equal bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for row in estimates.itertuples(index=False):
        figures = (number_text(x) for x in (row.mean, row.ci_low, row.ci_high))
        writer.writerow((row.kpi, row.where, row.unit, *figures, row.n, row.cases))
    return text.getvalue()


def names_for_logs(scenario: Scenario) -> dict[str, Any]:
    """The names of places, crews and causes by number, so that a log can be read by itself."""
    return {
        "scenario": scenario.name,
        "start": scenario.start.isoformat(),
        "wording": scenario.wording.model_dump(),
        "cabinets": [cabinet.id for cabinet in scenario.cabinets],
        "cabinet_exchange": list(scenario.cabinet_exchange),
        "exchanges": [exchange.id for exchange in scenario.exchanges],
        "exchange_county": list(scenario.exchange_county),
        "counties": list(scenario.counties),
        "currency": scenario.currency.code,
        "ducts": [duct.id for duct in scenario.ducts],
        "trunks": [group.id for group in scenario.trunks],
        "crews": [name for name, _ in scenario.crew_units],
        "teams": [scenario.crews[row].team for _, row in scenario.crew_units],
        "causes": list(scenario.causes),
        "cause_groups": [scenario.faults[cause].cause_group for cause in scenario.causes],
    }
