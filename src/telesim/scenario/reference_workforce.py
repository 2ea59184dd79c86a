"""Checks of the workforce: crews know their places and calendars, and somebody has each skill."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from telesim.calendar import parse_days, parse_holidays, parse_range, weekly_ranges
from telesim.policies.pay import PAY_SCHEMES
from telesim.scenario.dates import parse_date
from telesim.scenario.demand import DAY_NAMES
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.scenario.workforce import Calendar, Crew


def check_workforce(found: Findings) -> None:
    """Calendars, crews, visits and the skills that work needs."""
    for name, calendar in found.scenario.calendars.items():
        if found.sound(f"calendars.{name}"):
            _hours(found, ("calendars", name), calendar)
            _holidays(found, ("calendars", name), calendar)
    for n, crew in enumerate(found.scenario.crews):
        _crew(found, n, crew)
    _numbered_ids(found)
    if found.scenario.visits is not None:
        found.job_kinds(("visits", "no_access"), found.scenario.visits.no_access)
    _skills(found)


def _hours(found: Findings, path: Path, calendar: Calendar) -> None:
    readable = True
    for days, ranges in calendar.hours.items():
        at = (*path, "hours", days)
        try:
            parse_days(days)
        except ValueError:
            readable = False
            words = [word for word in re.split(r"[-,\s]+", days) if word not in DAY_NAMES]
            found.say(
                at,
                repr(days),
                'need days such as "mon-sat" or "sun"',
                f"the days are {', '.join(DAY_NAMES)}" if words else "",
            )
        for n, text in enumerate(ranges):
            try:
                parse_range(text)
            except ValueError:
                readable = False
                found.say(
                    (*at, n),
                    repr(text),
                    'need hours of one day such as "08:00-12:00", at most to 24:00',
                )
        if readable and [parse_range(t) for t in ranges] != sorted(parse_range(t) for t in ranges):
            found.say(at, ", ".join(ranges), "need the hours of a day in order")
    if readable:
        try:
            weekly_ranges(calendar.hours)
        except ValueError as problem:
            found.say((*path, "hours"), str(problem), "need hours that do not overlap")


def _holidays(found: Findings, path: Path, calendar: Calendar) -> None:
    for n, text in enumerate(calendar.holidays):
        try:
            days = parse_holidays([text])
        except ValueError:
            found.say(
                (*path, "holidays", n),
                repr(text),
                "need a date such as 2001-05-01, or 2001-05-01..2001-05-07",
            )
            continue
        # A list of public holidays may reach beyond a run, all the more when a run is shortened.
        if found.sound("start", "warm_up", "window", "follow_up"):
            first, last = found.scenario.start.year - 2, found.last_day().year + 2
            if not first <= min(days).year <= max(days).year <= last:
                found.say(
                    (*path, "holidays", n),
                    repr(text),
                    f"need a day near the run, in the years {first} to {last}",
                )


def _crew(found: Findings, n: int, crew: Crew) -> None:
    scenario, at = found.scenario, ("crews", n)
    if found.sound("crews.*.team"):
        found.known((*at, "team"), crew.team, "team", scenario.teams)
    if found.sound("crews.*.calendar"):
        found.known((*at, "calendar"), crew.calendar, "calendar", scenario.calendars)
    if crew.pay is not None:
        schemes = dict.fromkeys((*found.scenario.policies.schemes, *PAY_SCHEMES))
        if crew.pay in schemes or found.sound("policies.schemes"):
            found.known((*at, "pay"), crew.pay, "pay scheme", schemes)
    for column, base in (("base", crew.base), ("local_base", crew.local_base)):
        if base is not None and found.sound("exchanges.*.id", f"crews.*.{column}"):
            found.known((*at, column), base, "exchange", scenario.exchange_number)
    for column, covers in (("covers", crew.covers), ("local_covers", crew.local_covers)):
        if covers is not None and found.sound(
            "exchanges.*.id", "exchanges.*.county", f"crews.*.{column}"
        ):
            _covers(found, (*at, column), covers)
    if crew.since is not None and found.sound("start", "warm_up", "window", "follow_up"):
        if scenario.ms_of(crew.since) >= scenario.horizon_ms:
            found.say(
                (*at, "since"),
                crew.since,
                f"need a first day within the run, which ends on {found.last_day()}",
            )
    if crew.since is not None and crew.until is not None:
        if parse_date(crew.until) < parse_date(crew.since) - dt.timedelta(0):
            found.say((*at, "until"), crew.until, f"need a last day not before {crew.since}")


def _covers(found: Findings, path: Path, covers: str) -> None:
    words = covers.split()
    if not words:
        found.say(path, "no place", "need exchanges, county:NAME or all")
    for word in words:
        if word == "all":
            continue
        if word.startswith("county:"):
            found.known(path, word.removeprefix("county:"), "county", found.county_names)
        elif word in found.county_names and word not in found.scenario.exchange_number:
            found.say(
                path,
                repr(word),
                "need exchanges, county:NAME or all",
                f"did you mean 'county:{word}'?",
            )
        else:
            found.known(path, word, "exchange", found.scenario.exchange_number)


def _numbered_ids(found: Findings) -> None:
    """A row of several crews numbers them; these names must not be those of other rows."""
    seen: set[str] = set()
    if found.sound("crews.*.id", "crews.*.count"):
        for name, row in found.scenario.crew_units:
            if name in seen:
                found.say(
                    ("crews", row, "id"),
                    f"the crew {name!r} again",
                    "need ids that stay different when counted rows are numbered",
                )
            seen.add(name)


def skills_needed(found: Findings) -> Iterator[tuple[Path, str]]:
    """Each place of the scenario that asks for a skill."""
    demand = found.scenario.demand
    if demand.install is not None:
        yield ("demand", "install", "skill"), demand.install.skill
    if demand.move is not None:
        yield ("demand", "move", "skill"), demand.move.skill
    for name, cause in found.scenario.faults.items():
        yield ("faults", name, "skill"), cause.skill
        if cause.pair_swap is not None:
            yield ("faults", name, "pair_swap", "skill"), cause.pair_swap.skill
    if found.scenario.main_frame is not None:
        yield ("main_frame", "skill"), found.scenario.main_frame.skill
    for section in ("works", "pair_recovery"):
        asks = getattr(found.scenario, section)
        if asks is not None:
            yield (section, "skill"), asks.skill


def _skills(found: Findings) -> None:
    teams = found.scenario.teams
    if not teams or not found.sound("teams.*.skills"):
        return
    offered = dict.fromkeys(skill for team in teams.values() for skill in team.skills)
    for path, skill in skills_needed(found):
        if found.sound(".".join(str(step) for step in path)):
            found.known(path, skill, "skill of a team", offered)
