"""Lines over a neighbour's spare pairs: who borrows from whom, and how they go back.

A borrowed line has its place in its own cabinet and its pairs in the neighbour's. It holds them
until it is moved back, given up or moved away; a move back takes the own pair when it is ordered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from telesim.eventlog import Kind, Level, Recorder
from telesim.policies.rerouting import LenderView
from telesim.scenario.lines_hit import faults_per_event
from telesim.simulation import agenda as when
from telesim.simulation.job import AWAY, ENDED, WAITING, Job
from telesim.simulation.rules import INSTALL_PREBUILT, NEVER
from telesim.units import MONTH_MS, parse_money
from telesim.workload import followups

if TYPE_CHECKING:
    from telesim.scenario.market.rerouting import Rerouting as Section
    from telesim.simulation.crew import Crew
    from telesim.simulation.facilities import Facilities
    from telesim.simulation.faults import FaultBook
    from telesim.simulation.town import Town

_REROUTED, _MOVE_BACK, _MOVED_BACK, _LAPSED, _FAULT = (
    int(Kind.REROUTED), int(Kind.MOVE_BACK), int(Kind.MOVED_BACK), int(Kind.MOVE_BACK_LAPSED),
    int(Kind.REROUTED_FAULT),
)  # fmt: skip
_IN_SERVICE, _UNFINISHED = int(Kind.IN_SERVICE), int(Kind.UNFINISHED)
_PAIRS = (int(Level.FEEDER), int(Level.DISTRIBUTION))

#: Cabinet and slot of a line.
Line = tuple[int, int]


class Rerouting:
    """Goes through held orders and borrowed lines; ``visit_over`` follows the moves back."""

    def __init__(
        self,
        section: Section,
        town: Town,
        facilities: Facilities,
        faults: FaultBook,
        recorder: Recorder,
    ) -> None:
        scenario = town.scenario
        self._section = section
        self._town = town
        self._facilities = facilities
        self._happens = faults.later.happens
        self._log = recorder.append
        #: What a move back does when its pair is there; the main frame may come first, and is told
        #: when one lapses that waits for its jumper.
        self.ready: Callable[[Job], None] = town.want_crew
        self.on_lapsed: Callable[[Job], None] | None = None
        self._cause = scenario.causes.index(section.cause)
        self._cents_per_m = 0
        if section.wire_cost is not None:
            self._cents_per_m = parse_money(section.wire_cost, scenario.currency.code, "m")
        self._variation = scenario.travel.variation if scenario.travel else None
        #: By cabinet that may borrow: metres, neighbour, pairs at most.
        self._near: dict[int, list[tuple[int, int, int]]] = {}
        number = scenario.cabinet_number
        for row in scenario.neighbours:
            if row.m <= section.at_most and row.max_pairs:
                near = self._near.setdefault(number[row.cabinet], [])
                near.append((row.m, number[row.neighbour], row.max_pairs))
        #: Pairs lent, by lender and by (borrower, lender).
        self._lent: Counter[int] = Counter()
        self._lent_to: Counter[Line] = Counter()
        #: Lender of every borrowed line, from its assignment on.
        self._lender: dict[Line, int] = {}
        #: Orders of borrowed lines in service, by cabinet, oldest first.
        self._in_service: dict[int, dict[int, Job]] = {}
        #: Moves back that have been ordered, by line.
        self._moves: dict[Line, Job] = {}
        self._await(0)

    def _await(self, now_ms: int) -> None:
        instant = now_ms + self._section.looked_every
        if self._near and instant < self._town.scenario.horizon_ms:
            self._town.agenda.at(instant, when.ENDS, when.REROUTING, 0, self._go_through)

    def _go_through(self, _: object) -> None:
        now = self._town.now
        for cabinet in sorted(self._near):
            self._reroute(cabinet, now)
            if self._in_service.get(cabinet):
                self._order_moves_back(cabinet, now)
        self._await(now)

    # -- out ----------------------------------------------------------------------------------

    def _reroute(self, cabinet: int, now_ms: int) -> None:
        """Serve held orders of a cabinet, oldest first, as long as anybody lends."""
        facilities = self._facilities
        while True:
            job = facilities.oldest_held(cabinet)
            if job is None or job.held_ms + self._section.takes > now_ms:
                return
            if facilities.lacking(job) not in _PAIRS:
                return
            found = self._lender_for(cabinet)
            if found is None:
                return
            metres, lender = found
            facilities.take_oldest_held(cabinet)
            self._lent[lender] += 1
            self._lent_to[cabinet, lender] += 1
            self._lender[cabinet, job.slot] = lender
            # A wire is drawn to the home even where the line of an earlier customer stands.
            job.drop_ppm = max(0, job.drop_ppm)
            job.work_ms += self._section.extra_work
            job.work_build_ms += self._section.extra_work
            cents = metres * self._cents_per_m
            self._log((now_ms, _REROUTED, job.case, job.slot, lender, -1, metres, cents))
            facilities.assign_over(job, lender, now_ms)

    def _lender_for(self, cabinet: int) -> tuple[int, int] | None:
        """Metres to the neighbour that lends a pair now, and its number; None when nobody may."""
        facilities, section = self._facilities, self._section
        best: tuple[tuple[int, ...], int, int] | None = None
        for metres, neighbour, most in self._near[cabinet]:
            if self._lent_to[cabinet, neighbour] >= most:
                continue
            _, homes = facilities.pairs_to_homes(neighbour)
            if self._lent[neighbour] + 1 > section.lent_at_most * homes:
                continue
            fills = [facilities.used_and_capacity(level, neighbour) for level in _PAIRS]
            if all(used < section.below_fill * pairs for used, pairs in fills):
                free = min(pairs - used for used, pairs in fills)
                view = LenderView(metres, free, self._lent[neighbour])
                found = section.lender.key(view), neighbour, metres
                best = found if best is None else min(best, found)
        return best and (best[2], best[1])

    # -- in service ---------------------------------------------------------------------------

    def in_service(self, job: Job, now_ms: int) -> None:
        """An order is done; a borrowed line fails more often from now on."""
        if (job.cabinet, job.slot) in self._lender:
            self._in_service.setdefault(job.cabinet, {})[job.case] = job
            self._plan_fault((job, 0), now_ms)

    def _plan_fault(self, what: tuple[Job, int], now_ms: int) -> None:
        """The next fault beyond those that the line would have had anyway."""
        job, number = what
        town = self._town
        there = town.rules[job.exchange]
        rate = (self._section.faults - 1) * sum(
            rate
            * (cause.lines.expected if cause.lines is not None else 1.0)
            * faults_per_event(cause)
            for rate, cause in zip(there.cause_rate, there.scenario.faults.values(), strict=True)
            if not cause.customer_side
        )
        if rate <= 0:
            return
        instant = now_ms + followups.rerouted_fault_ms(job.key, number, rate / MONTH_MS)
        if instant < town.arrivals_end_ms:
            town.agenda.at(instant, when.ARRIVES, when.REROUTED_FAULT, job.case, self._fails, what)

    def _fails(self, what: tuple[Job, int]) -> None:
        job, number = what
        if (job.cabinet, job.slot) not in self._lender:
            return
        self._happens(
            self._cause, job.cabinet, job.slot, job.distance_m,
            followups.rerouted_fault_key(job.key, number), job.case, _FAULT,
        )  # fmt: skip
        self._plan_fault((job, number + 1), self._town.now)

    # -- back ---------------------------------------------------------------------------------

    def _order_moves_back(self, cabinet: int, now_ms: int) -> None:
        """Move lines back, oldest first, while there are pairs that no held order waits for."""
        facilities = self._facilities
        for order in list(self._in_service[cabinet].values()):
            if not facilities.has_pair(cabinet) or facilities.oldest_held(cabinet) is not None:
                return
            line = (cabinet, order.slot)
            del self._in_service[cabinet][order.case]
            town = self._town
            key = followups.move_back_key(order.key)
            facilities.take_pair(cabinet, key)
            job = Job(self, town.new_case(), key, cabinet, order.exchange, order.slot, -1)
            job.order_type = -1
            job.since_ms = now_ms
            job.due_ms = NEVER
            job.distance_m = order.distance_m
            job.work_ms = self._section.back_work
            job.marks = followups.later_marks(self._variation, key, 0)
            job.variant = town.variants[INSTALL_PREBUILT]
            self._moves[line] = job
            self._log((now_ms, _MOVE_BACK, job.case, job.slot, cabinet, -1, 0, order.case))
            self.ready(job)

    def visit_over(self, crew: Crew, job: Job, now_ms: int) -> None:
        """A crew reports back from a move back."""
        outcome, town = crew.outcome, self._town
        row = (job.case, job.slot, job.cabinet, crew.number)
        if outcome != _IN_SERVICE:
            self._log((now_ms, outcome, *row, 0, crew.site_ms))
            if outcome == _UNFINISHED:
                town.want_crew(job)
            else:
                town.try_on_next_day(crew, job, now_ms)
            return
        job.state = ENDED
        line = (job.cabinet, job.slot)
        gone = self._moves.get(line) is not job
        self._log((now_ms, _MOVED_BACK, *row, int(gone), crew.site_ms))
        if gone:
            self._facilities.release(job.cabinet, port=False, key=job.key)
        else:
            del self._moves[line]
            self._facilities.release(self._returned(line), port=False, key=job.key)

    def gives_back(self, cabinet: int, slot: int) -> int:
        """A line is given up or moves away: the cabinet whose pairs it has had.

        A move back that was ordered lapses, unless a crew is on it already.
        """
        line = (cabinet, slot)
        if line not in self._lender:
            return cabinet
        lender = self._returned(line)
        waiting = self._in_service.get(cabinet, {})
        for case, order in waiting.items():
            if order.slot == slot:
                del waiting[case]
                break
        move = self._moves.pop(line, None)
        if move is not None and move.state in (WAITING, AWAY):
            town = self._town
            if move.state == WAITING:
                town.dispatcher.forget(move)
            elif self.on_lapsed is not None:
                self.on_lapsed(move)
            if town.appointments is not None:
                town.appointments.given_up(move, town.now)
            move.state = ENDED
            self._log((town.now, _LAPSED, move.case, slot, cabinet, -1, 0, 0))
            self._facilities.release(cabinet, port=False, key=move.key)
        return lender

    def _returned(self, line: Line) -> int:
        lender = self._lender.pop(line)
        self._lent[lender] -= 1
        self._lent_to[line[0], lender] -= 1
        return lender
