"""What the planner wants to know: limits on KPIs."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from telesim.scenario.fields import Section
from telesim.units import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    WEEK_MS,
    UnitError,
    parse_duration,
    parse_percentage,
)

_TIMES = {
    "min": MINUTE_MS,
    "h": HOUR_MS,
    "hours": HOUR_MS,
    "days": DAY_MS,
    "weeks": WEEK_MS,
}


def parse_limit(written: object, unit: str) -> float:
    """A limit such as ``"24 h"`` or ``"85 %"`` as a number in a KPI's unit.

    A time may be written in any unit of time; what is counted may stand as a bare number.

    Raises:
        UnitError: another kind of quantity than the KPI's.
    """
    if unit in _TIMES:
        return parse_duration(written) / _TIMES[unit]
    if unit == "%":
        return parse_percentage(written) * 100
    text = str(written).strip()
    number, _, words = text.partition(" ")
    try:
        value = float(number.replace(",", ""))
    except ValueError:
        value = math.nan
    if math.isfinite(value) and words.strip() in ("", unit):
        return value
    raise UnitError(written, f'a number of {unit}, such as "12 {unit}"')


def _text(value: object) -> object:
    """A bare number is a limit too, of a KPI that counts."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Limit = Annotated[
    str,
    BeforeValidator(_text),
    WithJsonSchema({"type": ["string", "number"], "examples": ["24 h", "85 %", "15 days"]}),
]


class Target(Section):
    """A limit on one KPI, judged over replications.

    Exactly one of ``at_most`` and ``at_least`` stands, with the KPI's unit ("24 h", "85 %",
    "15 days"). ``over: month`` judges each month of the window by itself and counts the worst;
    ``for_each: county`` gives one verdict per county beside the total.
    """

    #: Name of the KPI, as ``telesim schema --kpis`` lists them.
    kpi: str
    #: The county, cause group or other part that the figure is of, such as ``area: town``; none =
    #: the total.
    where: dict[str, str] = Field(default_factory=dict)
    #: Highest value that keeps the limit, in the KPI's unit, such as "24 h".
    at_most: Limit | None = None
    #: Lowest value that keeps the limit, in the KPI's unit, such as "85 %".
    at_least: Limit | None = None
    #: A difference of the KPI that does not matter, in its unit, such as "2 h": for comparisons.
    margin: Limit | None = None
    #: Clock of a KPI that is a time: ``elapsed``, ``working-hours`` or another of its clocks.
    clock: str = "elapsed"
    #: What is averaged; a KPI's own unit of counting, repeated here for the reader.
    per: str | None = None
    #: ``month``: each month of the window by itself, of which the worst counts; ``window`` or
    #: ``year``: the window as a whole.
    over: Literal["window", "year", "month"] = "window"
    #: ``county``: a verdict for each county, beside the total.
    for_each: Literal["county"] | None = None
    #: Where the limit comes from.
    source: str | None = None


class Economics(Section):
    """Money in the scenario's currency; what is left out is not counted."""

    #: Revenue that a month of waiting for a line loses, such as "35 CNY".
    revenue_per_line_month: str | None = None
    #: Wage of a crew member's hour on duty, for crews whose pay scheme names no money; under all
    #: others wages are what the scheme pays.
    wage_per_hour: str | None = None
    #: Wage of a crew member's hour of overtime, under any scheme.
    overtime_per_hour: str | None = None
    #: Where the numbers come from, or 'assumed'.
    source: str = Field(min_length=3)
