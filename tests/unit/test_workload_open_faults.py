"""Faults open at the start, from the planner's own table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenario_town import Town
from telesim import conservation
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw
from towns import DAY, cabinet, cause, crew, rows, town

NEVER = {"rate": "0 events per 100 lines per month"}


def listed(*table: tuple[str, str, int, float], lines: int = 400) -> Scenario:
    """Two cabinets, and (cabinet, cause, faults, mean age in days) open at the start."""
    columns = ("cabinet", "cause", "faults", "mean_age_days")
    return town(
        cabinets=[cabinet("a", lines=lines), cabinet("b", lines=lines)],
        crews=[crew(count=2)],
        demand={},
        faults={"drop": cause(**NEVER), "set": cause(**NEVER)},
        initial={"open_faults_days": 30, "source": "assumed"},
        open_faults=[dict(zip(columns, row, strict=True)) for row in table],
    )


def test_as_many_faults_are_open_as_the_table_says_each_on_a_line_of_its_own() -> None:
    scenario = listed(("a", "drop", 300, 2), ("b", "drop", 20, 1), ("a", "set", 100, 3))
    drawn = draw(scenario, 1, 0).faults
    assert len(drawn.key) == 420 and (drawn.time_ms < 0).all()
    counts = {
        (place, number): int(((drawn.cabinet == place) & (drawn.cause == number)).sum())
        for place in (0, 1)
        for number in (0, 1)
    }
    assert counts == {(0, 0): 300, (0, 1): 100, (1, 0): 20, (1, 1): 0}
    # All 400 lines of a are down, each once.
    assert sorted(drawn.slot[drawn.cabinet == 0].tolist()) == list(range(400))
    log = simulate(scenario, draw(scenario, 1, 0))
    conservation.check(scenario, log)
    assert len(rows(log, Kind.FAULT)) == 420


def test_their_ages_have_the_mean_of_the_row() -> None:
    scenario = listed(("a", "drop", 4_000, 2.5), lines=4_000)
    age = -draw(scenario, 1, 0).faults.time_ms / DAY
    # Exponential: the standard deviation is the mean.
    assert abs(age.mean() - 2.5) < 4.5 * 2.5 / 4_000**0.5
    assert (draw(listed(("a", "drop", 9, 0)), 1, 0).faults.time_ms == -1).all()


def test_a_row_more_or_more_faults_move_nobody() -> None:
    few = draw(listed(("a", "drop", 20, 2)), 1, 0).faults
    many = draw(listed(("a", "drop", 50, 2), ("b", "set", 9, 2)), 1, 0).faults
    split = draw(listed(("a", "drop", 20, 2), ("a", "drop", 30, 2)), 1, 0).faults
    assert set(few.key.tolist()) < set(many.key.tolist())
    assert set(split.key.tolist()) == set(many.key[many.cause == 0].tolist())
    places = dict(zip(many.key.tolist(), many.slot.tolist(), strict=True))
    moved = [places[k] != s for k, s in zip(few.key.tolist(), few.slot.tolist(), strict=True)]
    assert not any(moved)


def test_without_a_table_the_days_of_intake_stand() -> None:
    rate = {"drop": cause(rate="20 events per 100 lines per month")}
    scenario = listed().model_copy(update={"faults": town(faults=rate).faults})
    assert (draw(scenario, 1, 0).faults.time_ms < 0).sum() > 100
    assert np.array_equal(
        draw(scenario, 1, 0).faults.key, draw(scenario.model_copy(), 1, 0).faults.key
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("seat-1,drop", "seat-9,drop", "open_faults.csv:2:1 cabinet: got 'seat-9', need a known "
         "cabinet; did you mean 'seat-"),
        ("hill-1,feeder", "hill-1,feder", "open_faults.csv:3:2 cause: got 'feder', need a known "
         "fault cause; did you mean 'feeder'?"),
        ("drop,5", "drop,301", "open_faults.csv:2:3 faults: got 301 open faults at seat-1 in all, "
         "need 300 or fewer, its lines in service"),
        ("drop,5", "drop,-5", "open_faults.csv:2:3 faults: got -5, need 0 or more"),
    ],
)  # fmt: skip
def test_one_wrong_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.write(
        "open_faults.csv",
        "cabinet,cause,faults,mean_age_days\nseat-1,drop,5,1.5\nhill-1,feeder,1,2\n",
    )
    files.change(("targets:", "open_faults: {table: open_faults.csv}\ntargets:"))
    assert [row.faults for row in files.load().open_faults] == [5, 1]
    files.change((old, new), name="open_faults.csv")
    assert told in files.problem()


def test_everything_that_is_wrong_in_a_row_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    table = "cabinet,cause,faults,mean_age_days\nseat-9,dorp,301,-2\n"
    files.write("open_faults.csv", table)
    files.change(("targets:", "open_faults: {table: open_faults.csv}\ntargets:"))
    assert {problem.path for problem in files.problems()} == {"cabinet", "cause", "mean_age_days"}
