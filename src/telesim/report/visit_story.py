"""Sentences about the visits of crews, and what comes before them, from the row of a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from telesim.eventlog import Kind
from telesim.units import DAY_MS, format_duration

if TYPE_CHECKING:
    from telesim.report.story import Row, Story

#: A wait that is worth saying what the crew did meanwhile, and of how many cases at most.
LONG_WAIT_MS = DAY_MS
_NAMED = 3


def visit_sentences(story: Story) -> dict[int, Callable[[Row], str]]:
    """By kind of row, what tells it."""

    def dispatched(row: Row) -> str:
        story.since_ms, story.rested_ms, story.way_ms = row.time_ms, 0, row.amount
        return (
            f"Visit {row.reason + 1}: {story.crew(row)} sets out, "
            f"{format_duration(row.amount)} on the way.{_meanwhile(story, row)}"
        )

    def arrived(row: Row) -> str:
        rest = story.pause(row.time_ms, story.way_ms, ", after {} on the way")
        story.since_ms, story.rested_ms = row.time_ms, 0
        promised_ms, story.promised_ms = story.promised_ms, -1
        late_ms = row.time_ms - promised_ms
        if promised_ms >= 0 and late_ms <= 0:
            rest += ", as promised"
        elif promised_ms >= 0:
            rest += f", {format_duration(late_ms)} later than promised"
        return f"{story.crew(row)} is on site{rest}."

    def suspended(row: Row) -> str:
        story.rested_ms -= row.time_ms
        return f"The day of {story.crew(row)} ends; the job rests."

    def resumed(row: Row) -> str:
        story.rested_ms += row.time_ms
        return f"{story.crew(row)} goes on."

    def interrupted(row: Row) -> str:
        if row.amount < 0:
            left = format_duration(-row.amount)
            return f"{story.crew(row)} is called to a more urgent job, {left} of the way before it."
        after = "" if row.reason == 0 else "; its work begins anew"
        return (
            f"{story.crew(row)} is called to a more urgent job after {story.on_site(row)}{after}."
        )

    def frame_done(row: Row) -> str:
        jumpers = "1 jumper" if row.reason == 1 else f"{row.reason} jumpers"
        return story.ends(f"{story.crew(row)} has run {jumpers} after {story.on_site(row)}.")

    return {
        Kind.READY: lambda row: "The job can go on and waits for a crew.",
        Kind.JUMPER_ASKED: lambda row: (
            f"It waits for a jumper at the main frame: see {story.other(row.reason)}."
        ),
        Kind.JUMPERED: lambda row: f"{story.crew(row)} has run the jumper at the main frame.",
        Kind.FRAME_CALL: lambda row: "Somebody is wanted to run jumpers.",
        Kind.FRAME_DONE: frame_done,
        Kind.FRAME_LAPSED: lambda row: story.ends("Nobody needs a jumper here any more."),
        Kind.DISPATCHED: dispatched,
        Kind.LENT: lambda row: (
            f"{story.crew(row)} lends a hand: nobody whose territory it is in is free."
        ),
        Kind.PASSED_OVER: lambda row: (
            f"{story.crew(row)} passes it over, {format_duration(row.amount)} after it came, for "
            f"{story.other(row.reason)}, which came later and is nearer or easier."
        ),
        Kind.ARRIVED: arrived,
        Kind.NO_ACCESS: lambda row: (
            f"Nobody at home; {story.crew(row)} leaves"
            f"{story.pause(row.time_ms, row.amount, ', after {}')}."
        ),
        Kind.UNFINISHED: lambda row: (
            f"{story.crew(row)} leaves after {story.on_site(row)} without success; "
            "another visit is needed."
        ),
        Kind.WRONG_SKILL: lambda row: (
            f"{story.crew(row)} leaves after {story.on_site(row)}: the fault is not its trade."
        ),
        Kind.INTERRUPTED: interrupted,
        Kind.SUSPENDED: suspended,
        Kind.RESUMED: resumed,
        Kind.OVERTIME: lambda row: f"The last {format_duration(row.amount)} were overtime.",
        Kind.UNTESTED: lambda row: f"{story.crew(row)} skips the closing test.",
    }


def _meanwhile(story: Story, row: Row) -> str:
    """What the crew that sets out did while the case waited, if that was long; else empty."""
    since_ms, log = max(0, story.waits_from_ms), story.log
    if row.time_ms - since_ms < LONG_WAIT_MS:
        return ""
    before = (log.crew == row.crew) & (log.time_ms >= since_ms) & (log.time_ms < row.time_ms)
    trips = np.flatnonzero(before & (log.kind == Kind.DISPATCHED) & (log.case != row.case))
    said, came = _duty(story, row, since_ms)
    if trips.size:
        cases = dict.fromkeys(int(case) for case in log.case[trips[::-1]])
        names = [story.other(case) for case in list(cases)[:_NAMED]]
        times = "once" if trips.size == 1 else f"{trips.size} times"
        said.append(f"set out {times} for others, last for {', '.join(names)}")
    elif came or not said:
        said.append("had no other job")
    waited = format_duration(row.time_ms - since_ms)
    return f" It had waited for {waited}, in which this crew {' and '.join(said)}."


def _duty(story: Story, row: Row, since_ms: int) -> tuple[list[str], bool]:
    """When a crew was on duty between an instant and a row, in words, and whether it was at all.

    A day of duty that had begun lasts at least as long as its hours, breaks left out.
    """
    log = story.log
    duty = np.flatnonzero((log.kind == Kind.ON_DUTY) & (log.crew == row.crew))
    begin, hours_ms = log.time_ms[duty], log.amount[duty]
    within = begin[(begin + hours_ms > since_ms) & (begin < row.time_ms)]
    later = begin[(begin >= since_ms) & (begin <= row.time_ms)]
    if later.size and not (within <= since_ms).any():
        return [f"was off duty until {story.when(int(later[0]))}"], bool(within.size)
    days = np.unique(within // DAY_MS).size
    return [f"was on duty on {days} day{'s' * (days != 1)}"] if days else [], bool(days)
