"""The columns of a workload: everything random that a run may meet, decided before it starts.

A row is a *candidate*: it happens when its line is in service (or, for an install, when the
place still asks for it) and its ``mark`` lies under the rate of the moment. Rows are sorted
by time; ties stand in the order of purpose, cabinet and key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.workload.care.arrears import Suspensions
from telesim.workload.care.payphones import PayphoneFaults
from telesim.workload.planned_repairs import Promised
from telesim.workload.sampled import Sampled
from telesim.workload.storms import StormDays
from telesim.workload.turnover import Turnover

INSTALL, MOVE, CEASE = range(3)
ORDER_TYPES: tuple[str, ...] = ("install", "move", "cease")
#: An instant that is never reached.
NEVER_MS = 2**62


@dataclass(frozen=True)
class Orders:
    """Candidates for orders, one row each. Rows with a negative time wait when the run starts."""

    #: Instant of the order, ms since the start; negative = waiting at the start, that long ago.
    time_ms: NDArray[np.int64]
    #: INSTALL, MOVE or CEASE.
    type: NDArray[np.int8]
    cabinet: NDArray[np.int32]
    #: The line of the cabinet: for installs the line it will become, else the line in service.
    slot: NDArray[np.int32]
    #: Cabinet of the new place of a move; the same as ``cabinet`` for the other types.
    to_cabinet: NDArray[np.int32]
    #: The slot a move takes at its new place; -1 for the other types.
    to_slot: NDArray[np.int32]
    #: The candidate happens when this is under the rate of the moment, orders per line and month.
    mark: NDArray[np.float64]
    #: Identity of the case and root of its further marks.
    key: NDArray[np.uint64]
    #: Instant at which the customer gives up; 2**62 = never.
    gives_up_ms: NDArray[np.int64]
    #: Crew time on site at the norm when the drop stands, and when it is built.
    work_prebuilt_ms: NDArray[np.int64]
    work_build_ms: NDArray[np.int64]
    #: The drop stands when this is under the cabinet's share of built drops, parts per million.
    drop_ppm: NDArray[np.int64]
    distance_m: NDArray[np.int32]
    #: First visit: factor on travel in parts per million; chances against no access and fix.
    travel_ppm: NDArray[np.int64]
    access_ppm: NDArray[np.int64]
    fix_ppm: NDArray[np.int64]


@dataclass(frozen=True)
class Faults:
    """Candidates for faults, one row each. Rows with a negative time are open at the start."""

    #: Instant at which the line goes down, ms since the start.
    time_ms: NDArray[np.int64]
    #: Number of the cause, in the scenario's order.
    cause: NDArray[np.int16]
    cabinet: NDArray[np.int32]
    #: First line hit; further ones are its neighbours upwards, around the end.
    slot: NDArray[np.int32]
    #: The candidate happens when this is under the rate of the moment, events per line and month;
    #: -1 = whatever the rate.
    mark: NDArray[np.float64]
    key: NDArray[np.uint64]
    #: Lines hit at most (those in service among the neighbours).
    lines: NDArray[np.int32]
    #: Customers among the lines hit who report, 1 to ``lines``.
    reports: NDArray[np.int32]
    #: From the fault to its first report.
    report_delay_ms: NDArray[np.int64]
    #: Crew time on site at the norm; 0 when the cause has stages instead.
    work_ms: NDArray[np.int64]
    #: Stages of a cable repair, 0 without: locating; wait for material (0 = none needed).
    locate_ms: NDArray[np.int64]
    material_wait_ms: NDArray[np.int64]
    #: Cleared from the desk when this is under the cause's share, parts per million.
    remote_ppm: NDArray[np.int64]
    distance_m: NDArray[np.int32]
    travel_ppm: NDArray[np.int64]
    access_ppm: NDArray[np.int64]
    fix_ppm: NDArray[np.int64]


@dataclass(frozen=True)
class PowerFailures:
    """Failures of exchanges' power, one row each, sorted by time. All of them happen."""

    #: Instant of the failure, ms since the start.
    time_ms: NDArray[np.int64]
    exchange: NDArray[np.int32]
    #: Until the lines hit work again.
    lasts_ms: NDArray[np.int64]
    #: Share of the exchange's working lines that go silent, parts per million.
    share_ppm: NDArray[np.int64]
    #: Root of further marks.
    key: NDArray[np.uint64]

    @classmethod
    def none(cls) -> PowerFailures:
        """The power never fails."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, np.zeros(0, np.int32), nothing, nothing, np.zeros(0, np.uint64))


@dataclass(frozen=True)
class Workload:
    """All candidates of one replication, which crew is absent on which day, power failures."""

    seed: int
    replication: int
    orders: Orders
    faults: Faults
    #: Lines that a cabinet can ever have: slots are 0 .. capacity - 1.
    slots: NDArray[np.int64]
    #: True = this crew is away on this day; shape (crews, days of the horizon).
    absent: NDArray[np.bool_]
    power: PowerFailures = field(default_factory=PowerFailures.none)
    #: Crews that leave and are replaced.
    turnover: Turnover = field(default_factory=Turnover.none)
    #: Storm days: the candidates know them already, a run only writes them down.
    storms: StormDays = field(default_factory=StormDays.none)
    #: Calls to directory enquiry and customers at counters, on their sample days.
    directory: Sampled = field(default_factory=Sampled.none)
    counters: Sampled = field(default_factory=Sampled.none)
    #: Lines suspended for arrears.
    suspensions: Suspensions = field(default_factory=Suspensions.none)
    #: Faults of public telephones.
    payphones: PayphoneFaults = field(default_factory=PayphoneFaults.none)
    #: Crews for public telephones and days on which they are away; no row = all are there.
    payphone_crews_away: NDArray[np.bool_] = field(
        default_factory=lambda: np.zeros((0, 0), dtype=np.bool_)
    )
    #: Until when single faults are promised; all others are as the policy says.
    promised: Promised = field(default_factory=Promised)
    #: Root of the marks of each cabinet's records; empty without any.
    records: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))


def order_of_rows(
    time_ms: NDArray[np.int64],
    purpose: NDArray[np.integer[Any]],
    cabinet: NDArray[np.int32],
    key: NDArray[np.uint64],
) -> NDArray[np.int64]:
    """Row numbers by time; ties stand in the order of purpose, cabinet and key."""
    order = np.argsort(time_ms, kind="stable")
    # Ties are few, so only they are sorted by all four columns.
    same = np.diff(time_ms[order]) == 0
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    rows = order[tied]
    order[tied] = rows[np.lexsort((key[rows], cabinet[rows], purpose[rows], time_ms[rows]))]
    return order
