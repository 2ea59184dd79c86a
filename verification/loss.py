"""Lines without a place to wait, as two recursions that know nothing of telesim.

One takes calls one by one, each with the time that it holds its line; on the calls of a workload
it must give the engine's log to the millisecond. The other is the same count of lines in use where
times are exponential: the next thing that happens is a call, or the end of one, with a chance that
the count alone decides. It runs over many copies at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from telesim import EventLog, Scenario, Workload
from verification.answers import Sums
from verification.desks import ENGAGED, calls_of

Numbers = NDArray[np.int64]
#: Steps of each copy that are drawn at once.
BLOCK = 512


def lost_calls(come: Numbers, hold: Numbers, lines: int) -> NDArray[np.bool_]:
    """Which calls, in order of coming, find all lines in use.

    A line whose call ends at an instant is free for one that comes then.
    """
    ends: list[int] = []
    lost = np.zeros(len(come), dtype=np.bool_)
    for n, (now, time) in enumerate(zip(come.tolist(), hold.tolist(), strict=True)):
        while ends and ends[0] <= now:
            heappop(ends)
        if len(ends) == lines:
            lost[n] = True
        else:
            heappush(ends, now + time)
    return lost


def compare_losses(
    scenario: Scenario, workload: Workload, log: EventLog, lines: int
) -> tuple[int, str]:
    """Set every call to directory enquiry beside the recursion.

    Returns:
        How many calls were compared, and a word about the first that differs, or "".
    """
    come, hold = workload.directory.time_ms, workload.directory.service_ms
    lost = lost_calls(come, hold, lines)
    found = calls_of(log)
    # The calls that are lost in an instant stand before those that are answered in it.
    engaged = found.end == ENGAGED
    for words, seen, expected in (
        ("lost", found.came_ms[engaged], come[lost]),
        ("answered", found.came_ms[~engaged], come[~lost]),
        ("over", found.left_ms[~engaged], (come + hold)[~lost]),
    ):
        if len(seen) != len(expected):
            return 0, f"{len(seen):,} calls are {words}, the recursion says {len(expected):,}"
        differs = np.flatnonzero(seen != expected)
        if len(differs):
            n = int(differs[0])
            return n, f"call {n} is {words} at {seen[n]} ms, the recursion says {expected[n]}"
    return len(come), ""


@dataclass(frozen=True)
class LossChain:
    """M/M/N/N as a walk of the number of lines in use; the mean time of a call is 1."""

    erlangs: float
    lines: int
    copies: int
    #: Blocks of steps of each copy that are left out, 1 or more, and that count. Half of the steps
    #: are calls.
    warm_up: int
    blocks: int

    def blocked(self, seed: int, piece: int) -> dict[str, Sums]:
        """For each copy the calls that came and those that found all lines in use."""
        draw = np.random.Generator(np.random.SFC64([seed, piece]))
        # Single precision: small whole numbers are exact, and chances to a ten-millionth.
        start = np.float32(min(self.lines, round(self.erlangs)))
        erlangs, lines = np.float32(self.erlangs), np.float32(self.lines)
        used, limit = np.full(self.copies, start), np.empty(self.copies, np.float32)
        is_call, finds_none = np.empty(self.copies, np.bool_), np.empty(self.copies, np.bool_)
        change, lost = np.empty(self.copies, np.int8), np.zeros(self.copies, np.int32)
        for block in range(self.warm_up + self.blocks):
            if block == self.warm_up:
                lost[:] = 0
                before = used.copy()
            for chance in draw.random((BLOCK, self.copies), np.float32):
                np.add(used, erlangs, out=limit)
                limit *= chance
                np.less(limit, erlangs, out=is_call)
                np.equal(used, lines, out=finds_none)
                finds_none &= is_call
                lost += finds_none
                # A call takes a line, where one is free; else one ends.
                np.add(is_call.view(np.int8), is_call.view(np.int8), out=change)
                change -= 1
                change -= finds_none.view(np.int8)
                used += change
        # Steps are calls or ends; what is in use has grown by the calls with a line less the ends.
        grown = (used - before).astype(np.float64)
        came = (BLOCK * self.blocks + lost + grown) / 2
        return {"blocked": np.stack([came, lost.astype(np.float64)], axis=1)}
