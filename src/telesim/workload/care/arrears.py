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
from telesim.workload.tiles import Process, candidates_on_lines
from telesim.workload.town import Town

#: Purposes of marks: whether the customer pays, how much later, at which hour, to which agent;
#: whether the notice is lost, when that is found; how long the exchange takes.
PAYS, PAYS_AFTER, PAYS_AT, AGENT, NOTICE_LOST, NOTICE_FOUND, NOTICE_TAKES = range(140, 147)
#: Of a line that never pays.
NEVER_MS = values.LONGEST_MS
_PURPOSE = "arrears"


def _none() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Suspensions:
    """Candidates, sorted by time: a line is suspended if it works at that instant."""

    #: Instant at which the line is suspended, ms since the start: a morning.
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
        return cls(n(), n(), n(), np.zeros(0, np.uint64), n(), n(), n(), n(), n())


def draw_suspensions(town: Town, streams: Streams, slots: NDArray[np.int64]) -> Suspensions:
    """All suspensions until arrivals end; ``slots`` are the lines that each cabinet can have.

    The run begins in the middle of things: lines whose bills are older than it are suspended
    from its first day on.
    """
    scenario = town.scenario
    arrears = scenario.arrears
    if arrears is None:
        return Suspensions.none()

    def rates_of(there: Scenario) -> dict[str, Rate]:
        assert there.arrears is not None
        return there.arrears.rate

    count = len(town.cabinet_ids)
    process = Process(
        _PURPOSE,
        town.ceiling(rates_of) * (1 - arrears.pay_in_time),
        np.zeros(count),
        np.full(count, float(scenario.arrivals_end_ms)),
    )
    drawn = candidates_on_lines(streams, process, town.cabinet_ids, slots)
    opens, closes = parse_range(arrears.counters)
    time_ms = drawn.when.astype(np.int64) // DAY_MS * DAY_MS + opens
    kept = np.flatnonzero(time_ms < scenario.arrivals_end_ms)
    kept = kept[np.lexsort((drawn.key[kept], drawn.slot[kept], drawn.cabinet[kept], time_ms[kept]))]
    time_ms, key = time_ms[kept], drawn.key[kept]
    notices = arrears.notices
    after = values.durations(arrears.pay_after, key, PAYS_AFTER)
    day = (time_ms + np.minimum(after, NEVER_MS // 2)) // DAY_MS
    at = marks.column_uniform(key, PAYS_AT, 0) * (closes - opens)
    pays = day * DAY_MS + opens + at.astype(np.int64)
    never = marks.column_uniform(key, PAYS, 0) >= arrears.pay
    return Suspensions(
        time_ms=time_ms,
        cabinet=drawn.cabinet[kept].astype(np.int64),
        slot=drawn.slot[kept],
        key=key,
        pays_ms=np.where(never, NEVER_MS, np.maximum(pays, time_ms)),
        agent=(marks.column_uniform(key, AGENT, 0) * arrears.agents).astype(np.int64),
        lost_ppm=marks.column_per_million(key, NOTICE_LOST, 0),
        found_ms=values.durations(notices.found_after, key, NOTICE_FOUND),
        takes_ms=values.durations(notices.takes, key, NOTICE_TAKES),
    )


def lost_below(share: float) -> int:
    """The share of notices lost in parts per million."""
    return round(PER_MILLION * share)
