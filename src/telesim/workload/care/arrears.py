"""Which lines are suspended for arrears when, who pays, and what becomes of the notice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.calendar import parse_range
from telesim.scenario import Scenario
from telesim.units import DAY_MS, PER_MILLION, Rate
from telesim.workload import marks, values
from telesim.workload.streams import Streams
from telesim.workload.tiles import Candidates, Process, candidates_on_lines
from telesim.workload.town import Town

#: Purposes of marks: whether the customer pays, how much later, at which hour, to which agent;
#: whether the notice is lost, when that is found; how long the exchange takes.
PAYS, PAYS_AFTER, PAYS_AT, AGENT, NOTICE_LOST, NOTICE_FOUND, NOTICE_TAKES = range(140, 147)
#: Of a line that never pays.
NEVER_MS = values.LONGEST_MS
_PURPOSE, _BEFORE = "arrears", "arrears before"


def _none() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Suspensions:
    """Candidates, sorted by the bill: a line in service then that works later is suspended."""

    #: Instant from which the bill is not paid, ms since the start: a morning.
    owes_ms: NDArray[np.int64]
    #: Instant at which the line is suspended: a morning. Under 0 = it is when the run begins.
    time_ms: NDArray[np.int64]
    cabinet: NDArray[np.int64]
    slot: NDArray[np.int64]
    key: NDArray[np.uint64]
    #: Instant of the payment; 2**61 = never.
    pays_ms: NDArray[np.int64]
    #: Number of the agent in the county who takes it.
    agent: NDArray[np.int64]
    #: The notice is lost when this is under the share lost, parts per million.
    lost_ppm: NDArray[np.int64]
    #: From the payment until a lost notice is found.
    found_ms: NDArray[np.int64]
    #: From the notice to working service.
    takes_ms: NDArray[np.int64]

    @classmethod
    def none(cls) -> Suspensions:
        """Nobody is in arrears."""
        n = _none
        return cls(n(), n(), n(), n(), np.zeros(0, np.uint64), n(), n(), n(), n(), n())


def draw_suspensions(town: Town, streams: Streams, slots: NDArray[np.int64]) -> Suspensions:
    """All suspensions until arrivals end; ``slots`` are the lines that each cabinet can have.

    The run begins in the middle of things: bills older than it lead to suspensions in its first
    weeks, and where lines are given up after a time, those suspended so short a time before it
    and not paid for yet are suspended when it begins. A later suspension moves the same ones.
    """
    scenario = town.scenario
    arrears = scenario.arrears
    if arrears is None:
        return Suspensions.none()

    def rates_of(there: Scenario) -> dict[str, Rate]:
        assert there.arrears is not None
        return there.arrears.rate

    ceiling = town.ceiling(rates_of) * (1 - arrears.pay_in_time)

    def bills(purpose: str, until_ms: int, lines: NDArray[np.int64]) -> Candidates:
        ends = np.full(len(ceiling), float(until_ms))
        process = Process(purpose, ceiling, np.zeros(len(ceiling)), ends)
        return candidates_on_lines(streams, process, town.cabinet_ids, lines)

    opens, closes = parse_range(arrears.counters)
    after_ms, given_up_ms = arrears.suspended_after, arrears.given_up_after
    later = bills(_PURPOSE, scenario.arrivals_end_ms, slots)
    # Backwards from the start, so that a longer time only adds candidates.
    at_start = np.array([row.lines for row in scenario.cabinets], dtype=np.int64)
    before = bills(_BEFORE, after_ms + (given_up_ms or 0) + DAY_MS, at_start)
    owes_ms = np.floor(np.concatenate([later.when, -before.when]) / DAY_MS).astype(np.int64)
    owes_ms = owes_ms * DAY_MS + opens
    time_ms = owes_ms + -(-after_ms // DAY_MS) * DAY_MS
    cabinet = np.concatenate([later.cabinet, before.cabinet]).astype(np.int64)
    slot, key = (
        np.concatenate([later.slot, before.slot]),
        np.concatenate([later.key, before.key]),
    )
    after = values.durations(arrears.pay_after, key, PAYS_AFTER)
    day = (time_ms + np.minimum(after, NEVER_MS // 2)) // DAY_MS
    at = marks.column_uniform(key, PAYS_AT, 0) * (closes - opens)
    pays_ms = np.maximum(day * DAY_MS + opens + at.astype(np.int64), time_ms)
    pays_ms[marks.column_uniform(key, PAYS, 0) >= arrears.pay] = NEVER_MS
    lasts = (time_ms > -(given_up_ms or 0)) & (pays_ms > 0)
    kept = np.flatnonzero((time_ms < scenario.arrivals_end_ms) & ((time_ms >= 0) | lasts))
    kept = kept[np.lexsort((key[kept], slot[kept], cabinet[kept], owes_ms[kept]))]
    key, notices = key[kept], arrears.notices
    return Suspensions(
        owes_ms=owes_ms[kept],
        time_ms=time_ms[kept],
        cabinet=cabinet[kept],
        slot=slot[kept],
        key=key,
        pays_ms=pays_ms[kept],
        agent=(marks.column_uniform(key, AGENT, 0) * arrears.agents).astype(np.int64),
        lost_ppm=marks.column_per_million(key, NOTICE_LOST, 0),
        found_ms=values.durations(notices.found_after, key, NOTICE_FOUND),
        takes_ms=values.durations(notices.takes, key, NOTICE_TAKES),
    )


def lost_below(share: float) -> int:
    """The share of notices lost in parts per million."""
    return round(PER_MILLION * share)
