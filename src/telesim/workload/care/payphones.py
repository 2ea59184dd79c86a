"""When which public telephone breaks, who reports it, and how long its repair takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.scenario.care.payphones import payphone_crews, payphones_by_exchange
from telesim.units import DAY_MS
from telesim.workload import marks, values
from telesim.workload.streams import Streams, to_uniform
from telesim.workload.tiles import Process, candidates_on_lines

#: Purposes of marks: whether anybody reports it, how long after; crew time on site.
PHONE_REPORTED, PHONE_REPORT_AFTER, PHONE_WORK = range(147, 150)
#: Of a telephone that nobody reports.
NEVER_MS = values.LONGEST_MS
_PURPOSE, _AWAY = "payphones", "absence of payphone crews"


@dataclass(frozen=True)
class PayphoneFaults:
    """Candidates, sorted by time: a telephone breaks if it is in order at that instant."""

    time_ms: NDArray[np.int64]
    exchange: NDArray[np.int64]
    #: Number of the telephone at its exchange.
    phone: NDArray[np.int64]
    key: NDArray[np.uint64]
    #: From the fault to a report; 2**61 = nobody reports it.
    report_ms: NDArray[np.int64]
    #: Crew time on site.
    work_ms: NDArray[np.int64]

    @classmethod
    def none(cls) -> PayphoneFaults:
        """No telephone breaks."""
        zero = np.zeros(0, np.int64)
        return cls(zero, zero, zero, np.zeros(0, np.uint64), zero, zero)


def draw_payphone_absences(scenario: Scenario, streams: Streams) -> NDArray[np.bool_]:
    """True where a crew for public telephones is away: shape (crews, days of the horizon).

    As other crews are: each day by the chance of their calendar.
    """
    crews, days = payphone_crews(scenario), -(-scenario.horizon_ms // DAY_MS)
    away = np.zeros((crews, days), dtype=np.bool_)
    section, first = scenario.payphones, scenario.start.toordinal()
    chance = scenario.calendars[section.repair.calendar].absence if section is not None else 0.0
    for crew in range(crews if chance > 0 else 0):
        drawn = streams.daily(_AWAY, str(crew), first, days)
        away[crew] = to_uniform(drawn) < chance
    return away


def draw_payphones(scenario: Scenario, streams: Streams) -> PayphoneFaults:
    """All faults of public telephones until arrivals end; none without a section ``payphones``.

    One telephone or a higher rate more only adds candidates, and who finds or repairs them
    changes none.
    """
    section = scenario.payphones
    if section is None:
        return PayphoneFaults.none()
    count = len(scenario.exchanges)
    process = Process(
        _PURPOSE,
        np.full(count, section.faults.per_line_month),
        np.zeros(count),
        np.full(count, float(scenario.arrivals_end_ms)),
    )
    # An exchange stands where other processes have a cabinet.
    drawn = candidates_on_lines(
        streams,
        process,
        tuple(row.id for row in scenario.exchanges),
        np.array(payphones_by_exchange(scenario), dtype=np.int64),
    )
    time_ms = drawn.when.astype(np.int64)
    order = np.lexsort((drawn.key, drawn.slot, drawn.cabinet, time_ms))
    key = drawn.key[order]
    silent = marks.column_uniform(key, PHONE_REPORTED, 0) >= section.reports.share
    after = values.durations(section.reports.after, key, PHONE_REPORT_AFTER)
    return PayphoneFaults(
        time_ms=time_ms[order],
        exchange=drawn.cabinet[order].astype(np.int64),
        phone=drawn.slot[order],
        key=key,
        report_ms=np.where(silent, NEVER_MS, after),
        work_ms=values.durations(section.repair.work, key, PHONE_WORK),
    )
