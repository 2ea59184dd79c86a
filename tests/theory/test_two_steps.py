"""Rows in two steps: which may be, that both recursions of lost calls are one, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from telesim import theory
from verification.answers import Answer, LongRunVariance, Mean, difference, ratio
from verification.drawn import Input, inputs_of, mixture
from verification.families import FAMILIES
from verification.filing import Files
from verification.judging import (
    Effort,
    is_run_again,
    judge,
    refuse,
    tasks_of,
    tasks_of_control,
)
from verification.loss import BLOCK, LossChain, lost_calls
from verification.plans import TWO_STEP_FROM, Pilot, TwoStep, millions_needed
from verification.recursions import PoissonQueue, Servers, exponential
from verification.rows import rows_of
from verification.work import COMPARE, perform

pytestmark = pytest.mark.theory

IN_TWO_STEPS = [
    (name, identity, plan)
    for name, family in FAMILIES.items()
    for identity, plan in family.plans.items()
    if isinstance(plan, TwoStep)
]


@pytest.mark.parametrize(("name", "identity", "plan"), IN_TWO_STEPS, ids=lambda word: str(word)[:6])
def test_only_what_would_take_ten_million_jobs_is_in_two_steps(
    name: str, identity: str, plan: TwoStep
) -> None:
    assert len(plan.pilots) == len(plan.parts)
    assert plan.millions >= TWO_STEP_FROM, f"{name}: the engine has to run {identity}"


#: Row -> millions of jobs that the engine alone would take, by the pilot of its plan. A pilot is
#: the whole second step: jobs of all pieces, and the error of the figure over them.
MILLIONS = {
    "EC-O09": 46.8,
    "EB-O04": 10.9,
    "EB-O05": 13.1,
    "EB-O06": 96.8,
    "OA-O02": 19.8,
    "OA-O04": 22.4,
    "PO-O02": 23.7,
    "PO-O05": 18.1,
}


def test_every_row_in_two_steps_says_how_many_jobs_it_needs() -> None:
    needed = {identity: plan.millions for _, identity, plan in IN_TWO_STEPS}
    assert needed == pytest.approx(MILLIONS, rel=0.01)


@pytest.mark.parametrize(
    ("family", "identity"), [("erlang_b", "EB-O04"), ("pooling", "PO-O02")], ids=str
)
def test_a_piece_of_the_recursion_errs_as_the_pilot_says(family: str, identity: str) -> None:
    plan = FAMILIES[family].plans[identity]
    assert isinstance(plan, TwoStep)
    for part, pilot in zip(plan.parts, plan.pilots, strict=True):
        sums = FAMILIES[family].recursions[part.recursion].piece(77, 0)[part.name]
        found = part.statistic.answer(sums)
        after_a_million = found.error / found.value * np.sqrt(sums[:, 0].sum() / 1e6)
        # An error from a thousand copies is known to some 4 %.
        assert after_a_million == pytest.approx(pilot.error * np.sqrt(pilot.millions), rel=0.15)


def test_jobs_that_are_needed_by_hand_and_by_trying_every_division() -> None:
    assert millions_needed([Pilot(4, 0.01)], 0.0196) == pytest.approx(4)
    assert millions_needed([Pilot(4, 0.01)], 0.0098) == pytest.approx(16)
    both, width = [Pilot(4, 0.01), Pilot(9, 0.02)], 0.0196
    shares = np.linspace(0.01, 0.99, 9_801)
    variances = sum(
        pilot.error**2 * pilot.millions / share
        for pilot, share in zip(both, (shares, 1 - shares), strict=True)
    )
    tried = (variances * (1.96 / width) ** 2).min()
    assert millions_needed(both, width) == pytest.approx(tried, rel=1e-6)


# -- the recursion that gives the value and that which meets the engine ---------------------------


def by_calls(erlangs: float, lines: int, copies: int, calls: int) -> Answer:
    """The share of calls lost by the recursion that meets the engine, on exponential times."""
    draw = np.random.Generator(np.random.Philox(41))
    mean_ms, lost = 60_000, np.zeros((copies, 2))
    for copy in range(copies):
        come = np.cumsum(draw.exponential(mean_ms / erlangs, calls)).round().astype(np.int64)
        hold = draw.exponential(mean_ms, calls).round().astype(np.int64)
        # The first calls find the lines free.
        found = lost_calls(come, hold, lines)[calls // 20 :]
        lost[copy] = len(found), found.sum()
    return ratio(lost[:, 1], lost[:, 0])


@pytest.mark.parametrize(("erlangs", "lines"), [(3.0, 5), (18.0, 20)])
def test_calls_one_by_one_and_the_walk_of_lines_in_use_are_one_system(
    erlangs: float, lines: int
) -> None:
    calls = by_calls(erlangs, lines, 40, 10_000)
    chain = LossChain(erlangs, lines, copies=1_000, warm_up=2, blocks=20)
    walk = Mean().answer(chain.blocked(43, 0)["blocked"])
    exact = theory.erlang_b(erlangs, lines)
    for answer in (calls, walk):
        assert answer.half_width < 0.03
        assert abs(answer.z(exact)) < 4
    assert abs(difference(calls, walk).z(0.0)) < 4
    # One line more is another system.
    more = LossChain(erlangs, lines + 1, copies=1_000, warm_up=2, blocks=20)
    other = Mean().answer(more.blocked(43, 0)["blocked"])
    assert abs(difference(calls, other).z(0.0)) > 8


@pytest.mark.parametrize(
    ("erlangs", "lines"), [(84.06, 100), (1000.0, 1000), (950.0, 1000), (3.0, 5)]
)
def test_the_walk_is_the_recursion_of_calls_step_by_step(erlangs: float, lines: int) -> None:
    """The calls of a walk, each with an instant and a length, lose what the walk loses."""
    chain = LossChain(erlangs, lines, copies=1, warm_up=1, blocks=60 if lines < 1000 else 120)
    [[came, lost]] = chain.blocked(7, 3)["blocked"]
    # The same chances, and apart from them instants and which of the calls is the one that ends.
    steps, draw = np.random.Generator(np.random.SFC64([7, 3])), np.random.default_rng(11)
    now, talking = 0.0, list(range(round(min(lines, erlangs))))
    come, end, counts = [0.0] * len(talking), [np.nan] * len(talking), []
    limit, offered = np.float32(lines), np.float32(erlangs)
    for block in range(chain.warm_up + chain.blocks):
        for chance in steps.random((BLOCK, 1), np.float32)[:, 0]:
            used = np.float32(len(talking))
            now += draw.standard_exponential() / (erlangs + len(talking))
            if (used + offered) * chance < offered:
                if used < limit:
                    talking.append(len(come))
                counts.append(block >= chain.warm_up)
                come.append(now)
                end.append(np.nan)
            else:
                here = draw.integers(len(talking))
                talking[here], talking[-1] = talking[-1], talking[here]
                end[talking.pop()] = now
    first = len(come) - len(counts)
    arrived, ended = np.array(come), np.array(end)
    ended[talking] = now + draw.standard_exponential(len(talking))
    had_line = np.isfinite(ended)
    length = np.where(had_line, ended - arrived, draw.standard_exponential(len(arrived)))
    ms = 1e10
    start = np.round(arrived * ms).astype(np.int64)
    refused = lost_calls(start, np.round(length * ms).astype(np.int64), lines)
    assert (refused == ~had_line).all()
    assert refused[first:][counts].sum() == lost
    assert sum(counts) == came
    # And these calls are the system's: Poisson, of exponential length with a mean of 1.
    gaps, times = np.diff(arrived[first:]) * erlangs, length[had_line]
    for values in (gaps, times):
        error = 1 / np.sqrt(len(values))
        assert values.mean() == pytest.approx(1, abs=4 * error)
        assert values.var() == pytest.approx(1, abs=4 * np.sqrt(8) * error)


def test_one_server_is_one_of_two_that_is_never_free() -> None:
    alone, beside = Servers(3, 1), Servers(3, 2)
    beside.free[:, 1] = np.inf
    draw = np.random.Generator(np.random.Philox(5))
    now = np.zeros(3)
    for _ in range(50):
        now = now + draw.exponential(1.0, 3)
        work = draw.exponential(0.9, 3)
        assert alone.start(now, work).tolist() == beside.start(now, work).tolist()


def test_stretches_of_the_recursion_have_its_waits_and_its_days() -> None:
    queue = PoissonQueue(0.5, exponential(1.0), 1, copies=4, warm_up=100, jobs=1_000)
    sums = queue.stretches(9, 0, 100)
    number, waits, jobs = sums["waits"][:, :3].T
    assert (number == 10).all()
    assert (jobs == 1_000).all()
    assert waits == pytest.approx(queue.readings(9, 0)["wait"][:, 1])
    # Each job's work is there beside its wait; a job comes every two days.
    stays, days = sums["present"][:, 1:3].T
    assert (stays - waits) / 1_000 == pytest.approx(np.ones(4), abs=0.2)
    assert days / 1_000 == pytest.approx(np.full(4, 2), abs=0.4)


# -- what must be refused -------------------------------------------------------------------------

CONTROLS = [
    (name, number)
    for name, family in FAMILIES.items()
    for number, control in enumerate(family.controls)
    if isinstance(family.plans[control.row], TwoStep) and control.plan is None
]


def test_every_family_in_two_steps_has_a_comparison_that_must_differ() -> None:
    assert {name for name, _ in CONTROLS} == {name for name, _, _ in IN_TWO_STEPS}


def test_an_engine_with_a_line_more_than_the_recursion_is_refused(tmp_path: Path) -> None:
    name, number = next(one for one in CONTROLS if one[0] == "erlang_b")
    files, row = Files(tmp_path), next(one for one in rows_of(name) if one.id == "EB-O04")
    tasks = tasks_of_control(name, number)
    assert [task.kind for task in tasks] == [COMPARE]
    for task in tasks:
        perform(task, task.key, files)
    found = refuse(name, number, row, files)
    assert found.passed
    assert "the recursion says" in found.note


def as_they_must_be(inputs: tuple[Input, ...], longer: float = 1.0) -> dict[str, object]:
    """Stretches of jobs that a comparison files: of the row's mean and spread, or ``longer``."""
    found: dict[str, object] = {}
    for one in inputs:
        means = longer * (1 + 0.01 * np.tile([-1.0, 1.0], 50))
        spread = 1 + 0.02 * np.tile([-1.0, -1.0, 1.0, 1.0], 25)
        squares = (longer * one.cv) ** 2 * spread + means**2
        found[one.name] = [[100.0, 100 * m, 100 * s] for m, s in zip(means, squares, strict=True)]
    return found


