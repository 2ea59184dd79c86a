"""Held orders: who waits for which facility, and who is served first when some open.

An order is looked at when it is the oldest of its cabinet and kind; when what it lacks has
changed by then, that is written down. All are looked at when something was built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush, heapreplace

from telesim.eventlog import Kind, Level, Recorder
from telesim.simulation.job import HELD, Job
from telesim.simulation.queues import URGENT
from telesim.simulation.seniority import Seniority

_HELD, _BOX, _PORT = int(Kind.HELD), int(Level.BOX), int(Level.PORT)
#: A held order: since (long ago for urgent ones), case, the level that blocked when it was last
#: looked at, the job.
_Held = tuple[int, int, int, Job]
#: Before all orders that are not urgent, later than all that are.
_LONG_AGO = -URGENT // 2


def standing(job: Job) -> int:
    """An order stands by its age; what a complaint has made urgent stands before all others."""
    return job.since_ms - URGENT if job.urgent else job.since_ms


def _nobody_asks(job: Job, passed: int) -> None:
    """Where nobody complains no order is urgent."""


class HeldOrders:
    """Orders that lack a port, a pair or a box, by cabinet.

    ``lacking`` gives the first level that an order lacks (-1 = none), ``assign`` gives an order
    what it needs. ``box_full`` says whether a customer's box has no pair; ``box_mark`` ranks those
    who wait for one: the highest has a pair first as its cabinet empties.
    """

    def __init__(
        self,
        exchange_of: Sequence[int],
        exchanges: int,
        recorder: Recorder,
        lacking: Callable[[Job], int],
        assign: Callable[[Job, int], None],
        box_full: Callable[[Job], bool],
        box_mark: Callable[[int], int],
    ) -> None:
        self._log = recorder.append
        #: Told when an urgent order begins to queue: (order, orders that it is put before).
        self.on_overtaking: Callable[[Job, int], None] = _nobody_asks
        self._lacking = lacking
        self._assign = assign
        self._box_full = box_full
        self._box_mark = box_mark
        self._exchange_of = exchange_of
        self._installs: list[list[_Held]] = [[] for _ in exchange_of]
        self._moves: list[list[_Held]] = [[] for _ in exchange_of]
        #: Orders held for their box alone, which do not stand in the way of those behind them.
        self._for_box: list[list[tuple[int, _Held]]] = [[] for _ in exchange_of]
        self._cabinets_of: list[list[int]] = [[] for _ in range(exchanges)]
        for number, exchange in enumerate(exchange_of):
            self._cabinets_of[exchange].append(number)
        #: By exchange: cabinets whose pairs, boxes or orders have changed since the last look,
        #: and whether its ports have run out or come back. What nothing has changed for is not
        #: looked at again: an exchange has dozens of cabinets and something frees every minute.
        self._changed: list[set[int]] = [set() for _ in range(exchanges)]
        self._ports_turned = [False] * exchanges
        #: Those of ``_installs`` and ``_moves`` who are still held and not urgent.
        self._seniority = Seniority(exchange_of, exchanges)

    def pairs_changed(self, cabinet: int) -> None:
        """Pairs of a cabinet have been taken or freed, or one who waited there has given up."""
        self._changed[self._exchange_of[cabinet]].add(cabinet)

    def given_up(self, job: Job) -> None:
        """A held order is no longer wanted; whoever stands behind it is looked at next time."""
        self._seniority.remove(job)
        self.pairs_changed(job.cabinet)

    def ports_turned(self, exchange: int) -> None:
        """An exchange has taken its last port, or has one again."""
        self._ports_turned[exchange] = True

    def hold(self, job: Job, level: int, now_ms: int) -> None:
        """An order lacks facilities from now on."""
        job.state = HELD
        job.held_ms = now_ms
        self._log((now_ms, _HELD, job.case, job.slot, job.cabinet, -1, level, 0))
        held = (standing(job), job.case, level, job)
        if level == _BOX:
            self._wait_for_box(held)
        else:
            self._queue(held)

    def _queue(self, held: _Held) -> None:
        """An order stands among those who wait for more than their box."""
        job = held[3]
        if job.urgent:
            self.on_overtaking(job, self._before(job, held[2]))
        self._lacks_now(held)
        heappush(self._queue_for(job), held)

    def _lacks_now(self, held: _Held) -> None:
        """An order queues for something, or for something else than before."""
        since, _, level, job = held
        self._seniority.remove(job)
        if since > _LONG_AGO:
            self._seniority.add(job, level == _PORT)

    def hurry(self, job: Job) -> int:
        """A held order has become urgent; how many it is put before.

        One whose box is full has that to wait for all the same.
        """
        boxes = self._for_box[job.cabinet]
        for n, (mark, held) in enumerate(boxes):
            if held[3] is job:
                boxes[n] = (mark, (standing(job), *held[1:]))
                return 0
        queue = self._queue_for(job)
        at = next(n for n, held in enumerate(queue) if held[3] is job)
        level = queue[at][2]
        passed = self._before(job, level)
        self._seniority.remove(job)
        queue[at] = (standing(job), job.case, level, job)
        heapify(queue)
        return passed

    def _before(self, job: Job, level: int) -> int:
        """Held orders older than another that want what it lacks, urgent ones left out.

        Pairs of its cabinet are wanted by installs and moves there, ports by all installs of the
        exchange that lack one.
        """
        return self._seniority.before(job, level == _PORT)

    def oldest(self, cabinet: int) -> Job | None:
        """The install held longest at a cabinet for more than its box; None without any."""
        queue = self._installs[cabinet]
        while queue:
            if queue[0][3].state == HELD:
                return queue[0][3]
            heappop(queue)
        return None

    def take_oldest(self, cabinet: int) -> None:
        """The install held longest at a cabinet waits no more."""
        self._seniority.remove(heappop(self._installs[cabinet])[3])
        self.pairs_changed(cabinet)

    def _queue_for(self, job: Job) -> list[_Held]:
        return (self._moves if job.old_cabinet >= 0 else self._installs)[job.cabinet]

    def _wait_for_box(self, held: _Held) -> None:
        job = held[3]
        heappush(self._for_box[job.cabinet], (-self._box_mark(job.key), held))

    def serve(self, exchange: int, now_ms: int) -> None:
        """Serve the oldest held order of the exchange that can be served, until none can."""
        changed, ready = self._changed[exchange], list[tuple[int, int, int, list[_Held]]]()
        while True:
            if self._ports_turned[exchange]:
                self._ports_turned[exchange] = False
                ready.clear()
                looked_at: Sequence[int] = self._cabinets_of[exchange]
            else:
                looked_at = sorted(changed)
                if ready:
                    ready = [one for one in ready if one[2] not in changed]
            changed.clear()
            for cabinet in looked_at:
                if self._for_box[cabinet]:
                    self._look_into_boxes(cabinet)
                for queue in (self._installs[cabinet], self._moves[cabinet]):
                    if queue:
                        head = self._head(queue, now_ms)
                        if head is not None:
                            ready.append((head[0], head[1], cabinet, queue))
            if not ready:
                return
            best = min(ready)
            ready.remove(best)
            job = heappop(best[3])[3]
            self._seniority.remove(job)
            self._assign(job, now_ms)

    def _look_into_boxes(self, cabinet: int) -> None:
        """Whoever's box has a pair by now queues with the others for what else there is to take."""
        waiting = self._for_box[cabinet]
        while waiting:
            job = waiting[0][1][3]
            if job.state == HELD and self._box_full(job):
                return
            held = heappop(waiting)[1]
            if job.state == HELD:
                self._queue(held)

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
                    self._lacks_now(queue[0])
                return None
            heappop(queue)
            self._seniority.remove(job)
            self._wait_for_box((since, case, _BOX, job))
        return None

    def look_again(self, exchange: int, now_ms: int) -> None:
        """After building, see what each order still held lacks by now."""
        for cabinet in self._cabinets_of[exchange]:
            for queue in (self._installs[cabinet], self._moves[cabinet]):
                for n, held in enumerate(queue):
                    # The order within the queue rests on since and case, which stay.
                    queue[n] = reviewed = self._reviewed(held, now_ms)
                    if reviewed is not held:
                        self._lacks_now(reviewed)
            boxes = self._for_box[cabinet]
            for n, (mark, held) in enumerate(boxes):
                boxes[n] = (mark, self._reviewed(held, now_ms))

    def _reviewed(self, held: _Held, now_ms: int) -> _Held:
        since, case, level, job = held
        lacking = self._lacking(job)
        if job.state != HELD or lacking == level:
            return held
        self._log((now_ms, _HELD, case, job.slot, job.cabinet, -1, lacking, 0))
        return since, case, lacking, job
