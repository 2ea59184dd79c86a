"""What a customer is promised: the windows of a day, on which terms, and the promise itself."""

from __future__ import annotations

from dataclasses import dataclass

from telesim import calendar as cal
from telesim.policies.jobs import JOB_KINDS
from telesim.scenario import Scenario
from telesim.units import DAY_MS, PER_MILLION

#: Hours of a day in ms, in order.
Windows = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Promise:
    """A window that a job has been promised, [start_ms, end_ms].

    ``taken`` is the crew time booked for it with the crews numbered ``crews`` by the desk: (first
    instant of the window it was taken from, ms).
    """

    start_ms: int
    end_ms: int
    no_access_ppm: int
    crews: int
    taken: list[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What one kind of job is promised under one scenario, in plain numbers."""

    windows: Windows
    notice_ms: int
    fill_ppm: int
    no_access_ppm: int


def window(windows: Windows, number: int) -> tuple[int, int]:
    """First and last instant of a window, counted from the first of the run's first day."""
    day, position = divmod(number, len(windows))
    start, end = windows[position]
    return day * DAY_MS + start, day * DAY_MS + end


def terms_of(scenario: Scenario) -> tuple[Terms | None, ...]:
    """What each kind of job is promised under a scenario; None = nothing."""
    policy = scenario.policies.appointments
    if policy is None:
        return (None,) * len(JOB_KINDS)
    windows = tuple(cal.parse_range(text) for text in policy.windows)
    found: list[Terms | None] = []
    for word in JOB_KINDS:
        job = policy.jobs.get(word)
        found.append(
            None
            if job is None
            else Terms(
                windows,
                job.notice,
                round(PER_MILLION * policy.fill),
                round(PER_MILLION * job.no_access),
            )
        )
    return tuple(found)
