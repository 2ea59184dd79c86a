"""Values by replication have the mean and interval that a run prints; mix and speed by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from telesim.experiment.estimate import combine
from telesim.experiment.explain.figures import of_sums, pulled
from telesim.experiment.explain.mix import Sums, mix_and_speed
from telesim.experiment.explain.shapley import interval


def test_pulled_values_have_the_mean_and_interval_of_a_run() -> None:
    value, weight = np.array([20.0, 31.0, 24.0, 28.0]), np.array([10.0, 60.0, 25.0, 5.0])
    table = pd.DataFrame(
        {
            "replication": range(1, 5), "kpi": "time_to_restore_mean", "where": "{}", "unit": "h",
            "value": value, "n": weight, "open": 0, "numerator": value * weight,
            "denominator": weight,
        }
    )  # fmt: skip
    run = combine(table).iloc[0]
    for values in (pulled(value, weight), of_sums(value * weight, weight)):
        found = interval(values)
        assert (found.mean, found.low, found.high) == pytest.approx(
            (run["mean"], run.ci_low, run.ci_high)
        )
    assert pulled(value, None) is value


def test_a_replication_without_cases_pulls_by_nothing() -> None:
    found = of_sums(np.array([30.0, 0.0, 10.0]), np.array([3.0, 0.0, 1.0]))
    assert found == pytest.approx([10.0, 10.0, 10.0])
    assert np.isnan(of_sums(np.zeros(2), np.zeros(2))).all()


def sums(*rows: tuple[tuple[float, float], ...], names: tuple[str, ...] = ("a", "b")) -> Sums:
    """By replication and cause: (cases, mean)."""
    counts = np.array([[n for n, _ in row] for row in rows])
    means = np.array([[mean for _, mean in row] for row in rows])
    return Sums(names, counts, counts * means)


def test_a_change_of_shares_alone_is_mix() -> None:
    before, after = sums(((50, 10), (50, 30))), sums(((75, 10), (25, 30)))
    found = mix_and_speed(before, after)
    assert found is not None
    assert (found.mix.mean, found.speed.mean) == pytest.approx((-5, 0))
    assert math.isnan(found.mix.low)
    assert [one.mix for one in found.strata] == pytest.approx([-1.875, -3.125])


def test_a_change_of_means_alone_is_speed() -> None:
    before, after = sums(((50, 10), (50, 30))), sums(((100, 8), (100, 26)))
    found = mix_and_speed(before, after)
    assert found is not None
    assert (found.mix.mean, found.speed.mean) == pytest.approx((0, -3))


def test_mix_and_speed_add_up_to_the_difference_with_intervals() -> None:
    generator = np.random.default_rng(5)

    def end(scale: float) -> Sums:
        counts = generator.poisson([40, 15, 5], size=(6, 3)).astype(float)
        return Sums(
            ("a", "b", "c"), counts, counts * scale * generator.gamma(400, 0.025, size=(6, 3))
        )

    before, after = end(1.0), end(0.7)
    found = mix_and_speed(before, after)
    assert found is not None
    difference = after.totals.sum() / after.counts.sum() - before.totals.sum() / before.counts.sum()
    assert found.mix.mean + found.speed.mean == pytest.approx(difference, abs=1e-12)
    assert math.fsum(one.mix + one.speed for one in found.strata) == pytest.approx(difference)
    assert found.speed.low < found.speed.mean < found.speed.high < 0
    assert found.mix.low < 0 < found.mix.high


def test_a_cause_at_one_end_alone_is_all_mix() -> None:
    before = sums(((50, 10),), names=("a",))
    after = sums(((50, 40), (50, 10)), names=("new", "a"))
    found = mix_and_speed(before, after)
    assert found is not None
    assert (found.mix.mean, found.speed.mean) == pytest.approx((15, 0))
    assert math.isnan(found.strata[1].mean_before)
    assert mix_and_speed(sums(((0, 0), (0, 0))), after) is None