#: Controls in which engine and recursion agree on jobs that are not the row's.
ALIKE = [
    (name, number)
    for name, number in CONTROLS
    if FAMILIES[name].controls[number].title.endswith("for engine and recursion alike")
]


def test_every_family_in_two_steps_has_jobs_that_are_not_the_rows() -> None:
    assert {name for name, _ in ALIKE} == {name for name, _, _ in IN_TWO_STEPS}


@pytest.mark.parametrize(("name", "number"), [ALIKE[n] for n in (1, -1)])
def test_jobs_that_are_not_the_rows_are_refused_where_engine_and_recursion_agree(
    name: str, number: int, tmp_path: Path
) -> None:
    files, family = Files(tmp_path), FAMILIES[name]
    for task in tasks_of_control(name, number):
        perform(task, task.key, files)
        filed = files.read(files.work(task.key))
        assert filed["differs"] == ""
        z, word = inputs_of(family.recursions[task.name].inputs, [filed])
        assert abs(z) > 5
        assert "times the row's" in word
    row = next(r for r in rows_of(name) if r.id == family.controls[number].row)
    assert refuse(name, number, row, files).passed


def test_a_row_whose_jobs_are_not_its_own_fails_and_is_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = FAMILIES["output_analysis"].plans["OA-O02"]
    assert isinstance(plan, TwoStep)
    [row] = [one for one in rows_of("output_analysis") if one.id == "OA-O02"]
    [recursion] = {part.recursion for part in plan.parts}
    inputs = FAMILIES["output_analysis"].recursions[recursion].inputs
    monkeypatch.setattr(LongRunVariance, "answer", lambda *_: Answer(row.exact, 1.0, 99))
    for longer, passed in ((1.0, True), (1.001, True), (1.01, False)):
        files = Files(tmp_path / str(longer))
        for task in tasks_of(row, plan, Effort()):
            filed = {"jobs": 250_000, "differs": "", "inputs": as_they_must_be(inputs, longer),
                     "sums": {part.name: [[1.0]] for part in plan.parts}}  # fmt: skip
            files.write(files.work(task.key), filed)
        found = judge(row, plan, Effort(), files)
        assert found.passed is passed, found.note
        if not passed:
            assert "the jobs are not the row's: the mean of the times between jobs" in found.note
            assert is_run_again(found)


