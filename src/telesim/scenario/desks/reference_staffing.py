"""Checks of a desk's staffing: agents in every open hour, and in no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from telesim.calendar import DAY_NAMES, parse_days, parse_range, weekly_ranges
from telesim.scenario.desks.staffing import Staffing, agents_of_week
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.units import MINUTE_MS

Span = tuple[int, int]


def check_staffing_of_desk(
    found: Findings, at: Path, staffing: Staffing, agents_at: Path | None = None
) -> None:
    """Days and hours that can be read, agents in every open hour and in no other.

    ``agents_at`` is the path of the agents where it is not that of the desk and ``agents``.
    """
    agents_at = (*at, "agents") if agents_at is None else agents_at
    if not _readable(found, at, staffing, agents_at):
        return
    try:
        hours = weekly_ranges(staffing.hours)
    except ValueError as problem:
        found.say((*at, "hours"), str(problem), "need hours that do not overlap")
        return
    if not any(hours):
        found.say((*at, "hours"), "no hours", "need the hours in which the desk is open")
        return
    agents = agents_of_week(staffing)
    for day, name in enumerate(DAY_NAMES):
        where = (*agents_at, *_written_for(staffing, day))
        spans = [(start, end) for start, end, _ in agents[day]]
        twice = next((later for one, later in pairwise(spans) if later[0] < one[1]), None)
        if twice is not None:
            found.say(where, f"two numbers of agents from {_clock(twice[0])} on {name}",
                      "need hours that do not overlap")  # fmt: skip
            return
        alone = _without(list(hours[day]), spans)
        if alone:
            found.say(where, f"nobody at the desk on {name} {spans_in_words(alone)}",
                      "need agents for every hour in which it is open")  # fmt: skip
            return
        idle = _without(spans, list(hours[day]))
        if idle:
            found.say(where, f"agents on {name} {spans_in_words(idle)}, when the desk is closed",
                      "need agents within the opening hours only")  # fmt: skip
            return


def closed_on_all_days(staffing: Staffing, hours: str) -> tuple[Span, ...]:
    """The parts of some hours of a day in which the desk is open on no day of the week, in ms.

    Raises:
        ValueError: hours that cannot be read.
    """
    is_open = [span for day in weekly_ranges(staffing.hours) for span in day]
    return tuple(_without([parse_range(hours)], is_open))


def spans_in_words(spans: Iterable[Span]) -> str:
    """Such as ``08:00-12:00, 14:00-18:00``."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _readable(found: Findings, at: Path, staffing: Staffing, agents_at: Path) -> bool:
    """Whether all days and hours can be read; says which cannot."""
    whole = True
    for word, path in (("hours", (*at, "hours")), ("agents", agents_at)):
        for days, ranges in getattr(staffing, word).items():
            try:
                parse_days(days)
            except ValueError:
                wrong = [name for name in re.split(r"[-,\s]+", days) if name not in DAY_NAMES]
                found.say((*path, days), repr(days), 'need days such as "mon-sat" or "sun"',
                          f"the days are {', '.join(DAY_NAMES)}" if wrong else "")  # fmt: skip
                whole = False
            for text in ranges:
                try:
                    parse_range(text)
                except ValueError:
                    found.say(
                        (*path, days, *((text,) if word == "agents" else ())), repr(text),
                        'need hours of one day such as "08:00-12:00", at most to 24:00',
                    )  # fmt: skip
                    whole = False
    return whole


def _written_for(staffing: Staffing, day: int) -> tuple[str, ...]:
    """The words under which a day's agents are written; none where they are not."""
    return tuple(days for days in staffing.agents if day in parse_days(days))[:1]


def _without(spans: list[Span], covered: list[Span]) -> list[Span]:
    """The parts of some spans of a day that others do not cover."""
    left = []
    for start, end in spans:
        for begin, until in sorted(covered):
            if until <= start or begin >= end:
                continue
            if begin > start:
                left.append((start, begin))
            start = max(start, until)
        if start < end:
            left.append((start, end))
    return left


def _clock(time_ms: int) -> str:
    minutes = time_ms // MINUTE_MS
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
