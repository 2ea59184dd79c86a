"""Who does the work, when, how fast: calendars, teams and the rows of the crew table."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from telesim.distributions.constant import Constant
from telesim.policies.jobs import JOB_KINDS
from telesim.scenario.choices import FactorLaw
from telesim.scenario.dates import IsoDate, parse_date
from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import (
    Duration,
    Kind,
    Section,
    Share,
    Sourced,
    Words,
    Work,
)
from telesim.scenario.learning import LearntFactor, LearntShare
from telesim.scenario.turnover import Turnover


def _rotation(value: object) -> object:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+) of (\d+)\s*", value)
        if not match or not 0 < int(match[1]) <= int(match[2]):
            raise RefusedValueError(value, 'need days on of working days, such as "5 of 6"')
        return (int(match[1]), int(match[2]))
    if not isinstance(value, tuple):
        raise RefusedValueError(value, 'need days on of working days, such as "5 of 6"')
    return value


def _ranges(value: object) -> object:
    """One range may stand without a list."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
_DAYS = rf"^{_DAY}([-,\s]+{_DAY})*$"
#: Hours of a day, such as ``"08:00-12:00"``; a single range may stand without a list.
Ranges = Annotated[
    tuple[str, ...],
    BeforeValidator(_ranges),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    Kind("hours", "08:00-16:00"),
]


def _places(value: object) -> object:
    """Words separated by blanks; commas and semicolons do as well."""
    if isinstance(value, str):
        return " ".join(re.split(r"[\s,;]+", value.strip()))
    return value


Places = Annotated[str, BeforeValidator(_places)]


_ROTATION = WithJsonSchema(
    {"type": "string", "pattern": r"^\s*\d+ of \d+\s*$", "examples": ["5 of 6"]}
)


class Calendar(Sourced):
    """When a crew with this calendar is on duty.

    ``hours`` maps days (``mon``, ``mon-sat``) to ranges such as ``"08:00-12:00"``; a day that
    is not named is off. ``holidays`` are dates or ``2001-01-24..2001-01-30``.
    ``rotation`` "5 of 6" gives each crew every sixth of the calendar's working days off, days
    staggered over the crews; ``absence`` takes single crew-days away at random.
    """

    #: Hours of duty by days of the week (``mon``, ``mon-sat``), one range or several; days not
    #: named are off.
    hours: Annotated[dict[str, Ranges], Words(pattern=_DAYS, example="mon-sat")]
    #: Days off for everybody: dates, or spans such as ``2001-01-24..2001-01-30``.
    holidays: tuple[str, ...] = ()
    #: How many of the calendar's working days each crew works: with "5 of 6" it has every sixth
    #: off, not all crews on the same day. Left out, it works on all.
    rotation: Annotated[tuple[int, int], BeforeValidator(_rotation), _ROTATION] = (1, 1)
    #: Chance that a crew is away on a day, by illness for example; drawn for each crew and day, for
    #: all of its members together.
    absence: Share = 0.0


class Proficiency(Section):
    """How well a team uses one skill."""

    #: Speed of work relative to the hour norms.
    speed: LearntFactor = 1.0
    #: Share of visits with this skill that leave nothing to come back for.
    first_time_fix: LearntShare = 1.0


class Team(Sourced):
    """A kind of crew: the skills its members have. Skill names are the scenario's own."""

    #: How well the team uses each of its skills, by name; its crews do no job of another skill.
    skills: dict[str, Proficiency]
    #: How often its crews leave and are replaced; none = never.
    turnover: Turnover | None = None


class Crew(Section):
    """A row of ``crews.csv``; ``count`` rows alike may stand as one."""

    #: Name of the crew; where ``count`` is more than 1, of the crews with -1, -2 and so on after
    #: it.
    id: str = Field(min_length=1)
    #: Name of its team, whose skills it has.
    team: str
    #: Exchange where the crew starts under ``policies.base: seat``; its county is that of the crew.
    base: str
    #: Exchanges that it serves: ids, ``county:NAME`` or ``all``, separated by blanks.
    covers: Places
    #: Exchange where the crew starts under ``policies.base: local``; blank = ``base``.
    local_base: str | None = None
    #: Exchanges that it serves under ``policies.base: local``; blank = ``covers``.
    local_covers: Places | None = None
    #: People in the crew. More of them join pairs and build faster, and take as long as one for all
    #: other work; wages are paid to each.
    members: int = Field(default=1, ge=1, le=10_000)
    #: How many crews this row stands for, all alike; 0 = none.
    count: int = Field(default=1, ge=0, le=100_000)
    #: Calendar that says when it is on duty.
    calendar: str
    #: Its pay scheme: one of ``policies.schemes``, or a registered scheme with its defaults; blank
    #: = ``policies.pay``.
    pay: str | None = None
    #: First day of service, ISO; blank = from the start on.
    since: IsoDate | None = None
    #: Last day of service, ISO; blank = to the end.
    until: IsoDate | None = None


class Visits(Sourced):
    """What every visit costs beside the work itself."""

    #: Time at the depot at the start of each day on duty.
    depot: Work = 0
    #: Crew time to test and close with the desk, after each finished job.
    closing: Work = 0
    #: Share of visits that find nobody at home, by kind of job (install, move, repair, cable).
    no_access: Annotated[dict[str, Share], Words(JOB_KINDS)] = Field(default_factory=dict)
    #: Time lost on site when nobody is at home; the next try is on the next working day.
    no_access_time: Work = 0


class Travel(Sourced):
    """How the time to a customer varies around the table's mean minutes."""

    #: Factor on the mean travel time, drawn for each visit.
    variation: FactorLaw = Constant(1.0)
    #: What each kilometre beyond the mean distance of the exchange's customers adds to the travel
    #: time, and each kilometre less takes off.
    per_km: Duration = 0


__all__ = ["Calendar", "Crew", "Proficiency", "Team", "Travel", "Visits", "parse_date"]
