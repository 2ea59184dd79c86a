"""What a desk does, call by call, worked out by hand."""

from __future__ import annotations

import itertools
import random

import pytest
from simpy import Environment

from desk_town import Row, desks_run
from telesim.scenario.desks.staffing import Staffing, agent_hours_per_week, agents_of_week
from telesim.simulation.desks.desk import FINISH, FOREVER, KEEP, LOSE, Call, Desk
from telesim.simulation.desks.hours import WEEK_MS, DeskHours, hours_of
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS

MIN = MINUTE_MS


class Shuffled(Environment):
    """SimPy in which simultaneous events of one priority come in random order."""

    def __init__(self, seed: int) -> None:
        super().__init__(initial_time=0)
        toss = random.Random(seed).random
        self._eid = ((toss(), n) for n in itertools.count())  # type: ignore[assignment]


def happenings(
    rows: list[Row], hours: DeskHours, at_closing: int = LOSE, days: int = 3
) -> list[tuple[str, int, float]]:
    """(what, call, minutes from the start) of one desk."""
    lines = desks_run([rows], hours, days * DAY_MS, at_closing=at_closing)
    return [(what, entity, now / MIN) for what, _, entity, now, _ in lines]


def test_one_agent_serves_in_the_order_of_coming() -> None:
    rows = [(0, 10 * MIN, FOREVER, 0), (2 * MIN, 5 * MIN, FOREVER, 0), (3 * MIN, MIN, FOREVER, 0)]
    assert happenings(rows, DeskHours.always(1)) == [
        ("answered", 0, 0), ("done", 0, 10), ("answered", 1, 10), ("done", 1, 15),
        ("answered", 2, 15), ("done", 2, 16),
    ]  # fmt: skip


def test_the_urgent_pass_and_patience_that_ends_with_a_service_loses() -> None:
    rows = [
        (0, 10 * MIN, FOREVER, 1),
        (MIN, 10 * MIN, 9 * MIN, 1),
        (2 * MIN, MIN, FOREVER, 1),
        (3 * MIN, MIN, FOREVER, 0),
    ]
    assert happenings(rows, DeskHours.always(1))[2:] == [
        ("lost 0", 1, 10), ("answered", 3, 10), ("done", 3, 11), ("answered", 2, 11),
        ("done", 2, 12),
    ]  # fmt: skip


def test_agents_come_and_go_by_the_hour() -> None:
    day = [(8 * HOUR_MS, 9 * HOUR_MS, 2), (9 * HOUR_MS, 12 * HOUR_MS, 1)]
    hours = DeskHours([day] * 7)
    eight = 8 * 60
    rows = [(eight * MIN + n * MIN, 90 * MIN, FOREVER, 0) for n in range(3)]
    # Two begin at once; at 09:30 one ends, and at 09:31 the only agent left is free.
    assert happenings(rows, hours) == [
        ("answered", 0, eight), ("answered", 1, eight + 1), ("done", 0, eight + 90),
        ("done", 1, eight + 91), ("answered", 2, eight + 91), ("done", 2, eight + 181),
    ]  # fmt: skip


def test_a_second_agent_takes_who_waits_when_the_hour_begins() -> None:
    hours = DeskHours([[(0, HOUR_MS, 1), (HOUR_MS, DAY_MS, 2)]] * 7)
    rows = [(0, 3 * HOUR_MS, FOREVER, 0), (1, MIN, FOREVER, 0)]
    assert ("answered", 1, 60) in happenings(rows, hours)


