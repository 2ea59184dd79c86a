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

    hours: Annotated[dict[str, Ranges], Words(pattern=_DAYS, example="mon-sat")]
    holidays: tuple[str, ...] = ()
    rotation: Annotated[tuple[int, int], BeforeValidator(_rotation), _ROTATION] = (1, 1)
    absence: Share = 0.0


class Proficiency(Section):
    """How well a team uses one skill."""

    #: Speed of work relative to the hour norms.
    speed: LearntFactor = 1.0
    #: Share of visits with this skill that leave nothing to come back for.
    first_time_fix: LearntShare = 1.0


class Team(Sourced):
    """A kind of crew: the skills its members have. Skill names are the scenario's own."""

    skills: dict[str, Proficiency]
    #: How often its crews leave and are replaced; none = never.
    turnover: Turnover | None = None


class Crew(Section):
    """A row of ``crews.csv``; ``count`` rows alike may stand as one."""

    id: str = Field(min_length=1)
    team: str
    #: Exchange where the crew starts; the place of a crew under ``policies.base: seat``.
    base: str
    #: Exchanges it serves: ids, ``county:NAME`` or ``all``, separated by blanks.
    covers: Places
    #: The same two under ``policies.base: local``; blank = no change.
    local_base: str | None = None
    local_covers: Places | None = None
    members: int = Field(default=1, ge=1, le=10_000)
    count: int = Field(default=1, ge=0, le=100_000)
    calendar: str
    #: Pay scheme of ``policies.pay`` unless named here: one of ``policies.schemes``, or a
    #: registered scheme with its own parameters.
    pay: str | None = None
    #: First and last day of service, ISO; blank = always.
    since: IsoDate | None = None
    until: IsoDate | None = None


class Visits(Sourced):
    """What every visit costs beside the work itself."""

    #: Time at the depot at the start of each day on duty.
    depot: Work = 0
    #: To test and close with the desk, after each finished job.
    closing: Work = 0
    #: Share of visits that find nobody at home, by kind of job (install, move, repair, cable).
    no_access: Annotated[dict[str, Share], Words(JOB_KINDS)] = Field(default_factory=dict)
    #: Time lost on site when nobody is at home; the next try is on the next working day.
    no_access_time: Work = 0


class Travel(Sourced):
    """How the time to a customer varies around the table's mean minutes."""

    #: Factor on the mean of each visit.
    variation: FactorLaw = Constant(1.0)
    #: Extra time for each kilometre beyond the mean distance of the exchange's customers.
    per_km: Duration = 0


__all__ = ["Calendar", "Crew", "Proficiency", "Team", "Travel", "Visits", "parse_date"]
