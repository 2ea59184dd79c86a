"""A cut of a feeder cable: one event, lines down in all the cabinets that the cable serves.

Lines down of such a job stand in ``job.slots`` like those of any other, those of its own cabinet
first; a line of a further cabinet stands there as one number made of cabinet and slot. So all
that only counts lines or takes the next of them need not know of this.
"""

from __future__ import annotations

from itertools import groupby

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.cables import on_same_feeder
from telesim.simulation.job import Job
from telesim.simulation.orders import OrderBook
from telesim.simulation.striking import DOWN, WORKING, first_slot, next_working, shared_out, strike
from telesim.workload import marks

_FURTHER_DOWN, _FURTHER_BACK = int(Kind.FURTHER_DOWN), int(Kind.FURTHER_BACK)
#: A line of cabinet c and slot s stands as (c + 1) * _CABINET + s; own slots lie below _CABINET.
_CABINET = 2**32


class Feeders:
    """Cabinets by feeder cable, and what a cut does to them."""

    def __init__(
        self,
        scenario: Scenario,
        line_state: list[bytearray],
        orders: OrderBook,
        recorder: Recorder,
    ) -> None:
        self._line_state = line_state
        self._orders = orders
        self._log = recorder.append
        self._served = on_same_feeder(scenario)
        self._lines = [cabinet.lines for cabinet in scenario.cabinets]
        self._strikes = [cause.cable == "feeder" for cause in scenario.faults.values()]

    @staticmethod
    def wanted(scenario: Scenario) -> bool:
        """Whether any cause strikes a cable that serves several cabinets."""
        return any(cause.cable == "feeder" for cause in scenario.faults.values()) and any(
            len(cabinets) > 1 for cabinets in on_same_feeder(scenario)
        )

    def reach_beyond(self, cause: int, cabinet: int) -> bool:
        """Whether what this cause strikes in a cabinet serves others too."""
        return self._strikes[cause] and len(self._served[cabinet]) > 1

    def elsewhere(self, cabinet: int, key: int) -> tuple[int, int] | None:
        """Cabinet and slot of a line that works on the feeder of a cabinet where none does.

        The first cabinet that has one, from the line on where a cut with this key begins there.
        """
        for number, other in enumerate(self._served[cabinet]):
            begin = first_slot(key, marks.FURTHER, number, self._lines[other])
            slot = next_working(self._line_state[other], begin)
            if slot >= 0:
                return other, slot
        return None

    def cut(self, job: Job, lines: int) -> None:
        """Take ``lines`` lines down over the cabinets of the feeder; the struck one is down.

        Each cabinet loses a share by its working lines, neighbours one after the other: from the
        struck line on in its own cabinet, from a marked one on in the others.
        """
        here, served, states = job.cabinet, self._served[job.cabinet], self._line_state
        # The struck cabinet first, since it wins ties.
        cabinets = [here, *(cabinet for cabinet in served if cabinet != here)]
        working = [states[cabinet].count(WORKING) for cabinet in cabinets]
        working[0] += 1
        shares = shared_out(lines, working)
        if not shares[0]:
            # The struck line is down whatever the share of its cabinet.
            shares[shares.index(max(shares))] -= 1
            shares[0] = 1
        job.slots += strike(states[here], job.slot, shares[0] - 1, DOWN)
        for cabinet, share in zip(cabinets[1:], shares[1:], strict=True):
            if share:
                begin = first_slot(
                    job.key, marks.FURTHER, served.index(cabinet), self._lines[cabinet]
                )
                base = (cabinet + 1) * _CABINET
                job.slots += [base + slot for slot in strike(states[cabinet], begin, share, DOWN)]
        job.lines = len(job.slots)

    def write_cut(self, job: Job, time_ms: int) -> None:
        """Log the lines that a cut has taken down in further cabinets."""
        if job.slots[-1] < _CABINET:
            return
        for cabinet, slots in _further(job.slots):
            self._log((time_ms, _FURTHER_DOWN, job.case, slots[0], cabinet, -1, 0, len(slots)))

    @staticmethod
    def beyond_one_cabinet(job: Job) -> bool:
        """Whether a job holds down lines of more than its own cabinet."""
        return job.slots[-1] >= _CABINET

    def up(self, job: Job, lines: list[int], now_ms: int) -> list[int]:
        """Lines of further cabinets work again, as far as they are there; returns the others."""
        if not lines or lines[-1] < _CABINET:
            return lines
        orders = self._orders
        for cabinet, slots in _further(lines):
            states = self._line_state[cabinet]
            for slot in slots:
                if states[slot] == DOWN:
                    states[slot] = WORKING
                    if orders.leaving or orders.awaited:
                        orders.line_is_back(cabinet, slot, now_ms)
            self._log((now_ms, _FURTHER_BACK, job.case, slots[0], cabinet, -1, 0, len(slots)))
        return [line for line in lines if line < _CABINET]


def _further(lines: list[int]) -> list[tuple[int, list[int]]]:
    """The lines of further cabinets as (cabinet, slots), cabinet by cabinet."""
    beyond = (divmod(line, _CABINET) for line in lines if line >= _CABINET)
    return [
        (cabinet - 1, [slot for _, slot in its])
        for cabinet, its in groupby(beyond, key=lambda line: line[0])
    ]
