"""Power failures of exchanges: lines go silent and come back by themselves, without a crew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.orders import OrderBook
from telesim.simulation.striking import SILENT, WORKING, first_slot, shared_out, silence, strike
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload import PowerFailures, marks

_LOST, _BACK = int(Kind.POWER_LOST), int(Kind.POWER_BACK)


@dataclass(slots=True, eq=False)
class _Failure:
    """A failure under way.

    Attributes:
        silent: cabinet -> slots of the lines that it has silenced.
        already: cabinet -> slots of those that an earlier failure had silenced.
        kept: (number of the failure that silenced it, cabinet, slot) of lines whose own failure is
            over, and which this one keeps silent.
    """

    number: int
    exchange: int
    silent: dict[int, list[int]] = field(default_factory=dict)
    already: dict[int, set[int]] = field(default_factory=dict)
    kept: list[tuple[int, int, int]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"power failure {self.number}"

    def takes_over(self, number: int, cabinet: int, slot: int) -> bool:
        """Whether it keeps a line silent whose power would come back."""
        held = self.already.get(cabinet)
        if held is None or slot not in held:
            return False
        held.discard(slot)
        self.kept.append((number, cabinet, slot))
        return True


class PowerSupply:
    """Lets the power of exchanges fail as the workload says.

    A silent line is in service, but cannot fail, and is given up only when it works again. One
    that is put in service meanwhile is not touched. Failures may overlap at an exchange: each is
    over for itself, and a line works again when the last of those that hit it is.
    """

    def __init__(
        self, town: Town, failures: PowerFailures, orders: OrderBook, recorder: Recorder
    ) -> None:
        self._town = town
        self._orders = orders
        self._log = recorder.append
        scenario = town.scenario
        self._first_exchange = len(scenario.cabinets)
        self._lines = [cabinet.lines for cabinet in scenario.cabinets]
        self._cabinets: list[list[int]] = [[] for _ in scenario.exchanges]
        for number, exchange in enumerate(scenario.cabinet_exchange):
            self._cabinets[exchange].append(number)
        self._under_way: list[list[_Failure]] = [[] for _ in scenario.exchanges]
        rows = zip(
            failures.time_ms.tolist(), failures.exchange.tolist(), failures.lasts_ms.tolist(),
            failures.share_ppm.tolist(), failures.key.tolist(), strict=True,
        )  # fmt: skip
        for number, (time_ms, *row) in enumerate(rows):
            town.agenda.at(time_ms, when.ARRIVES, when.POWER, number, self._fails, (number, *row))

    def _fails(self, drawn: tuple[int, int, int, int, int]) -> None:
        number, exchange, lasts_ms, share_ppm, key = drawn
        town, under_way = self._town, self._under_way[exchange]
        states, cabinets, now = town.line_state, self._cabinets[exchange], town.now
        failure = _Failure(number, exchange)
        working = [states[cabinet].count(WORKING) for cabinet in cabinets]
        if under_way:
            silent = [states[cabinet].count(SILENT) for cabinet in cabinets]
            working = [sum(both) for both in zip(working, silent, strict=True)]
        wanted = (sum(working) * share_ppm + PER_MILLION // 2) // PER_MILLION
        for place, (cabinet, share) in enumerate(
            zip(cabinets, shared_out(wanted, working), strict=True)
        ):
            if not share:
                continue
            begin = first_slot(key, marks.POWER_FIRST, place, self._lines[cabinet])
            if under_way:
                hit, already = silence(states[cabinet], begin, share)
                failure.already[cabinet] = set(already)
            else:
                hit = strike(states[cabinet], begin, share, SILENT)
            failure.silent[cabinet] = hit
        under_way.append(failure)
        self._write(_LOST, number, exchange, sum(map(len, failure.silent.values())))
        town.agenda.at(now + lasts_ms, when.ENDS, when.POWER, number, self._returns, failure)

    def _returns(self, failure: _Failure) -> None:
        number, others = failure.number, self._under_way[failure.exchange]
        others.remove(failure)
        back = Counter({number: 0})
        own = ((number, c, slot) for c, slots in failure.silent.items() for slot in slots)
        for origin, cabinet, slot in (*own, *failure.kept):
            if not any(other.takes_over(origin, cabinet, slot) for other in others):
                back[origin] += 1
                self._works_again(cabinet, slot)
        for origin in sorted(back):
            self._write(_BACK, origin, failure.exchange, back[origin])

    def _works_again(self, cabinet: int, slot: int) -> None:
        states, orders = self._town.line_state[cabinet], self._orders
        if states[slot] == SILENT:
            states[slot] = WORKING
            if orders.leaving or orders.awaited:
                orders.line_is_back(cabinet, slot, self._town.now)

    def _write(self, kind: int, number: int, exchange: int, lines: int) -> None:
        place = self._first_exchange + exchange
        self._log((self._town.now, kind, -1, -1, place, -1, number, lines))
