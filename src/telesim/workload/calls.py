"""Marks of calls: how long they take, how patient callers are, whether and when they call again.

A caller has a key of its own, made of the key of the case and a number; its tries are the
generations of its marks. So the same people call, and are as patient, under every policy.
"""

from __future__ import annotations

from telesim.distributions import Distribution
from telesim.units import DAY_MS, PER_MILLION
from telesim.workload import marks, values

#: The first that reports a fault is caller 0, the next of the same event 1, ...
REPORTER, ENQUIRER = marks.REPORTER, marks.ENQUIRER


def caller(key: int, sort: int, number: int) -> int:
    """Key of caller ``number`` of a sort (REPORTER, ENQUIRER) about the case with a key."""
    return marks.bits(key, sort, number)


def talk_ms(law: Distribution, caller_key: int, attempt: int) -> int:
    """How long a call takes when it is answered, in ms; 1 at least."""
    return max(1, values.one_whole_ms(law.one(marks.uniform(caller_key, marks.TALK, attempt))))


def patience_ms(law: Distribution, caller_key: int, attempt: int) -> int:
    """How long a caller waits for an answer, in ms."""
    return values.one_whole_ms(law.one(marks.uniform(caller_key, marks.CALL_PATIENCE, attempt)))


def further_ms(caller_key: int, within_ms: int) -> int:
    """From the first try of an event to the first of another customer, 1 to ``within_ms``."""
    return 1 + int(marks.uniform(caller_key, marks.FURTHER_REPORT, 0) * within_ms)


def asks(key: int, number: int, share_ppm: int) -> bool:
    """Whether the customer of a case calls at the ``number``-th time for it."""
    return marks.per_million(key, marks.ASKS, number) < share_ppm


def tries_again_ms(
    caller_key: int,
    attempt: int,
    now_ms: int,
    soon_ppm: int,
    within_ms: int,
    later: tuple[int, int],
) -> int:
    """The instant of the next try of a caller whose try number ``attempt`` was lost now.

    ``later`` are the hours of a day, in ms of it, in which those call who do not try again soon.
    """
    at = marks.uniform(caller_key, marks.TRIES_WHEN, attempt)
    if marks.per_million(caller_key, marks.TRIES_SOON, attempt) < soon_ppm:
        return now_ms + 1 + int(at * within_ms)
    begin = now_ms // DAY_MS * DAY_MS + later[0]
    if begin <= now_ms:
        begin += DAY_MS
    return begin + int(at * (later[1] - later[0]))


def ppm(share: float) -> int:
    """A share in parts per million."""
    return round(PER_MILLION * share)
