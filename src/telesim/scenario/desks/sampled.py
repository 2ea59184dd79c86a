"""What desks have in common that are simulated on sample days only, as they are too busy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from telesim.scenario.demand import read_hours
from telesim.scenario.fields import Share, Words


def _hours(value: object) -> object:
    if isinstance(value, Mapping):
        for text in value:
            read_hours(str(text))
    return value


#: Hours of a day, such as "08-18", -> share of the day's total.
DayShares = Annotated[
    dict[str, Share],
    BeforeValidator(_hours),
    Words(pattern=r"^\d{1,2}(:\d{2})?-\d{1,2}(:\d{2})?$", example="08-18"),
]
