"""Customers who were sent away: a list by cabinet, gone through at intervals."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.job import ENDED, Job
from telesim.simulation.rules import NEVER
from telesim.units import PER_MILLION
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.scenario.market.screening import Registered as Section
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.market.records import Records
    from telesim.simulation.orders import OrderBook
    from telesim.simulation.town import Town

_REGISTERED, _RETURNED = int(Kind.REGISTERED), int(Kind.RETURNED)


class Register:
    """Who is on the list of which cabinet, oldest first, and whether there had been a free pair.

    ``on_return`` is told of a customer who orders after all.
    """

    def __init__(
        self,
        section: Section,
        town: Town,
        facilities: Facilities,
        orders: OrderBook,
        records: Records,
        recorder: Recorder,
        on_return: Callable[[Job], None],
    ) -> None:
        self._patience = section.patience
        self._every_ms = section.told_every
        self._returns_ppm = (
            round(PER_MILLION * section.returns),
            round(PER_MILLION * section.returns_if_misled),
        )
        self._town = town
        self._facilities = facilities
        self._orders = orders
        self._records = records
        self._log = recorder.append
        self._on_return = on_return
        #: By cabinet: the order, whether facilities were there, and its patience once it has paid.
        self._list: dict[int, deque[tuple[Job, bool, int]]] = {}
        self._awaited = False

    def enter(self, job: Job, misled: bool, by: int, now_ms: int) -> None:
        """A customer leaves the name instead of the order."""
        self._log((now_ms, _REGISTERED, job.case, job.slot, job.cabinet, -1, int(misled), by))
        paid = NEVER if job.gives_up_ms >= NEVER else job.gives_up_ms - now_ms
        self._list.setdefault(job.cabinet, deque()).append((job, misled, paid))
        law = self._patience
        until = NEVER if law is None else now_ms + followups.registered_patience_ms(law, job.key)
        self._orders.patient_until(job, until)
        self._orders.sent_away(job)
        if not self._awaited:
            self._await(now_ms)

    def _await(self, now_ms: int) -> None:
        """The list is gone through next at the end of the interval that runs."""
        instant = (now_ms // self._every_ms + 1) * self._every_ms
        self._awaited = instant < self._town.scenario.horizon_ms
        if self._awaited:
            self._town.agenda.at(instant, when.ENDS, when.REGISTER, 0, self._go_through)

    def _go_through(self, _: object) -> None:
        """Tell as many as the records show pairs and the exchange has ports, oldest first."""
        now, ports_left = self._town.now, dict[int, int]()
        for cabinet in sorted(self._list):
            waiting = self._list[cabinet]
            exchange = self._town.exchange_of[cabinet]
            pairs = self._records.believed(cabinet)
            ports = ports_left.get(exchange, self._facilities.ports_free[exchange])
            while waiting and min(pairs, ports) > 0:
                job, misled, paid = waiting.popleft()
                if job.state == ENDED:
                    continue
                if followups.returns(job.key, self._returns_ppm[misled]):
                    pairs, ports = pairs - 1, ports - 1
                    self._order_after_all(job, paid, now)
                else:
                    self._orders.leaves(job, now)
            ports_left[exchange] = ports
            if not waiting:
                del self._list[cabinet]
        self._awaited = False
        if self._list:
            self._await(now)

    def _order_after_all(self, job: Job, paid: int, now_ms: int) -> None:
        self._log((now_ms, _RETURNED, job.case, job.slot, job.cabinet, -1, 0, 0))
        self._orders.patient_until(job, NEVER if paid >= NEVER else now_ms + paid)
        self._on_return(job)
        self._orders.back_again(job, now_ms)
