"""Power failures of exchanges: lines go silent and come back by themselves, without a crew."""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.simulation import agenda as when
from telesim.simulation.orders import OrderBook
from telesim.simulation.striking import SILENT, WORKING, first_slot, shared_out, strike
from telesim.simulation.town import Town
from telesim.units import PER_MILLION
from telesim.workload import PowerFailures, marks

_LOST, _BACK = int(Kind.POWER_LOST), int(Kind.POWER_BACK)
#: Number of the failure, exchange, cabinet -> slots of the lines that are silent.
_Failure = tuple[int, int, dict[int, list[int]]]


class PowerSupply:
    """Lets the power of exchanges fail as the workload says.

    A silent line is in service, but cannot fail, and is given up only when it works again. One
    that is put in service meanwhile is not touched.
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
        rows = zip(
            failures.time_ms.tolist(), failures.exchange.tolist(), failures.lasts_ms.tolist(),
            failures.share_ppm.tolist(), failures.key.tolist(), strict=True,
        )  # fmt: skip
        for number, (time_ms, *row) in enumerate(rows):
            town.agenda.at(time_ms, when.ARRIVES, when.POWER, number, self._fails, (number, *row))

    def _fails(self, failure: tuple[int, int, int, int, int]) -> None:
        number, exchange, lasts_ms, share_ppm, key = failure
        town = self._town
        states, cabinets, now = town.line_state, self._cabinets[exchange], town.now
        working = [states[cabinet].count(WORKING) for cabinet in cabinets]
        wanted = (sum(working) * share_ppm + PER_MILLION // 2) // PER_MILLION
        silent: dict[int, list[int]] = {}
        for place, (cabinet, share) in enumerate(
            zip(cabinets, shared_out(wanted, working), strict=True)
        ):
            if share:
                begin = first_slot(key, marks.POWER_FIRST, place, self._lines[cabinet])
                silent[cabinet] = strike(states[cabinet], begin, share, SILENT)
        self._write(_LOST, number, exchange, silent)
        what = (number, exchange, silent)
        town.agenda.at(now + lasts_ms, when.ENDS, when.POWER, number, self._returns, what)

    def _returns(self, failure: _Failure) -> None:
        number, exchange, silent = failure
        orders, now = self._orders, self._town.now
        for cabinet, slots in silent.items():
            states = self._town.line_state[cabinet]
            for slot in slots:
                if states[slot] == SILENT:
                    states[slot] = WORKING
                    if orders.leaving:
                        orders.line_is_back(cabinet, slot, now)
        self._write(_BACK, number, exchange, silent)

    def _write(self, kind: int, number: int, exchange: int, silent: dict[int, list[int]]) -> None:
        lines = sum(map(len, silent.values()))
        place = self._first_exchange + exchange
        self._log((self._town.now, kind, -1, -1, place, -1, number, lines))
