from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simpy import Environment, Event
from simpy.events import NORMAL

import telesim.simulation.agenda as when
from telesim.simulation import SimulationError, simulate
from telesim.simulation.agenda import Agenda
from towns import at, town, workload


class Nothing:
    """A source from which nothing ever comes."""

    time = 2**62

    def come_due(self, now: int) -> None:
        raise AssertionError(now)


class Diary:
    """An agenda whose actions write down what they were and what settled when."""

    def __init__(self, env: Environment | None = None) -> None:
        self.env = env if env is not None else Environment()
        self.written: list[Any] = []
        self.on_settle: Callable[[int], None] = lambda now: None
        self.agenda = Agenda(self.env, self._settle)

    def _settle(self, now: int) -> None:
        self.written.append(f"settle {now}")
        self.on_settle(now)

    def run(self) -> None:
        """Let all that is noted come due, and what comes of it within eleven days."""
        stop = Event(self.env)
        stop._ok, stop._value = True, None
        self.env.schedule(stop, NORMAL, 10**9)
        self.agenda.run(stop, Nothing())

    def note(self, time: int, phase: int, purpose: int, entity: int) -> None:
        self.agenda.at(time, phase, purpose, entity, self.written.append, (phase, purpose, entity))


def test_an_instant_is_worked_off_by_phase_purpose_and_entity_then_settles_once() -> None:
    diary = Diary()
    keys = [
        (when.ENDS, when.VISIT, 3),
        (when.ENDS, when.VISIT, 11),
        (when.ENDS, when.RESTORATION, 0),
        (when.ENDS, when.OPENING, 1),
        (when.ENDS, when.MATERIAL, 5),
        (when.ENDS, when.CALENDAR, 0),
        (when.ENDS, when.REFORM, 0),
        (when.ARRIVES, when.WORKLOAD, 0),
        (when.ARRIVES, when.WORKLOAD, 1),
        (when.ARRIVES, when.REPORT, 0),
        (when.ARRIVES, when.REPEAT, 0),
        (when.GIVES_UP, when.WORKLOAD, 0),
    ]
    shuffled = keys.copy()
    random.Random(1).shuffle(shuffled)
    assert shuffled != keys
    for key in shuffled:
        diary.note(7, *key)
    diary.run()
    assert diary.written == [*keys, "settle 7"]


def test_time_goes_on_and_each_instant_settles() -> None:
    diary = Diary()
    diary.note(9, 0, 0, 0)
    diary.note(4, 0, 0, 1)
    diary.note(4, 1, 0, 0)
    diary.run()
    assert diary.written == [(0, 0, 1), (1, 0, 0), "settle 4", (0, 0, 0), "settle 9"]
    assert diary.agenda.now == 9


@pytest.mark.parametrize("company", [False, True], ids=["alone", "with others"])
def test_what_settling_causes_at_the_same_instant_is_another_round(company: bool) -> None:
    diary = Diary()
    late = iter([(0, 0, 8), (0, 0, 7)])

    def once_more(now: int) -> None:
        for key in itertools.islice(late, 1):
            diary.note(now, *key)

    diary.on_settle = once_more
    diary.note(4, 2, 0, 0)
    if company:
        diary.note(4, 1, 0, 0)
    diary.note(5, 0, 0, 0)
    diary.run()
    # A later round starts again with what ends, though somebody has given up before.
    first = [(1, 0, 0), (2, 0, 0)] if company else [(2, 0, 0)]
    rounds = ["settle 4", (0, 0, 8), "settle 4", (0, 0, 7), "settle 4"]
    assert diary.written == [*first, *rounds, (0, 0, 0), "settle 5"]


def test_several_things_caused_at_once_are_one_round() -> None:
    diary = Diary()

    def two(now: int) -> None:
        diary.on_settle = lambda now: None
        diary.note(now, 1, 0, 0)
        diary.note(now, 0, 0, 0)

    diary.on_settle = two
    diary.note(4, 2, 0, 0)
    diary.run()
    assert diary.written == [(2, 0, 0), "settle 4", (0, 0, 0), (1, 0, 0), "settle 4"]


