"""The fixed order in which an instant settles, once all that is due has been done (DESIGN 2.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simpy import Event

from telesim.simulation.passed_over import PassedOver
from telesim.simulation.preventive import PreventiveWork

if TYPE_CHECKING:
    from telesim.simulation.model import Simulation

Settle = Callable[[int], None]


def settling(model: Simulation, stop: Event) -> Settle:
    """Everything that settles in this model; ``stop`` succeeds when the window's cases are over."""
    settle = _with_pull_off(model, _common(model, stop))
    if model.passed_over is not None:
        settle = _noting(model.passed_over, settle)
    if model.faults.preventive is not None:
        settle = _preventing(model, model.faults.preventive, settle)
    return settle


def _common(model: Simulation, stop: Event) -> Settle:
    """A closure, because it looks whether anything stirs at every single instant."""
    facilities, orders, town = model.facilities, model.orders, model.town
    dispatcher, expansions = model.dispatcher, model.expansions
    patience, recorder = model.patience, model.recorder
    desks = town.desks
    papers = None if model.office is None else model.office.desks
    values, full = recorder.values, recorder.FULL
    window_end_ms = model.scenario.window_end_ms

    def settle(now_ms: int) -> None:
        if facilities.stirred:
            facilities.settle(now_ms)
            if desks.stirred:
                desks.settle(now_ms)
            if dispatcher.stirred:
                dispatcher.settle(now_ms)
            expansions.settle(now_ms)
            if orders.impatient:
                patience.settle()
        else:
            if desks.stirred:
                desks.settle(now_ms)
            if dispatcher.stirred:
                dispatcher.settle(now_ms)
        # Clerks are last: what they take is not done at the same instant.
        if papers is not None and papers.stirred:
            papers.settle(now_ms)
        if len(values) > full:
            recorder.pack()
        if now_ms >= window_end_ms and town.open_in_window == 0 and not stop.triggered:
            stop.succeed()

    return settle


def _with_pull_off(model: Simulation, before: Settle) -> Settle:
    """First whether installers are pulled off; then as always."""
    pull_offs = model.town.pull_offs
    if pull_offs is None:
        return before

    def settle(now_ms: int) -> None:
        if pull_offs.stirred:
            pull_offs.settle(now_ms)
        before(now_ms)

    return settle


def _noting(passed_over: PassedOver, before: Settle) -> Settle:
    """Settle as always; then write down who has been passed over."""

    def settle(now_ms: int) -> None:
        before(now_ms)
        if passed_over.noted:
            passed_over.settle(now_ms)

    return settle


def _preventing(model: Simulation, work: PreventiveWork, before: Settle) -> Settle:
    """Settle as always; then crews that have found no job look after their lines."""
    dispatcher = model.dispatcher

    def settle(now_ms: int) -> None:
        freed = dispatcher.freed()
        before(now_ms)
        if freed:
            work.settle(freed, now_ms)

    return settle
