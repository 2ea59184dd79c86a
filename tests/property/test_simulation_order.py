"""The order inside one instant is the model's own: shuffling the event queue changes nothing.

Everything in these towns happens on a grid of half hours, so that instants are crowded: visits
end, lines come back, capacity opens, orders arrive and customers give up together.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from simpy import Environment

from crowded_policies import POLICIES
from crowded_town import crowded, crowded_tree, on_the_grid
from telesim import conservation
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.simulation import Simulation, agenda, simulate
from telesim.workload import Workload, draw
from telesim.workload.turnover import Turnover
from towns import (
    DAY,
    crew,
    with_phases,
)

SEEDS = range(6)


class Shuffled(Environment):
    """SimPy in which simultaneous events of one priority come in random order."""

    def __init__(self, seed: int) -> None:
        super().__init__(initial_time=0)
        toss = random.Random(seed).random
        self._eid = ((toss(), n) for n in itertools.count())  # type: ignore[assignment]


def run_in(scenario: Scenario, workload: Workload, env: Environment) -> EventLog:
    return Simulation(scenario, workload, environment=env).run()


#: Gangs that build as well, a duct that fills up and is dug, and pairs that come back.


@pytest.mark.parametrize("name", POLICIES)
def test_shuffling_simultaneous_events_changes_nothing(name: str) -> None:
    scenario = crowded(**POLICIES[name])
    workload = on_the_grid(draw(scenario, 3, 0))
    plain = simulate(scenario, workload)
    conservation.check(scenario, plain)
    for seed in SEEDS:
        shuffled = run_in(scenario, workload, Shuffled(seed))
        assert plain.first_difference(shuffled) is None, plain.text(
            max(0, plain.first_difference(shuffled) - 3), plain.first_difference(shuffled) + 2
        )
        assert shuffled.digest() == plain.digest()


def test_people_who_leave_and_come_have_their_place_among_the_others() -> None:
    # At the midnight of the reform one post is filled, one falls empty and one changes hands.
    learnt = {"from": "40 %", "to": "70 %", "over": "6 months"}
    plain = crowded_tree(territory={"lending": "idle", "skills": ["repair", "install", "move"]})
    plain["teams"]["repairers"]["skills"]["repair"]["first_time_fix"] = learnt
    leaving = {"share": "12 % a year", "vacancy": "2 days"}
    plain["teams"]["repairers"]["turnover"] = leaving
    base = Scenario.model_validate(plain)
    scenario = with_phases(base, (5 * DAY, ("north",), Scenario.model_validate({**plain,
        "policies": {"dispatch": {"rule": "repair-first"}}})))  # fmt: skip
    people = Turnover(*np.array(
        [[9, 3 * DAY, 5 * DAY], [10, 5 * DAY, 7 * DAY], [3, 5 * DAY, 5 * DAY]]).T)  # fmt: skip
    workload = replace(on_the_grid(draw(scenario, 3, 0)), turnover=people)
    told = simulate(scenario, workload)
    conservation.check(scenario, told)
    assert {int(Kind.LEFT), int(Kind.JOINED), int(Kind.LENT)} <= set(told.kind.tolist())
    for seed in SEEDS:
        assert told.first_difference(run_in(scenario, workload, Shuffled(seed))) is None


def in_company(workload: Workload) -> Environment:
    """SimPy in which something that does nothing happens at the instant of every candidate."""
    env = Environment(initial_time=0)
    for time in {*workload.orders.time_ms.tolist(), *workload.faults.time_ms.tolist()}:
        if time >= 0:
            env.timeout(time)
    return env


@pytest.mark.parametrize("name", POLICIES)
def test_an_instant_alone_goes_as_it_does_in_company(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = crowded(**POLICIES[name])
    # Off the grid most instants are alone; then they all take the long way.
    drawn = [draw(scenario, 4, 0), on_the_grid(draw(scenario, 5, 0))]
    plain = [simulate(scenario, workload) for workload in drawn]
    collected = 0

    def never_alone(self: agenda.Agenda, due: agenda.Due) -> bool:
        nonlocal collected
        collected += 1
        if not self._busy:
            self._busy = True
            agenda._LastOfInstant(self._env, self._start)
        self._due.append(due)
        return False

    at = agenda.Agenda.at

    def with_timeout(self: agenda.Agenda, time_ms: int, *due: Any) -> None:
        nonlocal collected
        collected += 1
        at(self, time_ms, *due)
        self._env.timeout(time_ms - self.now)

    monkeypatch.setattr(agenda.Agenda, "alone", never_alone)
    monkeypatch.setattr(agenda.Agenda, "at", with_timeout)
    for workload, expected in zip(drawn, plain, strict=True):
        log = run_in(scenario, workload, in_company(workload))
        assert expected.first_difference(log) is None
    assert collected > len(drawn[0].faults.time_ms)


def test_the_town_is_crowded_indeed() -> None:
    scenario = crowded()
    log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
    kinds = {Kind(int(kind)) for kind in log.kind}
    for deep in (crowded(**policies) for policies in POLICIES.values()):
        mechanisms = simulate(deep, on_the_grid(draw(deep, 3, 0)))
        kinds |= {Kind(int(kind)) for kind in np.unique(mechanisms.kind)}
    # Nobody leaves within the days of these towns.
    rare = {Kind.MOVE_BACK_LAPSED}  # given up in the hours before a crew comes
    assert set(Kind) - kinds - rare == {Kind.DEPOT, Kind.FROST, Kind.LEFT, Kind.JOINED}
    # Most things happen together with things of another phase.
    phases = {
        Kind.IN_SERVICE: 0, Kind.CLEARED: 0, Kind.NO_ACCESS: 0, Kind.PART_RESTORED: 0,
        Kind.CAPACITY: 0, Kind.READY: 0, Kind.ORDER: 1, Kind.FAULT: 1, Kind.REPORT: 1,
        Kind.CANCELLED: 2,
    }  # fmt: skip
    together: dict[int, Counter[int]] = {}
    for time, kind in zip(log.time_ms.tolist(), log.kind.tolist(), strict=True):
        if Kind(kind) in phases:
            together.setdefault(time, Counter())[phases[Kind(kind)]] += 1
    assert sum(len(found) == 3 for found in together.values()) > 10
    assert sum(found.total() > 3 for found in together.values()) > 100


def test_the_town_makes_promises_and_pulls_teams_off_indeed() -> None:
    for name, least in (("appointments", 200), ("pulled off in spite of appointments", 50)):
        scenario = crowded(**POLICIES[name])
        log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
        assert (log.kind == Kind.PROMISED).sum() > least
    assert {"pull-off", "pulled off in spite of appointments"} <= set(POLICIES)
    for name in ("pull-off", "pulled off in spite of appointments"):
        scenario = crowded(**POLICIES[name])
        log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
        counties = log.place[log.kind == Kind.PULL_OFF_BEGINS]
        assert len(set(counties.tolist())) == 2
        assert (log.kind == Kind.PULL_OFF_ENDS).sum() >= 2


def test_the_town_calls_crews_away_indeed() -> None:
    for name in POLICIES:
        if "preemption" in POLICIES[name]:
            scenario = crowded(**POLICIES[name])
            log = simulate(scenario, on_the_grid(draw(scenario, 3, 0)))
            left = log.amount[log.kind == Kind.INTERRUPTED]
            assert left.size > 5 and (left < 0).any() and (left > 0).any()


def in_the_order_of_scheduling(due: Any, **_: Any) -> list[Any]:
    """Instead of sorting: as they come, the first of them last in the list, to be popped first."""
    return list(due)[::-1]


def test_without_the_settling_order_shuffling_changes_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The same towns, the order of an instant broken on purpose: what is due is worked off in the
    # order in which SimPy happened to hand it over.
    scenario = crowded()
    workload = on_the_grid(draw(scenario, 3, 0))
    sound = {run_in(scenario, workload, Shuffled(seed)).digest() for seed in SEEDS}
    assert len(sound) == 1
    monkeypatch.setattr(agenda, "sorted", in_the_order_of_scheduling, raising=False)
    broken = {run_in(scenario, workload, Shuffled(seed)).digest() for seed in SEEDS}
    assert len(broken) == len(SEEDS)


def halves(*, company: bool, **policies: Any) -> Scenario:
    """The north of the crowded town, alone or beside a south that never rests."""
    plain = crowded_tree(**policies)
    plain["crews"] = [
        crew("both", "field", base="N1", covers="county:north", count=4),
        crew("north", "repairers", base="N2", covers="county:north", count=2),
        crew("gang", "gang", base="N1", covers="county:north", members=2),
    ]
    # The way differs from place to place, and with it what still fits into a day.
    plain["exchanges"][1]["base_travel_min"] = 90
    if company:
        plain["crews"].append(crew("south", "field", base="S1", covers="county:south", count=9))
    else:
        plain["exchanges"] = plain["exchanges"][:2]
        plain["cabinets"] = plain["cabinets"][:3]
    # A cable that is cut takes other lines down; the south has its own.
    return Scenario.model_validate({**plain, "expansions": {}, "projects": []})


def northern_lives(scenario: Scenario) -> dict[int, list[tuple[int, ...]]]:
    """Key of each case of the north that was among the candidates -> its rows."""
    workload = on_the_grid(draw(scenario, 3, 0))
    log = simulate(scenario, workload)
    conservation.check(scenario, log)
    keys = np.concatenate([workload.orders.key, workload.faults.key]).tolist()
    found: dict[int, list[tuple[int, ...]]] = {}
    for n in np.flatnonzero((log.case >= 0) & (log.case < len(keys)) & (log.place < 3)):
        row = log.row(int(n))
        values = (row["time_ms"], row["kind"], row["place"], row["crew"], row["amount"])
        found.setdefault(keys[row["case"]], []).append(values)
    end = scenario.window_end_ms
    # How long a run follows its cases depends on all of them.
    until = {key: [row for row in life if row[0] <= end] for key, life in found.items()}
    return {key: life for key, life in until.items() if life}


@pytest.mark.parametrize("name", POLICIES)
def test_what_happens_elsewhere_at_the_same_instant_changes_nothing_here(name: str) -> None:
    alone = northern_lives(halves(company=False, **POLICIES[name]))
    beside = northern_lives(halves(company=True, **POLICIES[name]))
    assert len(alone) > 250
    differing = [key for key in alone if alone[key] != beside.get(key)]
    assert not differing, (alone[differing[0]], beside.get(differing[0]))
    assert alone.keys() == beside.keys()
