"""Ports and pairs: who gets one, who waits for which, and what happens when some open.

An install needs a port of its exchange, a feeder pair and a distribution pair of its
cabinet; a move needs the two pairs of its new cabinet; lines fed directly need no distribution
pair, and their boxes fill as their feeder does. What is lacking first in that order
holds the order. Capacity that opens goes to the oldest order it helps.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush, heapreplace

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario import Scenario
from telesim.simulation.boxes import Boxes
from telesim.simulation.job import HELD, NEW, Job
from telesim.units import PER_MILLION

_HELD, _ASSIGNED = int(Kind.HELD), int(Kind.ASSIGNED)
_CAPACITY, _LINES = int(Kind.CAPACITY), int(Kind.LINES)
_PORT, _FEEDER, _BOX = int(Level.PORT), int(Level.FEEDER), int(Level.BOX)
_DISTRIBUTION, _DROP = int(Level.DISTRIBUTION), int(Level.DROP)
#: Stands for the distribution pairs of lines fed directly, which never lack any.
_ENOUGH = 2**40
#: A held order: since, case, the level that blocked when it was last looked at, the job.
_Held = tuple[int, int, int, Job]


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
        self._held_installs: list[list[_Held]] = [[] for _ in scenario.cabinets]
        self._held_moves: list[list[_Held]] = [[] for _ in scenario.cabinets]
        boxes = scenario.boxes
        #: None when every box is taken to have a pair as long as its cabinet has one.
        self._boxes = None if boxes is None else Boxes(scenario, boxes.correlation)
        #: Orders held for their box alone, which do not stand in the way of those behind them;
        #: the one whose box has a pair first as the cabinet empties stands first.
        self._held_boxes: list[list[tuple[int, _Held]]] = [[] for _ in scenario.cabinets]
        self._cabinets_of: list[list[int]] = [[] for _ in scenario.exchanges]
        for number, exchange in enumerate(scenario.cabinet_exchange):
            self._cabinets_of[exchange].append(number)
        self._asking: list[tuple[int, int, Job]] = []
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

    def ask(self, job: Job) -> None:
        """An order wants facilities; it is answered when the instant settles, oldest first."""
        self._asking.append((job.since_ms, job.case, job))
        self.stirred = True

    def release(self, cabinet: int, port: bool) -> None:
        """One line's pairs (and port) are free again."""
        self.feeder_free[cabinet] += 1
        self.distribution_free[cabinet] += 1
        self.touched.add((_FEEDER, cabinet))
        self.touched.add((_DISTRIBUTION, cabinet))
        exchange = self._exchange_of[cabinet]
        self._opened.add(exchange)
        self.stirred = True
        if port:
            self.ports_free[exchange] += 1
            self.touched.add((_PORT, exchange))

    def build(self, level: int, place: int, units: int, now_ms: int) -> None:
        """New capacity is there: ports of exchange ``place``, else pairs of cabinet ``place``.

        For drops ``units`` is the new share of customers with a drop, in parts per million.
        """
        if level == _PORT:
            self.ports[place] += units
            self.ports_free[place] += units
        elif level == _FEEDER:
            self.feeder[place] += units
            self.feeder_free[place] += units
        elif level == _DISTRIBUTION:
            self.distribution[place] += units
            self.distribution_free[place] += units
        else:
            self.drop_ppm[place] = units
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
                self._serve(exchange, now_ms)
                if exchange in self._grown:
                    self._look_again(exchange, now_ms)
            self._grown.clear()
        if self._asking:
            asking = self._asking
            self._asking = []
            if len(asking) > 1:
                asking.sort()
            for _, _, job in asking:
                if job.state == NEW:
                    lacking = self._lacking(job)
                    if lacking < 0:
                        self._assign(job, now_ms)
                    else:
                        self._hold(job, lacking, now_ms)

    def _lacking(self, job: Job) -> int:
        """The first level that lacks; -1 when nothing does."""
        if job.old_cabinet < 0 and self.ports_free[job.exchange] <= 0:
            return _PORT
        if self.feeder_free[job.cabinet] <= 0:
            return _FEEDER
        if self.distribution_free[job.cabinet] <= 0:
            return _DISTRIBUTION
        if self._boxes is not None:
            used, usable = self.pairs_to_homes(job.cabinet)
            if self._boxes.full(job.cabinet, used, usable, job.key, within=False):
                return _BOX
        return -1

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
        free[cabinet] -= lines
        (self.feeder if of_feeder else self.distribution)[cabinet] -= lines
        if not of_feeder:
            self.defective[cabinet] += lines
        self.touched.add((level, cabinet))
        self.stirred = True
        return -1

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
        held = (job.since_ms, job.case, level, job)
        if level == _BOX:
            self._wait_for_box(held)
        else:
            heappush(self._queue_for(job), held)

    def _queue_for(self, job: Job) -> list[_Held]:
        return (self._held_moves if job.old_cabinet >= 0 else self._held_installs)[job.cabinet]

    def _wait_for_box(self, held: _Held) -> None:
        assert self._boxes is not None
        job = held[3]
        heappush(self._held_boxes[job.cabinet], (-self._boxes.mark(job.key), held))

    def _look_into_boxes(self, cabinet: int) -> None:
        """Whoever's box has a pair by now queues with the others for what else there is to take."""
        waiting, boxes = self._held_boxes[cabinet], self._boxes
        assert boxes is not None
        used, usable = self.pairs_to_homes(cabinet)
        while waiting:
            job = waiting[0][1][3]
            if job.state == HELD and boxes.full(cabinet, used, usable, job.key, within=False):
                return
            held = heappop(waiting)[1]
            if job.state == HELD:
                heappush(self._queue_for(job), held)

    def _serve(self, exchange: int, now_ms: int) -> None:
        """Serve the oldest held order of the exchange that can be served, until none can.

        An order is looked at when it is the oldest of its cabinet and kind; when what it lacks
        has changed by then, that is written down. All are looked at when something was built.
        """
        while True:
            best: _Held | None = None
            best_queue: list[_Held] | None = None
            for cabinet in self._cabinets_of[exchange]:
                if self._held_boxes[cabinet]:
                    self._look_into_boxes(cabinet)
                for queue in (self._held_installs[cabinet], self._held_moves[cabinet]):
                    if queue:
                        head = self._head(queue, now_ms)
                        if head is not None and (best is None or head[:2] < best[:2]):
                            best, best_queue = head, queue
            if best is None or best_queue is None:
                return
            heappop(best_queue)
            self._assign(best[3], now_ms)

    def _head(self, queue: list[_Held], now_ms: int) -> _Held | None:
        """The oldest order of a queue when it can be served; what it lacks else is written down.

        An order that lacks only a pair in its box steps aside for the next one.
        """
        while queue:
            since, case, level, job = queue[0]
            if job.state != HELD:
                heappop(queue)
                continue
            lacking = self._lacking(job)
            if lacking < 0:
                return queue[0]
            if lacking != level:
                self._log((now_ms, _HELD, case, job.slot, job.cabinet, -1, lacking, 0))
            if lacking != _BOX:
                if lacking != level:
                    heapreplace(queue, (since, case, lacking, job))
                return None
            heappop(queue)
            self._wait_for_box((since, case, _BOX, job))
        return None

    def _look_again(self, exchange: int, now_ms: int) -> None:
        """After building, see what each order still held lacks by now."""
        for cabinet in self._cabinets_of[exchange]:
            for queue in (self._held_installs[cabinet], self._held_moves[cabinet]):
                for n, held in enumerate(queue):
                    # The order within the queue rests on since and case, which stay.
                    queue[n] = self._reviewed(held, now_ms)
            boxes = self._held_boxes[cabinet]
            for n, (mark, held) in enumerate(boxes):
                boxes[n] = (mark, self._reviewed(held, now_ms))

    def _reviewed(self, held: _Held, now_ms: int) -> _Held:
        since, case, level, job = held
        lacking = self._lacking(job)
        if job.state != HELD or lacking == level:
            return held
        self._log((now_ms, _HELD, case, job.slot, job.cabinet, -1, lacking, 0))
        return since, case, lacking, job
