"""Public telephones: they break, are found by a patrol or a report, wait, and are repaired."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.care.clock_times import clock_ms
from telesim.scenario.care.payphones import (
    PayphonePatrol,
    Payphones,
    payphone_crews,
    payphones_by_exchange,
)
from telesim.simulation import agenda as when
from telesim.simulation.care.hours import crews_hours
from telesim.simulation.rules import NEVER
from telesim.simulation.town import Town
from telesim.units import DAY_MS, MINUTE_MS
from telesim.workload import Workload
from telesim.workload.care.payphones import NEVER_MS

_DOWN, _FOUND = int(Kind.PAYPHONE_DOWN), int(Kind.PAYPHONE_FOUND)
_VISIT, _REPAIRED = int(Kind.PAYPHONE_VISIT), int(Kind.PAYPHONE_REPAIRED)
#: Purposes in the agenda.
_BREAKS, _IS_FOUND, _COMES, _IS_REPAIRED = range(146, 150)
REPORT, PATROL = range(2)


@dataclass(slots=True, eq=False)
class _Broken:
    """A telephone out of order."""

    case: int
    exchange: int
    phone: int
    work_ms: int
    in_window: bool


@dataclass(slots=True, eq=False)
class _Pool:
    """Crews that repair for one county or for all; ``first`` is the number of its first crew.

    ``wakes_ms`` is the instant at which the next of its idle crews comes on duty, where it is
    waited for.
    """

    first: int
    idle: list[int]
    wakes_ms: int = NEVER
    waiting: deque[_Broken] = field(default_factory=deque)


class PayphoneBook:
    """Follows each public telephone of the workload that breaks."""

    def __init__(
        self, town: Town, section: Payphones, workload: Workload, recorder: Recorder
    ) -> None:
        rows = workload.payphones
        self._town = town
        self._log = recorder.append
        scenario = town.scenario
        self._first_place = len(scenario.cabinets)
        self._window = (scenario.window_start_ms, scenario.window_end_ms)
        self._down = [bytearray(count) for count in payphones_by_exchange(scenario)]
        self._every = section.patrol.every
        self._first_look = first_looks(scenario, section.patrol)
        away = np.zeros((payphone_crews(scenario), 0), dtype=np.bool_)
        if workload.payphone_crews_away.size:
            away = workload.payphone_crews_away
        self._calendars = crews_hours(scenario, section.repair.calendar, away)
        self._travel = ways(scenario, section)
        self._pools, self._pool_of = _pools(scenario, section)
        self._coming = zip(
            rows.time_ms.tolist(), rows.exchange.tolist(), rows.phone.tolist(),
            rows.report_ms.tolist(), rows.work_ms.tolist(), strict=True,
        )  # fmt: skip
        self._next = next(self._coming, None)
        self._wait_for_next()

    # -- broken and found -----------------------------------------------------------------------

    def _wait_for_next(self) -> None:
        if self._next is not None:
            time = self._next[0]
            self._town.agenda.at(time, when.ARRIVES, _BREAKS, 0, self._breaks, time)

    def _breaks(self, now: int) -> None:
        town = self._town
        while self._next is not None and self._next[0] == now:
            _, exchange, phone, report_ms, work_ms = self._next
            self._next = next(self._coming, None)
            if self._down[exchange][phone]:
                continue
            self._down[exchange][phone] = 1
            in_window = self._window[0] <= now < self._window[1]
            town.open_in_window += in_window
            broken = _Broken(town.new_case(), exchange, phone, work_ms, in_window)
            self._write(now, _DOWN, broken, 0, 0)
            look = self._first_look[exchange]
            found, how = look + -(-(now - look) // self._every) * self._every, PATROL
            if report_ms < NEVER_MS and now + report_ms <= found:
                found, how = now + report_ms, REPORT
            town.agenda.at(
                found, when.ARRIVES, _IS_FOUND, broken.case, self._is_found, (broken, how)
            )
        self._wait_for_next()

    def _is_found(self, what: tuple[_Broken, int]) -> None:
        broken, how = what
        self._write(self._town.now, _FOUND, broken, how, 0)
        pool = self._pools[self._pool_of[broken.exchange]]
        pool.waiting.append(broken)
        self._assign(pool)

    # -- repaired -------------------------------------------------------------------------------

    def _assign(self, pool: _Pool) -> None:
        """Idle crews on duty, lowest number first, take what was found first."""
        now = self._town.now
        while pool.idle and pool.waiting:
            crew = next((one for one in pool.idle if self._calendars[one].is_open(now)), None)
            if crew is None:
                self._await_duty(pool, now)
                return
            pool.idle.remove(crew)
            self._sets_out(pool, crew, pool.waiting.popleft())

    def _await_duty(self, pool: _Pool, now: int) -> None:
        """Look at the pool again when the first of its idle crews comes on duty."""
        begins = [self._calendars[crew].next_open(now) for crew in pool.idle]
        instant = min((begin for begin in begins if begin is not None), default=NEVER)
        if instant < pool.wakes_ms:
            pool.wakes_ms = instant
            self._town.agenda.at(
                instant, when.ENDS, _COMES, pool.first, self._comes_on_duty, (pool, instant)
            )

    def _comes_on_duty(self, what: tuple[_Pool, int]) -> None:
        pool, instant = what
        if pool.wakes_ms == instant:
            pool.wakes_ms = NEVER
            self._assign(pool)

    def _sets_out(self, pool: _Pool, crew: int, broken: _Broken) -> None:
        now, way = self._town.now, self._travel[broken.exchange]
        self._write(now, _VISIT, broken, crew - pool.first, way)
        done = self._calendars[crew].add_work(now, way + broken.work_ms)
        if done is not None:
            self._town.agenda.at(
                done, when.ENDS, _IS_REPAIRED, crew, self._is_repaired, (pool, crew, broken)
            )

    def _is_repaired(self, what: tuple[_Pool, int, _Broken]) -> None:
        pool, crew, broken = what
        self._down[broken.exchange][broken.phone] = 0
        self._town.open_in_window -= broken.in_window
        self._write(self._town.now, _REPAIRED, broken, crew - pool.first, broken.work_ms)
        pool.idle.append(crew)
        pool.idle.sort()
        self._assign(pool)

    def _write(self, now: int, kind: int, broken: _Broken, reason: int, amount: int) -> None:
        place = self._first_place + broken.exchange
        self._log((now, kind, broken.case, broken.phone, place, -1, reason, amount))


def _pools(scenario: Scenario, section: Payphones) -> tuple[list[_Pool], list[int]]:
    """The pools, and which of them repairs at each exchange."""
    crews, county = section.repair.crews, section.repair.by == "county"
    pools = [
        _Pool(n * crews, list(range(n * crews, (n + 1) * crews)))
        for n in range(len(scenario.counties) if county else 1)
    ]
    return pools, [n if county else 0 for n in scenario.exchange_county]


def ways(scenario: Scenario, section: Payphones) -> list[int]:
    """Crew time of the way to each exchange, in ms."""
    seat = [round(row.base_travel_min * MINUTE_MS) for row in scenario.exchanges]
    base = section.repair.base
    if base is None:
        return seat
    home = scenario.exchange_county[scenario.exchange_number[base]]
    more = section.repair.to_other_counties
    return [
        way + (0 if county == home else more)
        for way, county in zip(seat, scenario.exchange_county, strict=True)
    ]


def first_looks(scenario: Scenario, patrol: PayphonePatrol) -> list[int]:
    """Instant of a patrol at each exchange; it comes every so often, before and after it."""
    hour, found = clock_ms(patrol.at), []
    of_county: dict[int, int] = {}
    whole_days = patrol.every // DAY_MS
    sizes = [scenario.exchange_county.count(n) for n in range(len(scenario.counties))]
    for county in scenario.exchange_county:
        rank = of_county.get(county, 0)
        of_county[county] = rank + 1
        found.append(rank * whole_days // sizes[county] * DAY_MS + hour)
    return found
