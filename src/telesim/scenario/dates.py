"""Dates as a scenario writes them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import Kind


def parse_date(text: str) -> dt.date:
    """An ISO date.

    Raises:
        RefusedValueError: it is none.
    """
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise RefusedValueError(text, "need a date such as 2001-06-30") from None


def _iso(value: object) -> str:
    return parse_date(str(value)).isoformat()


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else parse_date(str(value))


#: A date as such.
Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2001-01-01"]}),
    Kind("date", "2001-01-01"),
]
#: A date as text, such as 2001-06-30.
IsoDate = Annotated[
    str,
    BeforeValidator(_iso),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2001-06-30"]}),
    Kind("date", "2001-01-01"),
]
