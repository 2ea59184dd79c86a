"""Where orders spend their days: logs by hand, and every kind that an order's life may have."""

from __future__ import annotations

import numpy as np
import pytest

from kpi_log import A1, D, H, install, log_of, plant, row, town, visit
from offices import system
from telesim.conservation.order_lives import ORDER_NEXT
from telesim.eventlog import Kind
from telesim.kpi.office import ASIDE, ENDS, OPEN, OVER, PARTS, read_ways
from telesim.kpi.record import Record
from telesim.scenario import Scenario


def office(**steps: object) -> Scenario:
    return town(order_system={**system(**steps), "calendar": "week"})


def parts(rows: list[tuple[int, ...]], scenario: Scenario | None = None) -> list[dict[str, float]]:
    """By order: days at each part at which it has been at all."""
    record = Record(scenario or office(), log_of([*plant(), *rows]))
    ways = read_ways(record, np.arange(len(record.orders)))
    return [
        {part: ms / D for part, ms in zip(PARTS, spent.tolist(), strict=True) if ms}
        for spent in ways.spent_ms
    ]


def order(at: float, case: int = 0) -> tuple[int, ...]:
    return row(int(at * D), Kind.ORDER, case, place=A1, line=90 + case, amount=500)


def step(at: float, kind: Kind, case: int = 0, **more: int) -> tuple[int, ...]:
    return row(int(at * D), kind, case, place=A1, line=90 + case, **more)


def test_every_kind_of_an_orders_life_is_named() -> None:
    kinds = set(ORDER_NEXT) | {kind for after in ORDER_NEXT.values() for kind in after}
    # An order begins with its first row, and is sent back at the instant at which a desk is done.
    assert kinds - set(ENDS) - set(ASIDE) == {
        Kind.ORDER, Kind.SENT_BACK, Kind.CANCELLED, Kind.CEASED,
    }  # fmt: skip
    assert kinds - set(OPEN) - set(ASIDE) - set(OVER) == {Kind.SENT_BACK}
    assert not set(ENDS) & set(ASIDE) and not set(OPEN) & {*ASIDE, *OVER}


def test_who_is_registered_waits_for_facilities() -> None:
    taken = [
        order(10), step(10.125, Kind.ACCEPTED), step(10.125, Kind.REGISTERED),
        step(14, Kind.RETURNED), step(14, Kind.ASSIGNED, amount=1), step(15, Kind.RECORDED),
    ]  # fmt: skip
    waits = [order(20, 1), step(20.5, Kind.ACCEPTED, 1), step(20.5, Kind.REGISTERED, 1)]
    told = [
        order(30, 2), step(31, Kind.ACCEPTED, 2), step(31, Kind.REGISTERED, 2),
        step(33, Kind.RETURNED, 2), step(33, Kind.FALSELY_ACCEPTED, 2), step(33, Kind.HELD, 2),
    ]  # fmt: skip
    assert parts([*taken, *waits, *told]) == [
        {"acceptance": 0.125, "facilities": 3.875, "assignment": 1, "exchange": 45},
        {"acceptance": 0.5, "facilities": 39.5},
        {"acceptance": 1, "facilities": 29},
    ]


def test_who_is_rerouted_has_waited_for_facilities() -> None:
    held = [order(10), step(10, Kind.ACCEPTED), step(10, Kind.HELD, reason=1)]
    lent = [step(19, Kind.REROUTED), step(19, Kind.ASSIGNED, amount=1), step(20, Kind.RECORDED)]
    assert parts([*held, *lent]) == [{"facilities": 9, "assignment": 1, "exchange": 40}]


def test_a_crew_without_a_pair_ends_the_field_and_begins_the_wait_for_one() -> None:
    rows = [
        order(10), step(11, Kind.ACCEPTED), step(11, Kind.FALSELY_ACCEPTED, reason=2),
        step(12, Kind.RECORDED), step(13, Kind.FRAME_WRITTEN), step(14, Kind.WORK_ORDERED),
        *visit(0, 16 * D, Kind.NO_PAIR, 12 * H, 12 * H), step(17, Kind.HELD, reason=2),
        step(21, Kind.ASSIGNED, amount=1),
    ]  # fmt: skip
    whole = {"acceptance": 1, "assignment": 1, "exchange": 1, "dispatch": 1, "field": 3}
    assert parts(rows) == [{**whole, "facilities": 4, "assignment": 1 + 39}]
    assert parts(rows[:-2]) == [{**whole, "facilities": 43}]
    # Before a crew has looked, its paper is at the first desk that there is.
    assert parts(rows[:3]) == [{"acceptance": 1, "assignment": 49}]
    assert parts(rows[:3], office(assignment=None, exchange=None)) == [
        {"acceptance": 1, "dispatch": 49}
    ]


def test_a_line_that_stands_is_switched_at_the_exchange() -> None:
    rows = [*install(0, 10 * D), step(12, Kind.RECORDED), step(13, Kind.RECONNECTED)]
    assert parts(rows) == [{"assignment": 2, "exchange": 1}]


def test_bills_and_campaigns_take_no_time_and_who_gives_up_was_where_he_was() -> None:
    served = [
        order(10), step(10, Kind.PROMOTED), step(11, Kind.ACCEPTED),
        step(11, Kind.COMMISSION, amount=100), step(12, Kind.ASSIGNED, amount=1),
        *visit(0, 13 * D, Kind.IN_SERVICE, 12 * H, 12 * H), step(20, Kind.BILLED),
    ]  # fmt: skip
    given_up = [order(10, 1), step(11, Kind.ACCEPTED, 1), step(15, Kind.CANCELLED, 1)]
    assert parts([*served, *given_up], office(test=None)) == [
        {"acceptance": 1, "facilities": 1, "field": 2},
        {"acceptance": 1, "facilities": 4},
    ]


def test_who_was_told_that_there_is_service_is_accepted_at_the_counter() -> None:
    rows = [order(10), step(10, Kind.REGISTERED), step(17, Kind.RETURNED)]
    assert parts(rows) == [{"facilities": 7, "acceptance": 43}]
    accepted = [*rows, step(18, Kind.ACCEPTED), step(18, Kind.ASSIGNED, amount=1)]
    assert parts(accepted) == [{"facilities": 7, "acceptance": 1, "assignment": 42}]
    assert parts(rows, office(acceptance=None)) == [{"facilities": 50}]


@pytest.mark.parametrize("kind", [Kind.HELD, Kind.NO_PAIR, Kind.REGISTERED])
def test_who_waits_for_facilities_at_the_end_is_there(kind: Kind) -> None:
    assert list(parts([order(10), step(12, kind)])[0]) == (
        ["facilities", "field"] if kind == Kind.NO_PAIR else ["facilities"]
    )
