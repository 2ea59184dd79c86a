"""Circuits of trunk groups: those there at the start, and those that open by plan."""

from __future__ import annotations

from telesim.eventlog import Kind, Recorder
from telesim.scenario import Scenario
from telesim.scenario.traffic.sections import CircuitsRow
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.units import DAY_MS

_THERE, _ORDERED = int(Kind.CIRCUITS), int(Kind.CIRCUITS_ORDERED)
_OPEN, _PAID = int(Kind.CIRCUITS_OPEN), int(Kind.CIRCUITS_PAID)


def follow_circuits(scenario: Scenario, agenda: Agenda, recorder: Recorder) -> None:
    """Write down the circuits of the start and have those of the plan ordered and opened.

    Calls are no events: what the circuits carry follows from lines and circuits by Erlang's
    formulas, and is measured from the log.
    """
    log = recorder.append
    first = len(scenario.cabinets)
    exchanges = scenario.exchange_number
    number = {group.id: n for n, group in enumerate(scenario.trunks)}
    place = [
        first + exchanges[group.starts_at] if group.starts_at in exchanges else -1
        for group in scenario.trunks
    ]
    for group, trunk in enumerate(scenario.trunks):
        log((0, _THERE, -1, group, place[group], -1, 0, trunk.circuits))

    def ordered(planned: tuple[int, CircuitsRow]) -> None:
        plan, row = planned
        group = number[row.group]
        log((agenda.now, _ORDERED, -1, group, place[group], -1, plan, row.circuits))

    def opens(planned: tuple[int, CircuitsRow]) -> None:
        plan, row = planned
        group, now = number[row.group], agenda.now
        log((now, _OPEN, -1, group, place[group], -1, plan, row.circuits))
        cents = round(100 * row.cost)
        # What opened before the run has been paid before it.
        if cents and now:
            log((now, _PAID, -1, group, place[group], -1, plan, cents))

    for plan, row in enumerate(scenario.circuits):
        order_ms = scenario.ms_of(row.ordered)
        open_ms = order_ms + row.lead_days * DAY_MS
        if 0 <= order_ms < scenario.horizon_ms and open_ms > 0:
            agenda.at(order_ms, when.ENDS, when.CIRCUITS_ORDERED, plan, ordered, (plan, row))
        if open_ms < scenario.horizon_ms:
            at = max(0, open_ms)
            agenda.at(at, when.ENDS, when.CIRCUITS_OPEN, plan, opens, (plan, row))