@pytest.mark.parametrize("company", [False, True], ids=["alone", "with others"])
def test_a_thousand_rounds_are_too_many_and_999_are_not(company: bool) -> None:
    for rounds, stops in ((when.MOST_ROUNDS, False), (when.MOST_ROUNDS + 1, True)):
        diary = Diary()
        left = itertools.repeat(None, rounds)

        def again(now: int, diary: Diary = diary, left: Any = left) -> None:
            for _ in itertools.islice(left, 1):
                diary.note(now, 0, 0, 42)
                if company:
                    diary.note(now, 0, 0, 43)

        diary.on_settle = again
        diary.note(4, 0, 0, 42)
        if stops:
            with pytest.raises(SimulationError, match=r"1000 rounds at 4 ms.*entity 42"):
                diary.run()
        else:
            diary.run()


def test_rounds_of_one_instant_do_not_count_for_the_next() -> None:
    diary = Diary()
    for instant in range(3 * when.MOST_ROUNDS):
        diary.note(instant, 0, 0, 0)
    diary.run()
    assert diary.written.count((0, 0, 0)) == 3 * when.MOST_ROUNDS


def test_the_past_is_refused() -> None:
    diary = Diary()
    diary.note(4, 0, 0, 0)
    diary.run()
    with pytest.raises(ValueError, match="3 ms has passed, it is 4 ms"):
        diary.note(3, 0, 0, 0)


class Tossing(Environment):
    """SimPy with a coin: simultaneous events of one priority come in random order."""

    def __init__(self, seed: int) -> None:
        super().__init__(initial_time=0)
        toss = random.Random(seed).random
        self._eid = ((toss(), n) for n in itertools.count())


def in_company_of_processes(agenda: Agenda) -> None:
    """Let something come due in SimPy's queue wherever something is due in the agenda."""
    at = agenda.at

    def with_timeout(time_ms: int, *due: Any) -> None:
        at(time_ms, *due)
        agenda.environment.timeout(time_ms - agenda.now)

    agenda.at = with_timeout  # type: ignore[method-assign]


keys = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3))


def chain(
    env: Environment, first: list[tuple[int, int, int, int]], in_company: bool = False
) -> list[Any]:
    """What is written when things cause further things, at once and later."""
    diary = Diary(env)
    if in_company:
        in_company_of_processes(diary.agenda)
    noted = set()

    def act(key: tuple[int, int, int]) -> None:
        diary.written.append(key)
        phase, purpose, entity = key
        if entity:
            for delay in (0, purpose):
                new = (diary.agenda.now + delay, phase, purpose, entity - 1)
                if new not in noted:
                    noted.add(new)
                    diary.agenda.at(*new, act, new[1:])

    for time, *key in dict.fromkeys(first):
        noted.add((time, *key))
        diary.agenda.at(time, *key, act, tuple(key))
    diary.run()
    return diary.written


@settings(max_examples=60, deadline=None)
@given(st.lists(keys, min_size=1, max_size=8), st.integers(0, 2**32))
def test_neither_the_order_of_scheduling_nor_company_changes_anything(
    first: list[tuple[int, int, int, int]], seed: int
) -> None:
    plain = chain(Environment(), first)
    assert chain(Environment(), first[::-1]) == plain
    assert chain(Tossing(seed), first) == plain
    assert chain(Environment(), first, in_company=True) == plain


def test_endless_capacity_stops_the_run_and_says_where() -> None:
    # A rule that orders a port at any fill, to open at once, causes itself without end.
    rule = {"what": "ports", "at_fill": "0 %", "add": 1, "lead_time": "0 h", "source": "assumed"}
    scenario = town(expansions={"ever-more-ports": rule})
    with pytest.raises(SimulationError) as stopped:
        simulate(scenario, workload(scenario, [{"time_ms": at(1, "09:00"), "type": 0}]))
    message = str(stopped.value)
    assert "1000 rounds" in message and "seed 1, replication 0" in message
    assert "0x" not in message, "an address in memory says nothing to a planner"
    assert "'E'" in message or " E" in message, "the place that never settles must be named"
