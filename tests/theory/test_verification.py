"""The verification itself: its files, its statistics and its rule of acceptance."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

import telesim
from telesim.simulation import simulate
from telesim.workload import draw
from verification import table, work
from verification.__main__ import holds
from verification.answers import (
    Answer,
    LongRunVariance,
    Mean,
    Quantile,
    Variance,
    difference,
    quotient,
)
from verification.families import FAMILIES
from verification.filing import Files
from verification.generate import wanted
from verification.judging import Effort, Outcome, is_run_again, judge, tasks_of
from verification.plans import (
    NO_PLANNER,
    NOT_BUILT,
    Analysed,
    Calculated,
    LeftOut,
    Simulated,
    TwoStep,
)
from verification.recursions import compare_waits, waits_of_jobs
from verification.rows import SCENARIOS, all_rows, rows_of
from verification.work import COMPARE, PIECE, RUN, Task, perform_all, sums_of
from verification.writing import seed_of

NAMES = sorted(FAMILIES)


def test_the_reference_has_169_rows() -> None:
    ids = [row.id for row in all_rows()]
    assert len(set(ids)) == len(ids) == 169


def test_the_committed_scenarios_are_what_the_generator_writes() -> None:
    texts = wanted()
    assert texts
    for path, text in texts.items():
        assert path.read_text(encoding="utf-8") == text, path
    for name in NAMES:
        assert set((SCENARIOS / name).glob("*.yaml")) <= set(texts)


@pytest.mark.parametrize("path", sorted(wanted()), ids=lambda path: path.stem)
def test_a_scenario_loads_and_has_copies(path: object) -> None:
    once, scenario = (
        telesim.load(path, settings={"copies": copies})  # type: ignore[arg-type]
        for copies in (1, 2)
    )
    assert len(scenario.counties) == 2 * len(once.counties)
    assert scenario.replications >= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_family_plans_every_row_and_has_a_control(name: str) -> None:
    family = FAMILIES[name]
    assert set(family.plans) == {row.id for row in rows_of(name)}
    assert family.controls
    for control in family.controls:
        plan = control.plan or family.plans[control.row]
        assert control.settings or control.plan or control.value
        assert isinstance(plan, (Simulated, Calculated, TwoStep, Analysed))
    for plan in family.plans.values():
        if isinstance(plan, LeftOut):
            assert plan.why.startswith((NO_PLANNER, NOT_BUILT))
        if isinstance(plan, Simulated):
            assert {part.scenario for part in plan.parts} <= set(family.scenarios)
        if isinstance(plan, TwoStep):
            used = {family.recursions[part.recursion].scenario for part in plan.parts}
            assert used <= set(family.scenarios)


def test_no_two_scenarios_or_recursions_share_their_draws() -> None:
    read = YAML(typ="safe")
    seeds = [seed_of(path.parent.name, path.stem) for path in sorted(wanted())]
    for path, seed in zip(sorted(wanted()), seeds, strict=True):
        assert read.load(path.read_text(encoding="utf-8"))["seed"] == seed, path
    pieces = {
        (name, task.name): task.seed
        for name in NAMES
        for row in rows_of(name)
        for task in tasks_of(row, FAMILIES[name].plans[row.id], Effort())
        if task.kind == PIECE
    }
    seeds += pieces.values()
    seeds += [
        tasks_of(row, plan, Effort())[0].seed
        for name in NAMES
        for row in rows_of(name)
        if isinstance(plan := FAMILIES[name].plans[row.id], Analysed)
    ]
    # A row that fails is run again with the next seed, which must be nobody's either.
    assert min(np.diff(sorted(seeds))) > 1


# -- statistics --------------------------------------------------------------------------------


def values(copies: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.Generator(np.random.Philox(7))
    return np.repeat(np.arange(copies), each), draw.exponential(2.0, copies * each)


def test_statistics_of_independent_values() -> None:
    copy, found = values(200, 500)
    size = len(found)
    mean = Mean().answer(Mean().sums(copy, found, 200))
    assert mean.value == pytest.approx(found.mean())
    assert mean.error == pytest.approx(found.std() / math.sqrt(size), rel=0.15)
    assert mean.freedom == 199
    variance = Variance().answer(Variance().sums(copy, found, 200))
    assert variance.value == pytest.approx(found.var())
    # The fourth central moment of an exponential is 9 variances squared.
    assert variance.error == pytest.approx(math.sqrt((9 - 1) * 16 / size), rel=0.15)
    exact = -2 * math.log(0.05)
    quantile = Quantile(0.95, exact)
    answer = quantile.answer(quantile.sums(copy, found, 200))
    assert answer.value == pytest.approx(float(np.quantile(found, 0.95)), rel=0.005)
    assert answer.error == pytest.approx(math.sqrt(0.95 * 0.05 / size) / (0.05 / 2), rel=0.2)
    assert abs(answer.z(exact)) < 4


def test_sums_of_two_runs_are_the_sums_of_both() -> None:
    copy, found = values(20, 50)
    for statistic in (Mean(), Variance(), Quantile(0.9, 4.6), LongRunVariance()):
        halves = [copy < 10, copy >= 10]
        parts = [statistic.sums(copy[half] % 10, found[half], 10) for half in halves]
        both = statistic.answer(np.concatenate(parts))
        assert both == statistic.answer(statistic.sums(copy, found, 20))


def test_a_distance_is_that_of_a_normal() -> None:
    assert Answer(2.0, 1.0, 1e9).z(0.0) == pytest.approx(2.0, rel=1e-6)
    # With 4 degrees of freedom 2.776 leaves 2.5 % on a side, as 1.96 does of a normal.
    assert Answer(-2.776445, 1.0, 4).z(0.0) == pytest.approx(-1.959964, abs=1e-5)
    assert Answer(1.0, 0.1, 4).half_width == pytest.approx(0.2776445)
    assert Answer(1.0, 1e-9, 1e6).z(0.0) > 1000
    assert Answer(1.0, 0.0, 10).z(1.0) == 0
    assert Answer(1.0, 0.0, 10).z(2.0) == -math.inf


def test_answers_of_independent_runs_together() -> None:
    first, second = Answer(8.0, 0.3, 20), Answer(2.0, 0.1, 20)
    apart = difference(first, second)
    assert (apart.value, apart.error) == pytest.approx((6.0, math.hypot(0.3, 0.1)))
    assert 20 < apart.freedom < 40
    times = quotient(first, second)
    assert (times.value, times.error) == pytest.approx((4.0, 4 * math.hypot(0.3 / 8, 0.1 / 2)))


# -- recursion and table -------------------------------------------------------------------------


def test_jobs_by_hand_at_two_servers() -> None:
    come, work = np.array([0, 1, 2, 3]), np.array([10, 4, 1, 5])
    # The second server is free at 5 for the third, at 6 for the fourth.
    assert waits_of_jobs(come, work, 2).tolist() == [0, 0, 3, 3]
    assert waits_of_jobs(come, work, 1).tolist() == [0, 9, 12, 12]


def test_what_is_filed_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def run(task: Task) -> dict[str, object]:
        if task.number == 3 and len(done) < 3:
            raise KeyboardInterrupt
        done.append(task.number)
        return {"sums": {"wait": [[1.0, float(task.number)]]}}

    monkeypatch.setitem(work._DO, RUN, run)
    files = Files(tmp_path)
    tasks = [Task(RUN, "erlang_c", "m-m-3", 7, number) for number in (1, 2, 3)]
    told: list[int] = []

    def tell(count: int, wanted: int, task: Task) -> None:
        told.append(wanted)

    with pytest.raises(KeyboardInterrupt):
        perform_all(tasks, files, 1, tell)
    assert done == [1, 2]
    done.append(0)
    perform_all(tasks, files, 1, tell)
    assert done == [1, 2, 0, 3]
    assert told == [3, 3, 1]
    assert sums_of(tasks, "wait", files).tolist() == [[1, 1], [1, 2], [1, 3]]
    # A damaged file is as good as none.
    files.work(tasks[0].key).write_text("{", encoding="utf-8")
    perform_all(tasks, files, 1, tell)
    assert done[-1] == 1
    assert len(done) == 5


def test_keys_tell_seeds_controls_and_families_apart() -> None:
    one = Task(RUN, "erlang_c", "m-m-3", 7, 1)
    others = [
        Task(RUN, "erlang_c", "m-m-3", 8, 1),
        Task(RUN, "erlang_c", "m-m-3", 7, 2),
        Task(RUN, "erlang_c", "m-m-4", 7, 1),
        Task(RUN, "erlang_c", "m-m-3", 7, 1, control=2),
    ]
    assert len({task.key for task in (one, *others)}) == 5
    assert one.key == Task(RUN, "erlang_c", "m-m-3", 7, 1).key


def test_a_row_that_fails_and_a_control_that_is_not_refused_are_told() -> None:
    good, bad = outcome("A", "tested", 1.0, True), outcome("B", "tested", 9.0, False)
    left = outcome("C", "left out", None, False)
    assert holds([good, left], [good])
    assert not holds([good, bad], [good])
    assert not holds([good], [bad])
    assert not holds([good, *[left] * 17], [])


def outcome(identity: str, how: str, z: float | None, passed: bool) -> Outcome:
    return Outcome(identity, "mg1", how, 1.0, 1.0, 0.01, 0.02, z, passed)


def test_the_table_counts_and_ends_with_the_line() -> None:
    found = [
        outcome("A", "tested", -3.2, True),
        outcome("B", "two-step", 1.0, True),
        outcome("C", "calculator", None, False),
        outcome("D", "left out", None, False),
    ]
    line = table.by_family(found).splitlines()[1].split()
    assert line == ["mg1", "4", "1", "1", "1", "1", "2", "3.20"]
    assert table.last_line(found) == "verified: 2/4 rows, worst |z| = 3.20"


def test_what_fell_short_is_named_at_the_end() -> None:
    rows = [outcome("A", "tested", 1.0, True), outcome("B", "left out", None, False)]
    assert table.shortcomings(rows, [outcome("A", "control", 9.0, True)]) == ""
    assert "FAILED" not in table.rows(rows)
    failed, kept = outcome("C", "tested", 5.0, False), outcome("A", "control", 0.1, False)
    told = table.shortcomings([*rows, failed], [kept]).splitlines()
    assert [line.split()[:4] for line in told[1:]] == [
        ["C", "(mg1):"],
        ["control", "of", "A", "(mg1)"],
    ]
    assert table.rows([failed]).endswith("FAILED")


def test_the_recursion_of_jobs_is_the_engine_and_no_other_number_of_servers_is() -> None:
    settings = {"copies": 3, "warm_up": "0 days", "window": "60 days"}
    scenario = telesim.load(SCENARIOS / "erlang_c" / "m-m-3.yaml", settings=settings)
    workload = draw(scenario, 1, 1)
    log = simulate(scenario, workload)
    jobs, word = compare_waits(scenario, workload, log, 3)
    assert (jobs > 300, word) == (True, "")
    for servers in (2, 4):
        jobs, word = compare_waits(scenario, workload, log, servers)
        assert "the recursion says" in word


def test_a_job_that_differs_is_not_run_again_until_it_agrees(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name, row_id, plan = next(
        (family, row_id, plan)
        for family in NAMES
        for row_id, plan in FAMILIES[family].plans.items()
        if isinstance(plan, TwoStep)
    )
    row = next(one for one in rows_of(name) if one.id == row_id)
    effort, files = Effort(quick=True), Files(tmp_path)
    for task in tasks_of(row, plan, effort):
        part = next(one for one in plan.parts if one.recursion == task.name)
        sums = [[float(n), 1.0 + n] for n in range(4)]
        names = [one.name for one in FAMILIES[name].recursions[task.name].inputs]
        inputs = {word: [[9.0, 9.0, 18.0]] for word in names}
        filed = {"jobs": 7, "differs": "fault 3", "inputs": inputs} if task.kind == COMPARE else {
            "sums": {part.name: sums}
        }  # fmt: skip
        files.write(files.work(task.key), filed)
    monkeypatch.setattr(type(plan.parts[0].statistic), "answer",
                        lambda *_: Answer(row.exact, row.exact / 1000, 99))  # fmt: skip
    outcome = judge(row, plan, effort, files)
    assert "the engine differs from the recursion: fault 3" in outcome.note
    assert not outcome.passed
    assert not is_run_again(outcome)
