"""People who leave and the beginners who come after them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from telesim.scenario.fields import Duration, Kind, Section
from telesim.scenario.learning import months_or_more
from telesim.units import UnitError, parse_share

_EXPECTED = 'a share by year from 0 % to 100 %, such as "12 % a year"'


def _yearly(value: object) -> float:
    match = re.fullmatch(r"\s*(.+?%)\s*(?:a|per)\s+year\s*", value) if type(value) is str else None
    if match is None:
        raise UnitError(value, _EXPECTED)
    try:
        return parse_share(match[1])
    except UnitError:
        raise UnitError(value, _EXPECTED) from None


#: A share by year, 0 to 1.
YearlyShare = Annotated[
    float,
    BeforeValidator(_yearly),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*[0-9.][0-9_,.eE+-]*\s*%\s*(a|per)\s+year\s*$",
            "examples": ["12 % a year"],
            "description": "share by year, 0 % to 100 %",
        }
    ),
    Kind("share by year", "0 % a year"),
]
#: At least a month, in ms.
Months = Annotated[
    int,
    BeforeValidator(months_or_more),
    WithJsonSchema({"type": "string", "examples": ["6 months"], "description": "elapsed time"}),
    Kind("duration", "6 months"),
]
#: A factor over 0 and at most 1.
_Part = Annotated[float, Field(gt=0, le=1)]


class Beginner(Section):
    """How a beginner starts in skills that are not learnt anyway, as parts of the team's own level.

    Both grow to the whole in equal steps, month by month.
    """

    #: Part of the team's speed with which a beginner starts.
    speed: _Part = 1.0
    #: Part of the team's share of jobs done at the first visit with which a beginner starts.
    first_time_fix: _Part = 1.0
    #: How long it takes until a beginner is as good as the team.
    over: Months


class Turnover(Section):
    """Crews of a team leave at the ends of months of 30.4 days and are replaced.

    ``share`` is the expected number of leavers by post and year. A crew of several leaves as one.
    Who leaves finishes on the last day what was begun, on overtime if need be. Nobody leaves on the
    day on which they begin.
    """

    #: Expected leavers by post and year.
    share: YearlyShare
    #: How long the post is empty.
    vacancy: Duration
    #: ``beginner``: the new crew learns from the start; ``trained``: it is as good as the old.
    starts_at: Literal["beginner", "trained"] = "beginner"
    #: How a beginner starts, where the team learns nothing anyway.
    beginner: Beginner | None = None
