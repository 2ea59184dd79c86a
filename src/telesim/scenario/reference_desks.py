"""Checks of desks: agents in every open hour, laws that mean something, hours that can be read."""

from __future__ import annotations

from itertools import pairwise

from telesim.calendar import parse_range, weekly_ranges
from telesim.scenario.demand import read_hours
from telesim.scenario.desks.fault_desk import FaultDesk
from telesim.scenario.desks.reference_staffing import (
    check_staffing_of_desk,
    closed_on_all_days,
    spans_in_words,
)
from telesim.scenario.desks.staffing import CalledDesk, Staffing, agents_of_week
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.units import DAY_MS, UnitError, parse_money


def check_desks(found: Findings) -> None:
    """Every desk that the scenario has."""
    _fault_desk(found)
    _directory_desk(found)
    _counters(found)


def _fault_desk(found: Findings) -> None:
    desk = found.scenario.fault_desk
    if desk is None or not found.sound("fault_desk"):
        return
    check_staffing_of_desk(found, ("fault_desk",), desk)
    _lines(found, "fault_desk", desk)
    _tries_again(found, desk)
    if desk.put_together_within is not None and found.scenario.diagnosis is None:
        found.say(("fault_desk", "put_together_within"), "a time",
                  "need a section diagnosis: without it every fault is known at once")  # fmt: skip

    if desk.duplicate_tickets and found.scenario.diagnosis is None:
        found.say(("fault_desk", "duplicate_tickets"), str(desk.duplicate_tickets),
                  "need a section diagnosis: without it every fault is known at once")  # fmt: skip


def _lines(found: Findings, section: str, desk: CalledDesk) -> None:
    """A line for every agent: one who has none would never answer."""
    try:
        most = max((count for day in agents_of_week(desk) for *_, count in day), default=0)
    except ValueError:
        return  # said of the agents themselves
    if desk.lines is not None and desk.lines < most:
        found.say((section, "lines"), f"{desk.lines} for up to {most} agents",
                  f"need {most} or more: an agent without a line answers nobody")  # fmt: skip


def _tries_again(found: Findings, desk: FaultDesk) -> None:
    """Hours in which somebody could ever be answered."""
    at, later = ("fault_desk", "again", "later"), desk.again.later
    try:
        span = parse_range(later)
    except ValueError:
        found.say(at, repr(later),
                  'need hours of one day such as "08:00-18:00", at most to 24:00')  # fmt: skip
        return
    try:
        week = weekly_ranges(desk.hours)
    except ValueError:
        return  # said of the hours themselves
    if any(week) and closed_on_all_days(desk, later) == (span,):
        longest = max((open_ for day in week for open_ in day), key=lambda one: one[1] - one[0])
        found.say(
            at, f"{later!r}, when the desk is closed on every day",
            "need hours in which it is open: whoever tries again at others is never answered",
            f'for instance "{spans_in_words([longest])}"',
        )  # fmt: skip


def _directory_desk(found: Findings) -> None:
    desk = found.scenario.directory_desk
    if desk is not None and found.sound("directory_desk"):
        check_staffing_of_desk(found, ("directory_desk",), desk)
        _lines(found, "directory_desk", desk)
        _by_hour(found, ("directory_desk", "by_hour"), desk.by_hour)


def _counters(found: Findings) -> None:
    counters = found.scenario.counters
    if counters is None or not found.sound("counters"):
        return
    check_staffing_of_desk(found, ("counters",), counters)
    _by_hour(found, ("counters", "by_hour"), counters.by_hour)
    for name, agents in counters.agents_in.items():
        at = ("counters", "agents_in", name)
        if found.sound("exchanges.*.county") and found.known(
            at, name, "county", found.county_names
        ):
            one = Staffing(hours=counters.hours, agents=agents)
            check_staffing_of_desk(found, at, one, agents_at=at)
    if counters.pay is not None and found.sound("currency"):
        for word, amount in counters.pay.money.items():
            try:
                parse_money(amount, found.scenario.currency.code)
            except UnitError as problem:
                found.say(("counters", "pay", word), repr(amount), f"need {problem.expected}")


def _by_hour(found: Findings, at: Path, by_hour: dict[str, float]) -> None:
    """Hours apart from each other, with no more than the whole day."""
    ranges = sorted((*read_hours(text), text) for text in by_hour)
    for (_, end, text), (begin, _, other) in pairwise(ranges):
        if begin < end:
            found.say(at, f"{text} and {other}", "need hours that do not overlap")
    total = sum(by_hour.values()) * 100
    whole = sum(end - begin for begin, end, _ in ranges) == DAY_MS
    if total > 100 + 1e-6 or (whole and total < 100 - 1e-6):
        found.say(at, f"{total:g} % in all", "need shares that make up 100 %")
