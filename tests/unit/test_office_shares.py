"""Desks that not all orders need: some kinds pass them by, or some of a kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from offices import system
from telesim.eventlog import Kind
from telesim.scenario import load
from telesim.scenario.check import check
from telesim.scenario.errors import ScenarioError
from telesim.workload.office import needs_step
from towns import MOVE, at, cabinet, order, run, story, town, tree

TWO = [cabinet(), cabinet("D")]


def test_a_move_passes_the_desks_by_that_it_does_not_need() -> None:
    by_kind = {"share": {"install": "100 %", "move": "0 %"}}
    scenario = town(
        cabinets=TWO,
        order_system=system(acceptance=by_kind, dispatch=by_kind, test=by_kind, billing=by_kind),
    )
    log = run(scenario, [order(at(1, "08:10")), order(at(2, "08:10"), MOVE, to_cabinet=1)])
    told = [line.split(" ", 2)[2] for line in story(log, 0)]
    assert told == [
        "order", "accepted", "assigned", "recorded", "frame-written", "work-ordered",
        "dispatched", "arrived", "connected", "tested", "working", "billed",
    ]  # fmt: skip
    assert story(log, 1)[:6] == [
        "Tue 08:10 order",
        "Tue 08:10 assigned",
        "Tue 08:30 recorded",
        "Tue 08:40 frame-written",
        "Tue 08:40 dispatched",
        "Tue 08:40 arrived",
    ]
    kinds = set(log.kind[log.case == 1].tolist())
    assert {Kind.WORKING, Kind.RELEASED} <= kinds
    assert not kinds & {Kind.ACCEPTED, Kind.WORK_ORDERED, Kind.TESTED, Kind.BILLED}


def test_a_share_of_a_kind_is_by_the_orders_own_mark() -> None:
    scenario = town(order_system=system(assignment={"share": "40 %"}))
    orders = [order(at(1 + n // 4, f"{8 + n % 4:02}:00")) for n in range(20)]
    log = run(scenario, orders)
    there = [bool((log.kind[log.case == n] == Kind.RECORDED).any()) for n in range(20)]
    # Keys of hand-made orders are 1,000 and on.
    assert there == [needs_step(1_000 + n, 1, 400_000) for n in range(20)]
    assert 0 < sum(there) < 20


def test_the_share_of_needs_is_as_stated_and_steps_are_apart() -> None:
    needs = [[needs_step(key, step, 300_000) for key in range(20_000)] for step in (1, 2)]
    assert sum(needs[0]) / 20_000 == pytest.approx(0.3, abs=0.015)
    both = sum(a and b for a, b in zip(*needs, strict=True)) / 20_000
    assert both == pytest.approx(0.09, abs=0.01)


def test_validate_counts_the_clerks_that_a_share_needs() -> None:
    long = {"work": "80 work h"}
    whole = check(town(order_system=system(exchange=long)))
    half = check(town(order_system=system(exchange={**long, "share": "50 %"})))

    def busy(found: object) -> float:
        (line,) = (line for line in found.office if line.startswith("exchange"))  # type: ignore[attr-defined]
        return float(line.split("busy ")[1].split(",")[0])

    assert busy(whole) > 0
    assert busy(half) == pytest.approx(busy(whole) / 2, abs=0.06)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ({"instal": "30 %"}, "got 'instal', need a known kind of order; did you mean 'install'?"),
        ({"install": "30 %"}, "got nothing for move, need its share, or *"),
        ("130 %", 'got "130 %"'),
    ],
)
def test_shares_that_are_not_of_orders(tmp_path: Path, share: object, told: str) -> None:
    plain = tree(order_system=system(assignment={"share": share}))
    file = tmp_path / "town.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(plain, stream)
    with pytest.raises(ScenarioError) as problem:
        load(file)
    assert "order_system.steps.assignment.share" in str(problem.value)
    assert told in str(problem.value)
