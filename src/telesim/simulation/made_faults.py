"""Faults that people make: new lines that fail early, neighbours disturbed by work on pairs.

Whether, when and where is a mark of the order or of the case that was worked on, so that the
same work does the same under every policy. The faults themselves are the fault book's.
"""

from __future__ import annotations

from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.scenario.cables import can_strike
from telesim.simulation import agenda as when
from telesim.simulation.faults import FaultBook
from telesim.simulation.job import Job
from telesim.simulation.rules import FIRST_CAUSE
from telesim.simulation.striking import DOWN, WORKING
from telesim.simulation.town import Town
from telesim.workload import followups
from telesim.workload.columns import INSTALL

_EARLY_LIFE, _WORK_INDUCED = int(Kind.EARLY_LIFE), int(Kind.WORK_INDUCED)
#: Slots tried by marks before the next working line is taken.
_TRIES = 64


class MadeFaults:
    """Sees what work is finished, and brings the faults that come of it."""

    def __init__(self, town: Town, faults: FaultBook) -> None:
        scenario = town.scenario
        install = scenario.demand.install
        self._town = town
        self._causes = tuple(scenario.faults.values())
        self._cabinets = scenario.cabinets
        self._happens = faults.later.happens
        self._early = None if install is None else install.early_life
        self._induced = scenario.work_induced
        by: tuple[str, ...] = () if self._induced is None else self._induced.by
        self._by_order = ("install" in by, "move" in by)
        #: By number of the variant: whether such a visit to a fault is work on pairs that counts.
        self._by_variant = {
            number: word in by for number, word in words_of_variants(scenario).items()
        }
        number_of = {name: number for number, name in enumerate(scenario.causes)}
        self._early_cause = number_of[self._early.cause] if self._early else -1
        self._induced_cause = number_of[self._induced.cause] if self._induced else -1

    def in_service(self, order: Job, now_ms: int) -> None:
        """An install or a move is done."""
        early = self._early
        if early is not None and order.order_type == INSTALL:
            delay = followups.early_failure(order.key, early.share, early.within)
            if delay is not None:
                self._later(now_ms + delay, when.EARLY_LIFE, self._fails_early, order)
        if self._by_order[order.order_type]:
            self._disturb(order, now_ms)

    def cleared(self, fault: Job, now_ms: int) -> None:
        """A visit has cleared a fault; where the line is down still, nobody has touched a pair."""
        if self._town.line_state[fault.cabinet][fault.slot] == DOWN:
            return
        if self._by_variant.get(fault.variant.work):
            self._disturb(fault, now_ms)

    def _later(self, instant: int, purpose: int, action: when.Action, what: Job) -> None:
        if instant < self._town.arrivals_end_ms:
            self._town.agenda.at(instant, when.ARRIVES, purpose, what.case, action, what)

    def _can_strike(self, cause: int, cabinet: int) -> bool:
        """Lines fed directly have no distribution cable that could fail."""
        return can_strike(self._causes[cause], self._cabinets[cabinet])

    def _fails_early(self, order: Job) -> None:
        if not self._can_strike(self._early_cause, order.cabinet):
            return
        self._happens(
            self._early_cause, order.cabinet, order.slot, order.distance_m,
            followups.early_key(order.key), order.case, _EARLY_LIFE,
        )  # fmt: skip

    def _disturb(self, job: Job, now_ms: int) -> None:
        """See whether the finished job has disturbed another line of its cabinet."""
        assert self._induced is not None
        delay = followups.disturbance(job.key, self._induced.share, self._induced.within)
        if delay is not None:
            self._later(now_ms + delay, when.DISTURBED, self._fails_disturbed, job)

    def _fails_disturbed(self, job: Job) -> None:
        slot = neighbour(self._town.line_state[job.cabinet], job.slot, job.key)
        if slot >= 0 and self._can_strike(self._induced_cause, job.cabinet):
            self._happens(
                self._induced_cause, job.cabinet, slot, job.distance_m,
                followups.disturbed_key(job.key), job.case, _WORK_INDUCED,
            )  # fmt: skip


def neighbour(states: bytearray, slot: int, key: int) -> int:
    """Another working line of the cabinet, by marks of the key of a job; -1 = there is none.

    Slots are tried one after the other, so that a line more or less seldom changes the answer.
    """
    size = len(states)
    if states.count(WORKING) - (states[slot] == WORKING) <= 0:
        return -1
    for generation in range(_TRIES):
        other = followups.neighbour(key, generation, size)
        if other != slot and states[other] == WORKING:
            return other
    # Hardly any line works: the next one upwards from the last try, around the end.
    while other == slot or states[other] != WORKING:
        other = (other + 1) % size
    return other


def words_of_variants(scenario: Scenario) -> dict[int, str]:
    """Variant number of each kind of visit to a fault in the company's plant -> its word.

    The words are those of ``work_induced.by``; work at the customer touches no pair.
    """
    causes = tuple(scenario.faults.values())
    own: dict[int, str] = {
        FIRST_CAUSE + number: cause.job
        for number, cause in enumerate(causes)
        if not cause.customer_side
    }
    swaps = FIRST_CAUSE + len(causes)
    for cause in causes:
        if cause.pair_swap is not None:
            own[swaps] = "pair-swap"
            swaps += 1
    return own
