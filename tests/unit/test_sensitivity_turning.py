"""Crossings of a limit, on curves whose crossing is known."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from telesim.experiment.estimate import student_quantile
from telesim.experiment.point_answers import Answers
from telesim.experiment.sensitivity.ranges import Factor
from telesim.experiment.sensitivity.refining import refined
from telesim.experiment.sensitivity.turning import crossings
from telesim.experiment.verdicts import Verdict, answer


def test_a_straight_line_crosses_where_it_should_with_the_span_of_its_band() -> None:
    x = [0.0, 0.5, 1.0]
    mean = [10.0, 15.0, 20.0]
    [found] = crossings(x, mean, [m - 2 for m in mean], [m + 2 for m in mean], 16.0)
    assert found.value == pytest.approx(0.6)
    assert found.low == pytest.approx(0.4, abs=1e-3)
    assert found.high == pytest.approx(0.8, abs=1e-3)


@pytest.mark.parametrize("limit", [5.0, 25.0])
def test_a_limit_outside_the_band_is_not_crossed(limit: float) -> None:
    assert crossings([0, 1], [10, 20], [8, 18], [12, 22], limit) == []


def test_spans_that_leave_the_range_are_open() -> None:
    [found] = crossings([0, 1], [10, 20], [4, 14], [16, 26], 15.0)
    assert found.value == pytest.approx(0.5)
    assert (found.low, found.high) == (None, None)
    [found] = crossings([0, 1], [10, 20], [4, 14], [16, 26], 12.0)
    assert (found.low, found.high) == (None, pytest.approx(0.8, abs=1e-3))
    [touch] = crossings([0, 1], [10, 11], [8, 9], [12, 13], 12.5)
    assert touch.value is None and touch.low == pytest.approx(0.5, abs=1e-3) and touch.high is None


def test_a_curve_may_cross_twice() -> None:
    x = np.linspace(0, 1, 11)
    mean = (x - 0.5) ** 2
    found = crossings(list(x), list(mean), list(mean - 0.01), list(mean + 0.01), 0.09)
    assert [one.value for one in found] == pytest.approx([0.2, 0.8])
    assert all(one.low is not None and one.low < one.value < one.high for one in found)  # type: ignore[operator]


def test_a_band_without_width_is_crossed_in_a_point() -> None:
    [found] = crossings([0, 1], [0, 3], [0, 3], [0, 3], 1.0)
    assert found.value == found.low == found.high == pytest.approx(1 / 3)


def test_the_span_covers_the_true_turning_value() -> None:
    """mean(x) = 40 exp(-2 x) crosses 20 at log(2) / 2; noise is common over the values."""
    truth, runs, n = math.log(2) / 2, 400, 8
    x = np.linspace(0, 1, 9)
    true = 40 * np.exp(-2 * x)
    draw = np.random.Generator(np.random.Philox(5))
    covered, values = 0, []
    for _ in range(runs):
        common = draw.normal(0, 3, (n, 1)) * (true / 40)
        y = true + common + draw.normal(0, 1, (n, len(x)))
        mean = y.mean(axis=0)
        half = student_quantile(n) * y.std(axis=0, ddof=1) / math.sqrt(n)
        found = crossings(list(x), list(mean), list(mean - half), list(mean + half), 20.0)
        covered += any((c.low or 0) <= truth <= (1 if c.high is None else c.high) for c in found)
        values += [c.value for c in found if c.value is not None]
    error = 3 * math.sqrt(0.95 * 0.05 / runs)
    assert 0.95 - error <= covered / runs <= 0.95 + error
    assert np.mean(values) == pytest.approx(truth, abs=0.02)


def verdict(mean: float, half: float, limit: float) -> Verdict:
    """A target that its mean and interval alone tell apart."""
    said = answer("at_most", limit, mean - half, mean + half)
    figures = {"mean": mean, "ci_low": mean - half, "ci_high": mean + half}
    nothing = {"probability": None, "probability_low": None, "probability_high": None}
    return Verdict(
        name="supply", kpi="supply_time_mean", where={}, direction="at_most", limit=limit,
        unit="days", n=10, verdict=said, needed=None, **figures, **nothing,
    )  # fmt: skip


def test_a_bent_curve_is_made_finer_where_it_turns() -> None:
    """A queue near its capacity: the chord between two values alone would miss by its bend."""

    def ask(factor: Factor, values: Sequence[float]) -> list[Answers]:
        asked.append(tuple(values))
        return [Answers((verdict(2 / (x - 0.4), 0.5, 15.0),), ()) for x in values]

    asked: list[tuple[float, ...]] = []
    truth = 0.4 + 2 / 15
    factor = Factor("policies.pay.pace", 0.45, 1.05)
    coarse = (0.45, 0.65, 0.85, 1.05)
    found = refined(factor, coarse, None, ask)
    [crossing] = found.targets[0].crossings
    assert crossing.low < truth < crossing.high  # type: ignore[operator]
    assert crossing.value == pytest.approx(truth, abs=0.001)
    [chord] = crossings(
        coarse, *([2 / (x - 0.4) + d for x in coarse] for d in (0, -0.5, 0.5)), 15.0
    )
    assert chord.low > truth, "which the coarse curve excludes"  # type: ignore[operator]
    assert asked[0] == coarse and 3 <= len(asked) <= 6
    assert all(0.45 < value < 0.65 for more in asked[1:] for value in more)


def test_whole_numbers_are_halved_to_whole_numbers() -> None:
    def ask(factor: Factor, values: Sequence[float]) -> list[Answers]:
        assert all(value == int(value) for value in values)
        return [Answers((verdict(40 - 3 * x, 1.0, 20.0),), ()) for x in values]

    found = refined(Factor("crews.field.count", 1, 13, is_whole=True), (1.0, 5.0, 13.0), None, ask)
    assert {6.0, 7.0, 9.0} & set(found.values)
    assert found.targets[0].answers == ("missed", "met")
