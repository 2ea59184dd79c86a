"""Ports and pairs: who gets one, who waits for which, and what happens when some open.

An install needs a port of its exchange, a feeder pair and a distribution pair of its
cabinet; a move needs the two pairs of its new cabinet. What is lacking first in that order
holds the order. Capacity that opens goes to the oldest order it helps.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario import Scenario
from telesim.simulation.job import HELD, NEW, Job
from telesim.units import PER_MILLION

_HELD, _ASSIGNED, _CAPACITY, _LINES = int(Kind.HELD), int(Kind.ASSIGNED), int(Kind.CAPACITY), int(Kind.LINES)
_PORT, _FEEDER, _DISTRIBUTION = int(Level.PORT), int(Level.FEEDER), int(Level.DISTRIBUTION)


class Facilities:
    """Free ports and pairs by place, held orders by what they lack, drops by cabinet.

    Attributes:
        ports, ports_free: by exchange. feeder, feeder_free, distribution, distribution_free:
            usable pairs by cabinet. drop_ppm: share of new customers with a drop, by cabinet.
        touched: places whose use or capacity changed since the triggers last looked, as
            (Level, place number within its level's kind of place).
    """

    def __init__(
        self, scenario: Scenario, recorder: Recorder, ready: Callable[[Job, int], None]
    ) -> None:
        self._log = recorder.append
        self._ready = ready
        self._cabinets = len(scenario.cabinets)
        self._exchange_of = scenario.cabinet_exchange
        self.ports = [e.ports for e in scenario.exchanges]
        self.feeder = [c.usable_feeder_pairs for c in scenario.cabinets]
        self.distribution = [c.usable_distribution_pairs for c in scenario.cabinets]
        self.drop_ppm = [round(c.prebuilt_pct * PER_MILLION / 100) for c in scenario.cabinets]
        self.ports_free = [e.ports - e.lines for e in scenario.exchanges]
        self.feeder_free = [
            pairs - c.lines for pairs, c in zip(self.feeder, scenario.cabinets, strict=True)
        ]
        self.distribution_free = [
            pairs - c.lines for pairs, c in zip(self.distribution, scenario.cabinets, strict=True)
        ]
        self._held_for_port: list[list[tuple[int, int, Job]]] = [[] for _ in scenario.exchanges]
        self._held_for_pairs: list[list[tuple[int, int, Job]]] = [[] for _ in scenario.cabinets]
        self._asking: list[tuple[int, int, Job]] = []
        self._opened_exchanges: set[int] = set()
        self._opened_cabinets: set[int] = set()
        self.touched: set[tuple[int, int]] = set()
        for number, cabinet in enumerate(scenario.cabinets):
            if cabinet.lines:
                self._log((0, _LINES, -1, -1, number, -1, 0, cabinet.lines))
            for level, units in (
                (_FEEDER, self.feeder[number]),
                (_DISTRIBUTION, self.distribution[number]),
                (int(Level.DROP), self.drop_ppm[number]),
            ):
                self._log((0, _CAPACITY, -1, -1, number, -1, level, units))
            self.touched.add((_FEEDER, number))
            self.touched.add((_DISTRIBUTION, number))
        for number, ports in enumerate(self.ports):
            self._log((0, _CAPACITY, -1, -1, self._cabinets + number, -1, _PORT, ports))
            self.touched.add((_PORT, number))

    def ask(self, job: Job) -> None:
        """An order wants facilities; it is answered when the instant settles, oldest first."""
        self._asking.append((job.since_ms, job.case, job))

    def release(self, cabinet: int, port: bool) -> None:
        """One line's pairs (and port) are free again."""
        self.feeder_free[cabinet] += 1
        self.distribution_free[cabinet] += 1
        self._opened_cabinets.add(cabinet)
        self.touched.add((_FEEDER, cabinet))
        self.touched.add((_DISTRIBUTION, cabinet))
        if port:
            exchange = self._exchange_of[cabinet]
            self.ports_free[exchange] += 1
            self._opened_exchanges.add(exchange)
            self.touched.add((_PORT, exchange))

    def open(self, level: int, place: int, units: int, now_ms: int) -> None:
        """New capacity opens: ports of exchange ``place``, else pairs of cabinet ``place``.

        For drops ``units`` is the new share of customers with a drop, in parts per million.
        """
        if level == _PORT:
            self.ports[place] += units
            self.ports_free[place] += units
            self._opened_exchanges.add(place)
        elif level == _FEEDER:
            self.feeder[place] += units
            self.feeder_free[place] += units
            self._opened_cabinets.add(place)
        elif level == _DISTRIBUTION:
            self.distribution[place] += units
            self.distribution_free[place] += units
            self._opened_cabinets.add(place)
        else:
            self.drop_ppm[place] = units
        self.touched.add((level, place))
        number = place + self._cabinets if level == _PORT else place
        self._log((now_ms, _CAPACITY, -1, -1, number, -1, level, units))

    def used_and_capacity(self, level: int, place: int) -> tuple[int, int]:
        """Units in use and units there are, of ports, feeder or distribution pairs."""
        if level == _PORT:
            return self.ports[place] - self.ports_free[place], self.ports[place]
        if level == _FEEDER:
            return self.feeder[place] - self.feeder_free[place], self.feeder[place]
        return (
            self.distribution[place] - self.distribution_free[place],
            self.distribution[place],
        )

    def settle(self, now_ms: int) -> None:
        """Give what is free to those who wait, oldest first, then to those who have just come."""
        while self._opened_exchanges or self._opened_cabinets:
            cabinets = sorted(self._opened_cabinets)
            exchanges = sorted(self._opened_exchanges)
            self._opened_cabinets.clear()
            self._opened_exchanges.clear()
            for exchange in exchanges:
                self._serve_port_queue(exchange, now_ms)
            for cabinet in cabinets:
                self._serve_pair_queue(cabinet, now_ms)
        if self._asking:
            asking = sorted(self._asking)
            self._asking.clear()
            for _, _, job in asking:
                if job.state == NEW:
                    lacking = self._lacking(job)
                    if lacking is None:
                        self._assign(job, now_ms)
                    else:
                        self._hold(job, lacking, now_ms)

    def _lacking(self, job: Job) -> int | None:
        if job.old_cabinet < 0 and self.ports_free[job.exchange] <= 0:
            return _PORT
        if self.feeder_free[job.cabinet] <= 0:
            return _FEEDER
        if self.distribution_free[job.cabinet] <= 0:
            return _DISTRIBUTION
        return None

    def _assign(self, job: Job, now_ms: int) -> None:
        cabinet = job.cabinet
        self.feeder_free[cabinet] -= 1
        self.distribution_free[cabinet] -= 1
        self.touched.add((_FEEDER, cabinet))
        self.touched.add((_DISTRIBUTION, cabinet))
        if job.old_cabinet < 0:
            self.ports_free[job.exchange] -= 1
            self.touched.add((_PORT, job.exchange))
            job.has_port = True
        job.build = job.drop_ppm >= self.drop_ppm[cabinet]
        self._log(
            (now_ms, _ASSIGNED, job.case, job.slot, cabinet, -1, int(job.build), int(job.has_port))
        )
        self._ready(job, now_ms)

    def _hold(self, job: Job, level: int, now_ms: int) -> None:
        job.state = HELD
        self._log((now_ms, _HELD, job.case, job.slot, job.cabinet, -1, level, 0))
        queue = (
            self._held_for_port[job.exchange] if level == _PORT else self._held_for_pairs[job.cabinet]
        )
        heappush(queue, (job.since_ms, job.case, job))

    def _serve_port_queue(self, exchange: int, now_ms: int) -> None:
        queue = self._held_for_port[exchange]
        while queue and self.ports_free[exchange] > 0:
            job = heappop(queue)[2]
            if job.state == HELD:
                self._try_again(job, now_ms)

    def _serve_pair_queue(self, cabinet: int, now_ms: int) -> None:
        queue = self._held_for_pairs[cabinet]
        while queue and self.feeder_free[cabinet] > 0 and self.distribution_free[cabinet] > 0:
            job = heappop(queue)[2]
            if job.state == HELD:
                self._try_again(job, now_ms)

    def _try_again(self, job: Job, now_ms: int) -> None:
        lacking = self._lacking(job)
        if lacking is None:
            self._assign(job, now_ms)
        else:
            self._hold(job, lacking, now_ms)