@pytest.mark.parametrize(
    ("at_closing", "expected"),
    [
        # The second waits when the desk closes at 09:00; the third comes when it is closed.
        (LOSE, [("lost 2", 1, 540), ("lost 1", 2, 545), ("done", 0, 550)]),
        (FINISH, [("lost 1", 2, 545), ("done", 0, 550), ("answered", 1, 550), ("done", 1, 560)]),
        (KEEP, [("done", 0, 550), ("answered", 1, 1920), ("done", 1, 1930),
                ("answered", 2, 1930), ("done", 2, 1940)]),
    ],
)  # fmt: skip
def test_what_becomes_of_those_who_wait_at_closing(
    at_closing: int, expected: list[tuple[str, int, float]]
) -> None:
    hours = DeskHours([[(8 * HOUR_MS, 9 * HOUR_MS, 1)]] * 7)
    rows = [
        (530 * MIN, 20 * MIN, FOREVER, 0),
        (535 * MIN, 10 * MIN, FOREVER, 0),
        (545 * MIN, 10 * MIN, FOREVER, 0),
    ]
    assert happenings(rows, hours, at_closing)[1:] == expected


def test_a_call_made_urgent_passes_and_one_withdrawn_is_gone() -> None:
    def during(agenda: object, desks: list[Desk], calls: list[list[Call]]) -> None:
        agenda.at(4 * MIN, 1, 97, 0, lambda _: desks[0].prefer(calls[0][2], -1))  # type: ignore[attr-defined]
        agenda.at(5 * MIN, 1, 97, 0, lambda _: desks[0].withdraw(calls[0][1]) and None)  # type: ignore[attr-defined]

    rows = [(n * MIN, 10 * MIN, FOREVER, 0) for n in range(4)]
    lines = desks_run([rows], DeskHours.always(1), DAY_MS, during=during)
    assert [entity for what, _, entity, _, _ in lines if what == "answered"] == [0, 2, 3]


def test_hours_are_a_week_that_comes_again() -> None:
    hours = DeskHours([[], [(8 * HOUR_MS, 10 * HOUR_MS, 3)], [], [], [], [], []])
    opening = DAY_MS + 8 * HOUR_MS
    assert hours.agents(0) == -1
    assert hours.next_change(0) == opening
    assert hours.agents(opening) == 3
    assert hours.agents(opening + 2 * HOUR_MS) == -1
    assert hours.next_change(opening) == opening + 2 * HOUR_MS
    assert hours.next_change(opening + 2 * HOUR_MS) == opening + WEEK_MS
    assert hours.agents_before(opening + 3 * HOUR_MS) == 3
    assert DeskHours.always(4).next_change(5) is None
    assert DeskHours.always(4).agents(9 * WEEK_MS - 1) == 4
    with pytest.raises(ValueError, match="does not fit"):
        DeskHours([[(5, 9, 1), (8, 12, 1)]] * 7)


def test_the_hours_as_written_begin_with_the_weekday_of_the_start() -> None:
    staffing = Staffing(
        hours={"mon-fri": "08:00-18:00"},
        agents={"mon-fri": {"08:00-12:00": 2, "12:00-18:00": 1}},
    )
    assert agents_of_week(staffing)[0] == (
        (8 * HOUR_MS, 12 * HOUR_MS, 2),
        (12 * HOUR_MS, 18 * HOUR_MS, 1),
    )
    assert agents_of_week(staffing)[5] == ()
    assert agent_hours_per_week(staffing) == 5 * (8 + 6)
    saturday = hours_of(staffing, 5)
    assert saturday.agents(9 * HOUR_MS) == -1
    assert saturday.agents(2 * DAY_MS + 9 * HOUR_MS) == 2


def test_the_order_of_scheduling_does_not_matter() -> None:
    draw = random.Random(5)
    copies = [
        [(MIN * draw.randrange(60), MIN * draw.randrange(1, 5), MIN * draw.randrange(4), 0)
         for _ in range(80)]
        for _ in range(3)
    ]  # fmt: skip
    plain = desks_run(copies, DeskHours.always(2), DAY_MS)
    for seed in range(4):
        shuffled = Shuffled(seed)
        assert desks_run(copies, DeskHours.always(2), DAY_MS, environment=shuffled) == plain
