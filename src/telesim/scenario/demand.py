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

    #: Coefficient of variation of the day's factor; 0 = every day is alike.
    cv: Factor
    #: Correlation of the factors of one day and the next; 0 = each is drawn by itself.
    lag1: float = Field(default=0.0, ge=0, lt=1)


class Days(Section):
    """Factors on each day's intensity; each has mean 1 and is drawn once a day and level."""

    #: One series for all places and all patterns, each of which takes it at its own size.
    weather: Spread = Spread(cv=0.0)
    #: A series for each county and pattern.
    county: Spread = Spread(cv=0.0)
    #: A series for each exchange and pattern.
    place: Spread = Spread(cv=0.0)


class Storms(Section):
    """Days of multiplied intensity, the same for all places."""

    #: Mean number of storm days a year, all of them in ``months``.
    days_per_year: float = Field(ge=0)
    #: Months in which a day may be stormy, such as ``jun-aug``, all days alike likely.
    months: Months
    #: What intensity is multiplied by on such a day; all days are scaled so that the mean of the
    #: year stays.
    factor: Factor


class Pattern(Sourced):
    """How intensity moves over the year, the week and the day.

    Stated rates are means over a calendar year: months, weekdays and the expected effect of
    storms are scaled together so that this mean stays 1. Hours are shares of a day's total.
    """

    #: Factor on intensity by month (``jan``, ``jun-aug``), only their proportion counts; months not
    #: named have 1.
    months: Annotated[
        dict[str, Factor],
        BeforeValidator(_spread_out(MONTH_NAMES, "month")),
        Words(pattern=_one_or_range(MONTH_NAMES)),
    ] = Field(default_factory=dict)
    #: Factor on intensity by day of the week (``mon``, ``sat-sun``), only their proportion counts;
    #: days not named have 1.
    weekdays: Annotated[
        dict[str, Factor],
        BeforeValidator(_spread_out(DAY_NAMES, "day")),
        Words(pattern=_one_or_range(DAY_NAMES)),
    ] = Field(default_factory=dict)
    #: Share of a day's total in each range of hours (``08-18``); what is left spreads over the
    #: hours that are not named.
    hours: Annotated[
        dict[str, Share], BeforeValidator(_hours), Words(pattern=rf"^{_HOURS.pattern}$")
    ] = Field(default_factory=dict)
    #: Chance from day to day: the product of three factors, one for all places, one for the county
    #: and one for the exchange.
    days: Days = Days()
    storms: Storms | None = None


class Shock(Section):
    """A dated multiplication: intensity of the causes named is ``factor`` times for ``lasting``."""

    #: Name of the spell; chance goes by it and by the date.
    title: str
    #: Its first day, ISO, from midnight on.
    on: IsoDate
    #: How long it lasts.
    lasting: Duration
    #: What the usual rate of faults is multiplied by; less than 1 makes them fewer.
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

    #: Orders for each line in service at the start of the run, however many there are later; the
    #: mean over a year where a pattern moves them.
    rate: OrderRates
    #: How long after ordering a customer cancels, unless a crew is on its way or at work then; none
    #: = never. Orders that wait when the run starts count from there.
    patience: DurationLaw | None = None
    #: Skill that a crew needs for these orders.
    skill: str = "install"
    #: Crew time on site at the norm where the drop stands already.
    work_prebuilt: WorkLaw
    #: Crew time on site at the norm where the drop must be built.
    work_build: WorkLaw
    #: Orders that need no visit; none where this is left out.
    reconnect: Reconnect | None = None
    #: New lines that fail soon; left out, they fail like all others.
    early_life: EarlyLife | None = None
    #: Pattern by which orders move over the year, the week and the day; left out, evenly.
    pattern: str | None = None


class Move(Sourced):
    """A line in service moves to another cabinet of its exchange."""

    #: Orders for each line in service at the time; the mean over a year where a pattern moves them.
    rate: OrderRates
    #: How long after ordering a customer cancels and stays at the old place, unless a crew is on
    #: its way or at work then; none = never.
    patience: DurationLaw | None = None
    #: Skill that a crew needs for these orders.
    skill: str = "move"
    #: Crew time on site at the norm.
    work: WorkLaw
    #: Pattern by which orders move over the year, the week and the day; left out, evenly.
    pattern: str | None = None


class Cease(Sourced):
    """A line in service is given up; its port and pairs are free at once."""

    #: Orders for each line in service at the time; the mean over a year where a pattern moves them.
    rate: OrderRates
    #: Pattern by which orders move over the year, the week and the day; left out, evenly.
    pattern: str | None = None


class Demand(Section):
    """Orders of the three kinds; a kind left out does not happen."""

    install: Install | None = None
    move: Move | None = None
    cease: Cease | None = None


class InitialWaiting(Section):
    """Paid orders waiting at the start, placed where fill is highest."""

    #: How many wait, as a share of the lines of each county. Its fullest cabinets take them, each
    #: up to 15 % of its own lines, or up to this share where that is more.
    share_of_lines: Share
    #: Mean age of these orders when the run starts; ages are exponential.
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

    #: What is added: ports of exchanges; feeder pairs, distribution pairs or drops of cabinets.
    what: Literal["ports", "feeder", "distribution", "drops"]
    #: Counties where it holds; empty = all.
    counties: tuple[str, ...] = ()
    #: Areas where it holds; empty = all.
    areas: tuple[str, ...] = ()
    #: Capacity is ordered at an exchange or cabinet when this share of what is usable there is used
    #: and nothing is under way by this rule.
    at_fill: Share | None = None
    #: Capacity is ordered on this date.
    on: IsoDate | None = None
    #: With ``on``: the places of a county begin one after the other at this interval, in the order
    #: of their table.
    stagger: Duration = 0
    #: With ``on``: ordered again after each such interval; none = once.
    every: Duration | None = None
    #: Share of the capacity that a place has when it is ordered, which is added to it; rounded up.
    add_share: Percentage | None = None
    #: Ports or pairs added at each place, each time.
    add: int | None = Field(default=None, gt=0, le=MOST)
    #: Share of new customers whose drop stands when the work is done; only where it is less before.
    raise_to: Share | None = None
    #: From the order until it opens; of a cable that gangs build (``works``), until they may.
    lead_time: Duration
    #: Months in which nothing opens (frozen ground): works due then open in the next other month.
    frozen: Months = ()
    #: Cost of a port, pair or drop, such as "350 CNY per pair", spent with the order.
    unit_cost: str | None = None
