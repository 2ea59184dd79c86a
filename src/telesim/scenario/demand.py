"""What customers ask for, how orders and faults move over time, and what is built by rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from telesim.registry import hint
from telesim.scenario.choices import DurationLaw, WorkLaw
from telesim.scenario.dates import IsoDate
from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import (
    MOST,
    Duration,
    Factor,
    OrderRates,
    Percentage,
    Section,
    Share,
    Sourced,
    Words,
)
from telesim.scenario.made_faults import EarlyLife
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?")
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _one_or_range(names: tuple[str, ...]) -> str:
    one = "|".join(names)
    return rf"^({one})(\s*-\s*({one}))?$"


def _spread_out(names: tuple[str, ...], what: str) -> Callable[[object], object]:
    """A reader of factors by month or day in which ``jul-aug`` stands for each of its months."""

    def spread(value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        single: dict[str, object] = {}
        for word, factor in value.items():
            for name in _names_of(str(word), names, what):
                if name in single:
                    raise RefusedValueError(word, f"need each {what} once; {name} stands twice")
                single[name] = factor
        return single

    return spread


def _names_of(word: str, names: tuple[str, ...], what: str) -> tuple[str, ...]:
    ends = [end.strip() for end in word.split("-")]
    for end in ends:
        if end not in names:
            raise RefusedValueError(
                word,
                f"need a {what} such as {names[0]}, or {names[0]}-{names[2]}",
                hint(end, names)[2:],
                (word,),
            )
    first, last = names.index(ends[0]), names.index(ends[-1])
    return tuple(names[(first + k) % len(names)] for k in range((last - first) % len(names) + 1))


def read_hours(text: str) -> tuple[int, int]:
    """``"08-18"`` or ``"08:00-12:30"`` as milliseconds of the day.

    Raises:
        RefusedValueError: another form, or hours that are not of one day.
    """
    match = _HOURS.fullmatch(text.strip())
    if match:
        start = int(match[1]) * HOUR_MS + int(match[2] or 0) * MINUTE_MS
        end = int(match[3]) * HOUR_MS + int(match[4] or 0) * MINUTE_MS
        if int(match[2] or 0) < 60 and int(match[4] or 0) < 60 and start < end <= DAY_MS:
            return start, end
    raise RefusedValueError(
        text, 'need hours of one day such as "08-18", at most to 24', "", (text,)
    )


def _hours(value: object) -> object:
    if isinstance(value, Mapping):
        for text in value:
            read_hours(str(text))
    return value


def _months(value: object) -> object:
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        return value
    return tuple(
        dict.fromkeys(name for word in value for name in _names_of(str(word), MONTH_NAMES, "month"))
    )


#: Months by name; ``jun-aug`` stands for three of them.
Months = Annotated[tuple[str, ...], BeforeValidator(_months)]


class Spread(Section):
    """Day-to-day variation of a factor with mean 1: gamma with this cv and lag-1 correlation."""

    cv: Factor
    lag1: float = Field(default=0.0, ge=0, lt=1)


class Days(Section):
    """Factors on each day's intensity; each has mean 1 and is drawn once a day and level."""

    #: One series shared by all places and causes that use a pattern with weather.
    weather: Spread = Spread(cv=0.0)
    county: Spread = Spread(cv=0.0)
    place: Spread = Spread(cv=0.0)


class Storms(Section):
    """Days of multiplied intensity, the same for all places."""

    #: Mean number of storm days a year; they fall in ``months`` alone.
    days_per_year: float = Field(ge=0)
    months: Months
    factor: Factor


class Pattern(Sourced):
    """How intensity moves over the year, the week and the day.

    Stated rates are means over a calendar year: months, weekdays and the expected effect of
    storms are scaled together so that this mean stays 1. Hours are shares of a day's total.
    """

    months: Annotated[
        dict[str, Factor],
        BeforeValidator(_spread_out(MONTH_NAMES, "month")),
        Words(pattern=_one_or_range(MONTH_NAMES)),
    ] = Field(default_factory=dict)
    weekdays: Annotated[
        dict[str, Factor],
        BeforeValidator(_spread_out(DAY_NAMES, "day")),
        Words(pattern=_one_or_range(DAY_NAMES)),
    ] = Field(default_factory=dict)
    hours: Annotated[
        dict[str, Share], BeforeValidator(_hours), Words(pattern=rf"^{_HOURS.pattern}$")
    ] = Field(default_factory=dict)
    days: Days = Days()
    storms: Storms | None = None


class Shock(Section):
    """A dated multiplication: intensity of the causes named is ``factor`` times for ``lasting``."""

    title: str
    on: IsoDate
    lasting: Duration
    factor: Factor
    #: Counties hit; empty = all.
    counties: tuple[str, ...] = ()
    #: Fault causes hit; empty = all.
    causes: tuple[str, ...] = ()


class Reconnect(Section):
    """Orders from homes whose line still stands: connected from the desk, nobody calls."""

    #: Share of the orders for a new line.
    share: Share
    #: From the assignment of port and pairs to working service; at once where none is given.
    takes: DurationLaw | None = None


class Install(Sourced):
    """Orders for a new line. The rate counts lines in service at the start of the run."""

    rate: OrderRates
    #: How long a customer waits before cancelling; none = for ever.
    patience: DurationLaw | None = None
    skill: str = "install"
    #: Work when the drop stands already, and when it must be built.
    work_prebuilt: WorkLaw
    work_build: WorkLaw
    #: Orders that need no visit; none where this is left out.
    reconnect: Reconnect | None = None
    #: New lines that fail soon; left out, they fail like all others.
    early_life: EarlyLife | None = None
    pattern: str | None = None


class Move(Sourced):
    """A line in service moves to another cabinet of its exchange."""

    rate: OrderRates
    patience: DurationLaw | None = None
    skill: str = "move"
    work: WorkLaw
    pattern: str | None = None


class Cease(Sourced):
    """A line in service is given up; its port and pairs are free at once."""

    rate: OrderRates
    pattern: str | None = None


class Demand(Section):
    """Orders of the three kinds; a kind left out does not happen."""

    install: Install | None = None
    move: Move | None = None
    cease: Cease | None = None


class InitialWaiting(Section):
    """Paid orders waiting at the start, placed where fill is highest."""

    share_of_lines: Share
    mean_age: Duration


class Initial(Sourced):
    """The state of the town when the run starts."""

    waiting: InitialWaiting | None = None
    #: Faults open at the start, as days of the year's mean intake.
    open_faults_days: float = Field(default=0.0, ge=0)


class Expansion(Sourced):
    """Capacity that is added by rule. Single dated projects stand in ``projects.csv``.

    Exactly one of ``at_fill`` and ``on`` starts it; exactly one of ``add_share`` (of today's
    capacity), ``add`` (ports or pairs) and ``raise_to`` (drops: share of new customers with a
    drop) says how much.
    """

    what: Literal["ports", "feeder", "distribution", "drops"]
    counties: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    #: Orders the work when used capacity reaches this share.
    at_fill: Share | None = None
    #: Orders the work on this date.
    on: IsoDate | None = None
    #: With ``on``: start one place after the other at this interval, in table order by county.
    stagger: Duration = 0
    #: With ``on``: again after each such interval.
    every: Duration | None = None
    add_share: Percentage | None = None
    add: int | None = Field(default=None, gt=0, le=MOST)
    raise_to: Share | None = None
    lead_time: Duration
    #: Months in which nothing opens (frozen ground): works due then open in the next other month.
    frozen: Months = ()
    #: Cost of a port, pair or drop, in cents of the scenario's currency per unit.
    unit_cost: str | None = None
