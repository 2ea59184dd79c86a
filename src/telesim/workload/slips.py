"""Marks of what slips under a pay scheme: forgotten tickets, skipped tests, repairs that are none.

Each belongs to the key of its case and to a purpose of its own, so that the same cases slip
under every other policy. Of two numbers of a purpose generation 0 decides, generation 1 says
for how long.
"""

from __future__ import annotations

from telesim.distributions import Distribution
from telesim.units import PER_MILLION
from telesim.workload import marks, values


def _happens(key: int, purpose: int, share: float) -> bool:
    return marks.per_million(key, purpose, 0) < round(PER_MILLION * share)


def _lasting_ms(law: Distribution, key: int, purpose: int) -> int:
    return values.one_whole_ms(law.one(marks.uniform(key, purpose, 1)))


def forgotten_ms(key: int, share: float, wait: Distribution) -> int | None:
    """How long the ticket of a case lies forgotten, in ms; None = it does not."""
    if not _happens(key, marks.FORGOTTEN, share):
        return None
    return _lasting_ms(wait, key, marks.FORGOTTEN)


def untested(key: int, share: float) -> bool:
    """Whether a job is closed without its closing test."""
    return _happens(key, marks.UNTESTED, share)


def comes_back_ms(key: int, share: float, law: Distribution) -> int | None:
    """When a repair that is none is reported again, in ms after closing; None = it is done."""
    if not _happens(key, marks.UNREPAIRED, share):
        return None
    return _lasting_ms(law, key, marks.UNREPAIRED)


def found(key: int, share: float) -> bool:
    """Whether inspection looks at a closed job and sees; ``share`` is that of both together."""
    return _happens(key, marks.INSPECTED, share)


def sampled(key: int, share: float) -> bool:
    """Whether a closed job is among those that inspection is to look at."""
    return _happens(key, marks.SAMPLED, share)


def seen(key: int, share: float) -> bool:
    """Whether inspection, when it looks, sees what is wrong."""
    return _happens(key, marks.SEEN, share)


def prevented(key: int, share: float) -> bool:
    """Whether preventive work keeps a candidate for a fault away."""
    return _happens(key, marks.PREVENTED, share)
