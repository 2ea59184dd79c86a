"""The kinds of value a scenario holds: pydantic types that read a written quantity once.

Each type validates from what a planner writes: a string with its unit, or a mapping that
names a law or a rule. A :class:`Kind` beside each parser says to the schema, to ``show`` and
to the overlays what the value is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    WithJsonSchema,
)

from telesim import units
from telesim.registry import Registry
from telesim.scenario.errors import RefusedValueError


class Section(BaseModel):
    """A frozen mapping of the scenario in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Sourced(Section):
    """A section whose numbers come from somewhere: ``source`` names it, or says *assumed*."""

    source: str = Field(min_length=3, description="Where the numbers come from, or 'assumed'.")


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What a written value is.

    ``name`` is the kind (duration, work, share, percentage, distance, factor, rate, area, law,
    choice); ``example`` a legal value; ``dimension`` that of a law or the noun of a rate;
    ``registry`` and ``key`` the names of a choice and the word before the name.
    """

    name: str
    example: Any
    dimension: str = ""
    registry: Registry[Any] | None = None
    key: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """The keys of a mapping that the planner does not choose: fixed names, or names of a form.

    ``example`` is a name of that form.
    """

    names: tuple[str, ...] = ()
    pattern: str = ""
    example: str = ""


#: Longer times, larger places and denser cases than these are slips of the pen.
LONGEST_MS = 200 * units.YEAR_MS
MOST = 10_000_000


def read_duration(value: object) -> int:
    """Elapsed time in ms, at most 200 years.

    Raises:
        UnitError: another unit, negative, or longer.
    """
    return _not_longer(value, units.parse_duration(value))


def read_work(value: object) -> int:
    """Crew time in ms, at most 200 years.

    Raises:
        UnitError: another unit, negative, or longer.
    """
    return _not_longer(value, units.parse_work(value))


def read_factor(value: object) -> float:
    """A plain factor from 0 to a million.

    Raises:
        UnitError: not a number, negative, or larger.
    """
    factor = units.parse_factor(value)
    if factor > 1e6:
        raise units.UnitError(value, "a factor of 1,000,000 or less")
    return factor


def _not_longer(value: object, time_ms: int) -> int:
    if time_ms > LONGEST_MS:
        raise units.UnitError(value, "a time of 200 years or less")
    return time_ms


_N = r"[0-9.][0-9_,.eE+-]*"
_T = r"(ms|s|seconds?|min|minutes?|h|hours?|d|days?|weeks?|months?|years?)"

#: Elapsed time in ms.
Duration = Annotated[
    int,
    BeforeValidator(read_duration),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_N}\s*{_T}\s*$",
            "examples": ["24 h", "13 weeks"],
            "description": "elapsed time",
        }
    ),
    Kind("duration", "1 h"),
]
#: Crew time in ms.
Work = Annotated[
    int,
    BeforeValidator(read_work),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_N}\s*work\s+{_T}\s*$",
            "examples": ["1.2 work h"],
            "description": "crew time",
        }
    ),
    Kind("work", "1 work h"),
]
_PER_CENT = {"type": "string", "pattern": rf"^\s*{_N}\s*%\s*$", "examples": ["15 %"]}
#: A share, 0 to 1.
Share = Annotated[
    float,
    BeforeValidator(units.parse_share),
    WithJsonSchema({**_PER_CENT, "description": "share, 0 % to 100 %"}),
    Kind("share", "0 %"),
]
#: A percentage that may pass 100 %, as a float.
Percentage = Annotated[
    float,
    BeforeValidator(units.parse_percentage),
    WithJsonSchema({**_PER_CENT, "description": "percentage, may pass 100 %"}),
    Kind("percentage", "0 %"),
]
#: Metres.
Distance = Annotated[
    int,
    BeforeValidator(units.parse_distance),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_N}\s*k?m\s*$",
            "examples": ["1.5 km"],
            "description": "distance",
        }
    ),
    Kind("distance", "1 km"),
]
#: A plain factor, 0 or more.
Factor = Annotated[
    float,
    BeforeValidator(read_factor),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": rf"^\s*[x×]?\s*{_N}\s*$"},
            ],
            "description": "factor",
        }
    ),
    Kind("factor", 1),
]


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise RefusedValueError(
            text,
            "need a name that begins with a letter from a to z or a digit and has only these, "
            "dots, dashes and underscores, such as quick-start_2",
        )
    return text


#: A name that may also name a folder.
Name = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"}),
]


def _rate(noun: str) -> BeforeValidator:
    def parse(value: object) -> units.Rate:
        rate = value if isinstance(value, units.Rate) else units.parse_rate(value, noun)
        if rate.per_line_month > MOST:
            raise units.UnitError(value, f"at most {MOST:,} {noun} per line per month")
        return rate

    return BeforeValidator(parse)


def _exchange_rate(value: object) -> float:
    per_month = units.parse_exchange_rate(value, "events")
    if per_month > MOST:
        raise units.UnitError(value, f"at most {MOST:,} events per exchange per month")
    return per_month


def _rate_schema(noun: str) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_N}\s*{noun}? per ({_N} )?lines? per {_T}\s*$",
            "examples": [f"1.0 {noun} per 100 lines per month"],
            "description": f"{noun} per lines and time",
        }
    )


def spread(value: object) -> object:
    """The scalar form of a mapping, ``value`` for ``{"*": value}``."""
    return value if isinstance(value, Mapping) else {"*": value}


#: Orders, or events, per line and month.
OrderRate = Annotated[
    InstanceOf[units.Rate],
    _rate("orders"),
    _rate_schema("orders"),
    Kind("rate", "0 orders per line per month", "orders"),
]
EventRate = Annotated[
    InstanceOf[units.Rate],
    _rate("events"),
    _rate_schema("events"),
    Kind("rate", "0 events per line per month", "events"),
]
#: Calls, or visits of customers, per line and month.
CallRate = Annotated[
    InstanceOf[units.Rate],
    _rate("calls"),
    _rate_schema("calls"),
    Kind("rate", "0 calls per line per month", "calls"),
]
VisitRate = Annotated[
    InstanceOf[units.Rate],
    _rate("visits"),
    _rate_schema("visits"),
    Kind("rate", "0 visits per line per month", "visits"),
]
#: Events per exchange and month.
ExchangeRate = Annotated[
    float,
    BeforeValidator(_exchange_rate),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^\s*{_N}\s*events? per exchange per {_T}\s*$",
            "examples": ["0.2 events per exchange per year"],
            "description": "events per exchange and time",
        }
    ),
    Kind("rate", "0 events per exchange per year"),
]
#: One value for all areas, or ``{town: ..., rural: ...}``; kept as a mapping. The scalar form
#: becomes ``{"*": value}``: beside single areas ``"*"`` stands for every area not named. Read
#: it with :func:`for_area`.
OrderRates = Annotated[dict[str, OrderRate], BeforeValidator(spread), Kind("area", None)]
EventRates = Annotated[dict[str, EventRate], BeforeValidator(spread), Kind("area", None)]
Durations = Annotated[dict[str, Duration], BeforeValidator(spread), Kind("area", None)]


def for_area(values: Mapping[str, Any], area: str) -> Any:
    """The value for an area: its own, else the one for all.

    Raises:
        KeyError: neither is given.
    """
    return values[area] if area in values else values["*"]
