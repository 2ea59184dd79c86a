"""Opening hours of a desk and its agents by the hour."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from telesim.calendar import parse_days, parse_range
from telesim.scenario.fields import MOST, Kind, Section, Words
from telesim.scenario.workforce import Ranges
from telesim.units import MINUTE_MS

_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
_DAYS = rf"^{_DAY}([-,\s]+{_DAY})*$"
_RANGE = r"^\d{1,2}:\d{2}-\d{1,2}:\d{2}$"

#: Hours of a day -> how many serve.
ByHour = Annotated[
    dict[str, Annotated[int, Field(ge=1, le=MOST)]],
    Words(pattern=_RANGE),
]


class Staffing(Section):
    """When a desk is open and how many serve there at each hour of the week.

    ``hours`` maps days (``mon``, ``mon-sat``) to ranges such as ``"08:00-12:00"``; a day that is
    not named is closed. ``agents`` maps days to hours and these to a number: every open hour has
    at least one agent, and no other hour has any. Holidays are days like others.
    """

    # Each is one value: a reform that sets it gives the whole week anew.
    #: Opening hours by days of the week (``mon``, ``mon-sat``), one range or several; days not
    #: named are closed, and holidays are days like others.
    hours: Annotated[
        dict[str, Ranges], Words(pattern=_DAYS), Kind("hours", {"mon-sun": "00:00-24:00"})
    ]
    #: How many serve at each open hour of the week, one or more; where each county has a desk of
    #: its own, in each county.
    agents: Annotated[
        dict[str, ByHour], Words(pattern=_DAYS), Kind("agents", {"mon-sun": {"00:00-24:00": 1}})
    ]


class CalledDesk(Staffing):
    """A desk that is called over a number of lines, which wait and talk hold alike."""

    #: Lines into the desk: who calls while as many talk or wait hears the busy signal and is lost.
    #: Left out, there are enough for everybody.
    lines: int | None = Field(default=None, ge=1, le=MOST)


def agents_of_week(staffing: Staffing) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """Stretches of the seven days, Monday first: from and to in ms of the day, and agents.

    Raises:
        ValueError: days or hours that cannot be read.
    """
    week: list[list[tuple[int, int, int]]] = [[] for _ in range(7)]
    for days, by_hour in staffing.agents.items():
        for day in parse_days(days):
            week[day].extend((*parse_range(text), count) for text, count in by_hour.items())
    return tuple(tuple(sorted(day)) for day in week)


def agent_hours_per_week(staffing: Staffing) -> float:
    """Hours for which agents are paid in a week."""
    spans = (stretch for day in agents_of_week(staffing) for stretch in day)
    return sum((end - start) * count for start, end, count in spans) / (60 * MINUTE_MS)