def test_values_that_do_not_differ_are_not_the_rows() -> None:
    one = Input("the work", lambda *_: np.ones(1), 1.0)
    _, word = inputs_of([one], [{"inputs": {"the work": [[10.0, 10.0, 10.0]] * 100}}])
    assert "the mean of the work" in word


def test_a_mixture_of_two_exponentials_by_hand() -> None:
    # One in eleven takes ten: 20/11 on the average; E(x^2) = 2 (10 + 100) / 11.
    mean, cv = mixture((0.7, 0.07), (1.0, 10.0))
    assert mean == pytest.approx(20 / 11)
    assert cv**2 == pytest.approx(20 / (20 / 11) ** 2 - 1)


def test_a_control_whose_jobs_are_all_equal_is_not_refused(tmp_path: Path) -> None:
    files = Files(tmp_path)
    for name, number in CONTROLS:
        for n, task in enumerate(tasks_of_control(name, number)):
            # One of several that is equal is one too many.
            inputs = FAMILIES[name].recursions[task.name].inputs
            filed = {
                "jobs": 9,
                "differs": "fault 3" if n else "",
                "inputs": as_they_must_be(inputs),
            }
            files.write(files.work(task.key), filed)
        row = next(r for r in rows_of(name) if r.id == FAMILIES[name].controls[number].row)
        assert not refuse(name, number, row, files).passed
