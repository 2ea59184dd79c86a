"""What is read from runs, and statistics of it, by hand: variance constants, lines, no interval."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from telesim.units import DAY_MS, HOUR_MS
from verification import desks
from verification.answers import LongRunVariance, Mean, Quantile, Variance, difference, quotient
from verification.families import m_t_inf
from verification.filing import Files
from verification.judging import Effort, judge, tasks_of
from verification.plans import Part, Simulated
from verification.rows import rows_of
from verification.samples import Wait

pytestmark = pytest.mark.theory


def series(copies: int, length: int, keeps: float) -> np.ndarray:
    """Copies of a series of which each value keeps a share of the one before it."""
    draw = np.random.Generator(np.random.Philox(11))
    noise = draw.standard_normal((length, copies))
    values = np.empty_like(noise)
    values[0] = noise[0] / math.sqrt(1 - keeps**2)
    for n in range(1, length):
        values[n] = keeps * values[n - 1] + noise[n]
    return values.T


def test_the_variance_constant_of_a_series_that_remembers() -> None:
    copies, stretch = 400, 20
    averages = series(copies, 4_000, 0.5).reshape(copies, -1, stretch).mean(axis=2)
    copy = np.repeat(np.arange(copies), averages.shape[1])
    statistic = LongRunVariance(stretch)
    found = statistic.answer(statistic.sums(copy, averages.ravel(), copies))
    exact = 1 / (1 - 0.5) ** 2
    assert found.half_width < 0.03
    assert abs(found.z(exact)) < 4
    # A stretch without the next has lost what both share at their border.
    alone = stretch * float(averages.var())
    assert alone < exact * (1 - 0.06)
    assert abs(found.z(alone)) > 6


def test_the_variance_constant_of_a_ratio_is_that_of_what_it_leaves() -> None:
    # Per length the sums are 3 but for noise of variance 4 a unit, whatever the lengths are.
    draw = np.random.Generator(np.random.Philox(12))
    lengths = draw.uniform(5, 15, (50, 800))
    sums = 3 * lengths + 2 * np.sqrt(lengths) * draw.standard_normal(lengths.shape)
    found = LongRunVariance().answer(LongRunVariance.sums_of(sums, lengths))
    assert found.half_width < 0.04
    assert abs(found.z(4.0)) < 4


# -- desks ----------------------------------------------------------------------------------------


def calls(monkeypatch: pytest.MonkeyPatch, *hours: tuple[float, float]) -> SimpleNamespace:
    """A town of one day that counts, with calls from an hour to an hour; both the same = lost."""
    came, left = (np.array(hours).T * HOUR_MS).astype(np.int64)
    end = np.where(came == left, desks.ENGAGED, -1)
    found = desks.Calls(came, np.zeros_like(came), left, end)
    monkeypatch.setattr(desks, "calls_of", lambda log: found)
    return SimpleNamespace(window_start_ms=-DAY_MS, window_end_ms=DAY_MS)


def test_time_in_which_all_lines_are_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    town = calls(monkeypatch, (1, 5), (2, 3), (2.5, 2.5), (11, 13), (11.5, 14), (13, 15))
    full = desks.AllInUse(2, 2)(town, None)  # type: ignore[arg-type]
    assert full.values * 12 == pytest.approx([1.5, 2])
    assert full.copy.tolist() == [0, 0]
    mean = desks.MeanAtDesk(2)(town, None)  # type: ignore[arg-type]
    assert mean.values * 12 == pytest.approx([6.5, 5])


def test_calls_take_the_first_line_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    came, left = np.array([0, 1, 2, 10, 11]), np.array([5, 3, 20, 12, 12])
    assert desks.lines_in_order(came, left, 3).tolist() == [0, 1, 2, 0, 1]
    with pytest.raises(ValueError, match="a call at 2 ms has none of 2"):
        desks.lines_in_order(came, left, 2)
    town = calls(monkeypatch, (1, 5), (2, 3), (4, 4), (6, 9), (7, 13))
    for which, hours in ((1, 7), (2, 7)):
        share = desks.LineInOrder(2, which)(town, None)  # type: ignore[arg-type]
        assert share.values * 24 == pytest.approx([hours])


# -- no interval ----------------------------------------------------------------------------------


def test_copies_that_do_not_differ_tell_nothing_of_the_error() -> None:
    copy = np.repeat(np.arange(10), 5)
    never = np.zeros(50)
    for statistic in (Mean(), Variance()):
        found = statistic.answer(statistic.sums(copy, never, 10))
        assert (found.value, found.half_width) == (0.0, math.inf)
    ones = Mean().answer(Mean().sums(copy, never + 1, 10))
    some = Mean().answer(Mean().sums(copy, np.arange(50.0), 10))
    assert difference(some, ones).half_width == math.inf
    assert quotient(some, ones).half_width == math.inf


def test_a_quantile_about_which_no_value_lies_has_no_interval() -> None:
    copy, quantile = np.repeat(np.arange(10), 5), Quantile(0.5, 10.0)
    for values in (np.linspace(20, 30, 50), np.linspace(0, 5, 50)):
        found = quantile.answer(quantile.sums(copy, values, 10))
        assert found.half_width == math.inf


def test_a_row_without_an_interval_does_not_pass(tmp_path: Path) -> None:
    row = next(one for one in rows_of("erlang_c") if one.id == "EC-O05")
    plan, files = Simulated((Part("m-m-3", Wait(), Mean()),)), Files(tmp_path)
    for task in tasks_of(row, plan, Effort()):
        sums = [[1.0, row.exact]] * 5
        files.write(files.work(task.key), {"sums": {plan.parts[0].key: sums}})
    found = judge(row, plan, Effort(), files)
    assert found.value == pytest.approx(row.exact)
    assert not found.passed
    assert "has no interval" in found.note


# -- steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", ["MI-O01", "MI-O02", "MI-O03"])
def test_steps_for_a_sine_err_by_less_than_a_tenth_of_the_width(identity: str) -> None:
    plan = m_t_inf.FAMILY.plans[identity]
    assert isinstance(plan, Simulated)
    assert m_t_inf.error_of_steps(identity) < plan.width / 10
