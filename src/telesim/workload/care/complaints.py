"""Marks of complaints: how much a customer bears, when he calls, whether he goes on.

Each belongs to the key of its customer and to a purpose of its own, so that the same customers are
patient under every policy.
"""

from __future__ import annotations

import math

from telesim.distributions import Distribution
from telesim.units import PER_MILLION
from telesim.workload import calls, marks, values

#: Purposes of marks: what is borne; hour of the call; its length; patience; written down; climbs.
BEARS, CALLS_AT, HANDLING, PATIENCE, LOGGED, CLIMBS = range(150, 156)


def customer(key: int, number: int) -> int:
    """Key of customer ``number`` of the job with a key: its own for the first, then of callers."""
    return key if number == 0 else calls.caller(key, calls.REPORTER, number)


def borne(key: int) -> float:
    """How much a customer bears: a hazard that has added up to this makes him complain.

    Exponential with mean 1.
    """
    return -math.log1p(-marks.uniform(key, BEARS, 0))


def calls_at(key: int) -> float:
    """At which part of the desk's next day a customer calls who finds it closed, 0 to 1."""
    return marks.uniform(key, CALLS_AT, 0)


def handling_ms(law: Distribution, key: int) -> int:
    """How long the call takes, in ms."""
    return values.one_whole_ms(law.one(marks.uniform(key, HANDLING, 0)))


def patience_ms(law: Distribution, key: int) -> int:
    """How long the caller waits to be answered, in ms."""
    return values.one_whole_ms(law.one(marks.uniform(key, PATIENCE, 0)))


def logged(key: int, share: float) -> bool:
    """Whether the desk writes the complaint down."""
    return marks.per_million(key, LOGGED, 0) < round(PER_MILLION * share)


def climbs(key: int, level: int, share: float) -> bool:
    """Whether the customer goes on from a level to the next."""
    return marks.per_million(key, CLIMBS, level) < round(PER_MILLION * share)
