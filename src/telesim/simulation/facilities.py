"""Ports and pairs: who gets one, who waits for which, and what happens when some open.

An install needs a port of its exchange, a feeder pair and a distribution pair of its
cabinet; a move needs the two pairs of its new cabinet; lines fed directly need no distribution
pair, and their boxes fill as their feeder does. What is lacking first in that order
holds the order (:mod:`telesim.simulation.held`). Capacity that opens goes to the oldest order it
helps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario import Scenario
from telesim.simulation.boxes import Boxes
from telesim.simulation.held import HeldOrders, standing
from telesim.simulation.job import NEW, Job
from telesim.simulation.market.records import CHANGED_OVER, GIVEN_BACK, TAKEN
from telesim.units import PER_MILLION

if TYPE_CHECKING:
    from telesim.simulation.market.records import Records
    from telesim.simulation.market.screening import Screening

_ASSIGNED = int(Kind.ASSIGNED)
_CAPACITY, _LINES = int(Kind.CAPACITY), int(Kind.LINES)
_PORT, _FEEDER, _BOX = int(Level.PORT), int(Level.FEEDER), int(Level.BOX)
_DISTRIBUTION, _DROP = int(Level.DISTRIBUTION), int(Level.DROP)
#: Stands for the distribution pairs of lines fed directly, which never lack any.
_ENOUGH = 2**40


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
        self._direct = [bool(c.direct) for c in scenario.cabinets]
        self.distribution = [
            _ENOUGH if c.direct else c.usable_distribution_pairs for c in scenario.cabinets
        ]
        self.drop_ppm = [round(c.prebuilt_pct * PER_MILLION / 100) for c in scenario.cabinets]
        self.ports_free = [e.ports - e.lines for e in scenario.exchanges]
        self.feeder_free = [
            pairs - c.lines for pairs, c in zip(self.feeder, scenario.cabinets, strict=True)
        ]
        self.distribution_free = [
            pairs - c.lines for pairs, c in zip(self.distribution, scenario.cabinets, strict=True)
        ]
        #: Distribution pairs that carry nothing, by cabinet.
        self.defective = [c.defective_distribution_pairs for c in scenario.cabinets]
        boxes = scenario.boxes
        #: None when every box is taken to have a pair as long as its cabinet has one.
        self._boxes = None if boxes is None else Boxes(scenario, boxes.correlation)
        self._held = HeldOrders(
            scenario.cabinet_exchange,
            len(scenario.exchanges),
            recorder,
            self._lacking,
            self._assign,
            self._box_full,
            Boxes.mark,
        )
        self._asking: list[tuple[int, int, Job]] = []
        #: What the office believes, and who decides on orders by it; None where all are taken.
        self.records: Records | None = None
        self.screening: Screening | None = None
        #: Exchanges where something has become free.
        self._opened: set[int] = set()
        #: Exchanges where capacity has been built.
        self._grown: set[int] = set()
        #: Whether there is anything to settle; at the start there is.
        self.stirred = True
        self.touched: set[tuple[int, int]] = set()
        for number, cabinet in enumerate(scenario.cabinets):
            if cabinet.lines:
                self._log((0, _LINES, -1, -1, number, -1, 0, cabinet.lines))
            for level, units in (
                (_FEEDER, self.feeder[number]),
                (_DISTRIBUTION, self.distribution[number]),
                (_DROP, self.drop_ppm[number]),
            ):
                if level == _DISTRIBUTION and cabinet.direct:
                    continue
                self._log((0, _CAPACITY, -1, -1, number, -1, level, units))
            self.touched.add((_FEEDER, number))
            self.touched.add((_DISTRIBUTION, number))
        for number, ports in enumerate(self.ports):
            self._log((0, _CAPACITY, -1, -1, self._cabinets + number, -1, _PORT, ports))
            self.touched.add((_PORT, number))

    @property
    def held(self) -> HeldOrders:
        """The orders that lack something."""
        return self._held

    def ask(self, job: Job) -> None:
        """An order wants facilities; it is answered when the instant settles, oldest first."""
        self._asking.append((standing(job), job.case, job))
        self.stirred = True

    def release(self, cabinet: int, port: bool, key: int) -> None:
        """One line's pairs (and port) are free again, by the order with this key."""
        if self.records is not None:
            self.records.changed(cabinet, -1, key, GIVEN_BACK)
        self.feeder_free[cabinet] += 1
        self.distribution_free[cabinet] += 1
        self._held.pairs_changed(cabinet)
        self.touched.add((_FEEDER, cabinet))
        self.touched.add((_DISTRIBUTION, cabinet))
        exchange = self._exchange_of[cabinet]
        self._opened.add(exchange)
        self.stirred = True
        if port:
            if not self.ports_free[exchange]:
                self._held.ports_turned(exchange)
            self.ports_free[exchange] += 1
            self.touched.add((_PORT, exchange))

    def build(self, level: int, place: int, units: int, now_ms: int) -> None:
        """New capacity is there: ports of exchange ``place``, else pairs of cabinet ``place``.

        For drops ``units`` is the new share of customers with a drop, in parts per million.
        """
        if level == _PORT:
            self.ports[place] += units
            self.ports_free[place] += units
            self._held.ports_turned(place)
        elif level == _FEEDER:
            self.feeder[place] += units
            self.feeder_free[place] += units
        elif level == _DISTRIBUTION:
            self.distribution[place] += units
            self.distribution_free[place] += units
        else:
            self.drop_ppm[place] = units
        if level in (_FEEDER, _DISTRIBUTION):
            self._held.pairs_changed(place)
        if level != _DROP:
            exchange = place if level == _PORT else self._exchange_of[place]
            self._opened.add(exchange)
            self._grown.add(exchange)
        self.stirred = True
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

    def pairs_to_homes(self, cabinet: int) -> tuple[int, int]:
        """Pairs in use and usable that end in the boxes of a cabinet."""
        return self.used_and_capacity(_FEEDER if self._direct[cabinet] else _DISTRIBUTION, cabinet)

    def settle(self, now_ms: int) -> None:
        """Give what is free to those who wait, oldest first, then to those who have just come."""
        self.stirred = False
        if self._opened:
            opened = sorted(self._opened)
            self._opened.clear()
            for exchange in opened:
                self._held.serve(exchange, now_ms)
                if exchange in self._grown:
                    self._held.look_again(exchange, now_ms)
            self._grown.clear()
        if self._asking:
            asking = self._asking
            self._asking = []
            if len(asking) > 1:
                asking.sort()
            for _, _, job in asking:
                if job.state == NEW:
                    lacking = self._lacking(job)
                    if self.screening is not None and not self.screening.takes(
                        job, lacking, now_ms
                    ):
                        continue
                    if lacking < 0:
                        self._assign(job, now_ms)
                    else:
                        self._held.hold(job, lacking, now_ms)

    def _lacking(self, job: Job) -> int:
        """The first level that lacks; -1 when nothing does."""
        if job.old_cabinet < 0 and self.ports_free[job.exchange] <= 0:
            return _PORT
        if self.feeder_free[job.cabinet] <= 0:
            return _FEEDER
        if self.distribution_free[job.cabinet] <= 0:
            return _DISTRIBUTION
        if self._boxes is not None and self._box_full(job):
            return _BOX
        return -1

    def _box_full(self, job: Job) -> bool:
        """Whether the box of the order's customer has no free pair."""
        assert self._boxes is not None
        used, usable = self.pairs_to_homes(job.cabinet)
        return self._boxes.full(job.cabinet, used, usable, job.key, within=False)

    def given_up(self, job: Job) -> None:
        """A held order is no longer wanted; whoever stands behind it is looked at next time."""
        self._held.given_up(job)

    def change_over(self, cabinet: int, lines: int, key: int, of_feeder: bool) -> int:
        """Take spare pairs for lines whose own are defective; the level that lacks, -1 = done.

        As many pairs as before are in use, and so many fewer are usable. A feeder pair that ends
        in a cabinet asks for no pair of the customer's box.
        """
        level = _FEEDER if of_feeder else _DISTRIBUTION
        free = self.feeder_free if of_feeder else self.distribution_free
        if free[cabinet] < lines:
            return level
        if self._boxes is not None and of_feeder == self._direct[cabinet]:
            used, usable = self.used_and_capacity(level, cabinet)
            if self._boxes.full(cabinet, used, usable, key, within=True):
                return _BOX
        if self.records is not None:
            self.records.changed(cabinet, lines, key, CHANGED_OVER)
        free[cabinet] -= lines
        (self.feeder if of_feeder else self.distribution)[cabinet] -= lines
        if not of_feeder:
            self.defective[cabinet] += lines
        self._held.pairs_changed(cabinet)
        self.touched.add((level, cabinet))
        self.stirred = True
        return -1

    def oldest_held(self, cabinet: int) -> Job | None:
        """The install that has waited longest at a cabinet, but for a box; None without any."""
        return self._held.oldest(cabinet)

    def take_oldest_held(self, cabinet: int) -> None:
        """That install is held no more; somebody has what it needs."""
        self._held.take_oldest(cabinet)

    def lacking(self, job: Job) -> int:
        """The first level that an order lacks; -1 when none does."""
        return self._lacking(job)

    def assign_over(self, job: Job, lender: int, now_ms: int) -> None:
        """Give an order its port, and pairs of another cabinet of the exchange."""
        self.stirred = True
        self._assign(job, now_ms, lender)

    def has_pair(self, cabinet: int) -> bool:
        """Whether a cabinet has a free pair of each kind."""
        return self.feeder_free[cabinet] > 0 and self.distribution_free[cabinet] > 0

    def take_pair(self, cabinet: int, key: int) -> None:
        """Take a pair of each kind for a line that has its port already, by the case with a key."""
        if self.records is not None:
            self.records.changed(cabinet, 1, key, TAKEN)
        self._take_pair(cabinet)
        self.stirred = True

    def _take_pair(self, cabinet: int) -> None:
        self.feeder_free[cabinet] -= 1
        self.distribution_free[cabinet] -= 1
        self._held.pairs_changed(cabinet)
        self.touched.add((_FEEDER, cabinet))
        self.touched.add((_DISTRIBUTION, cabinet))

    def _assign(self, job: Job, now_ms: int, lender: int = -1) -> None:
        cabinet = job.cabinet if lender < 0 else lender
        if self.records is not None:
            self.records.changed(cabinet, 1, job.key, TAKEN)
        self._take_pair(cabinet)
        if job.old_cabinet < 0:
            self.ports_free[job.exchange] -= 1
            if not self.ports_free[job.exchange]:
                self._held.ports_turned(job.exchange)
            self.touched.add((_PORT, job.exchange))
            job.has_port = True
        job.build = job.drop_ppm >= self.drop_ppm[job.cabinet]
        self._log(
            (
                now_ms,
                _ASSIGNED,
                job.case,
                job.slot,
                job.cabinet,
                -1,
                int(job.build),
                int(job.has_port),
            )
        )
        self._ready(job, now_ms)
