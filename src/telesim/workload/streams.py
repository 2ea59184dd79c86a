"""One random stream per purpose and place, reachable directly and shared with nobody.

A stream is a NumPy Philox generator whose key is a hash of seed, replication, purpose, place
and part. Adding a place or a purpose therefore moves nobody else's numbers, and replication k
needs no run of the ones before it (DESIGN 2.1).
"""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Unit separator: stands in no name, so that two different tuples never give the same text.
BETWEEN = "\x1f"
_TWO_WORDS = Struct("<2Q")


def name_bits(name: str) -> np.uint64:
    """64 stable bits of a name, to set the marks of one purpose apart from those of another."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


def to_uniform(raw: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Raw words as uniform numbers in [0, 1) with 53 bits, in the shape of ``raw``."""
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


class Streams:
    """All streams of one (seed, replication)."""

    def __init__(self, seed: int, replication: int) -> None:
        self._prefix = blake2b(f"{seed}{BETWEEN}{replication}{BETWEEN}".encode(), digest_size=16)
        # One generator is set to each key in turn: the same numbers as a new one for each key,
        # without the 20 µs that building it costs.
        self._generator = np.random.Philox(key=0)
        self._counter_and_key: dict[str, tuple[int, ...]] = {}
        self._fresh: Any = {
            "bit_generator": "Philox",
            "state": self._counter_and_key,
            "buffer": (0, 0, 0, 0),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def _start(self, purpose: str, place: str, part: str, counter: int) -> None:
        name = self._prefix.copy()
        name.update(f"{purpose}{BETWEEN}{place}{BETWEEN}{part}".encode())
        self._counter_and_key["key"] = _TWO_WORDS.unpack(name.digest())
        self._counter_and_key["counter"] = (counter, 0, 0, 0)
        self._generator.state = self._fresh

    def raw(self, count: int, purpose: str, place: str, part: str = "") -> NDArray[np.uint64]:
        """The first ``count`` 64-bit words of a stream; a larger count only appends."""
        self._start(purpose, place, part, 0)
        return self._generator.random_raw(count)

    def daily(self, purpose: str, place: str, first_day: int, days: int) -> NDArray[np.uint64]:
        """One word for each day; ``first_day`` is a proleptic Gregorian ordinal.

        The day is the generator's counter, so a date has the same word in every run.
        """
        self._start(purpose, place, "daily", first_day)
        return self._generator.random_raw(4 * days)[::4].copy()
