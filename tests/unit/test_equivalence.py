from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from telesim.experiment.regression import equivalence as eq
from telesim.experiment.regression.samples import Sample

RNG = np.random.default_rng(20260101)


def same(values: np.ndarray, other: np.ndarray, paired: bool) -> eq.Difference:
    take = eq.paired if paired else eq.two_samples
    return take(eq.influence(values), eq.influence(other))


def most(rate: float, trials: int) -> float:
    """What a rate may come to by luck: four standard errors above it."""
    return rate + 4 * math.sqrt(rate * (1 - rate) / trials)


@pytest.mark.parametrize("paired", [True, False])
def test_difference_and_interval_are_those_of_scipy(paired: bool) -> None:
    old, new = RNG.normal(10, 2, (2, 12))
    found = same(old[None], new[None], paired)
    wanted = stats.ttest_rel(new, old) if paired else stats.ttest_ind(new, old, equal_var=False)
    low, high = eq.interval(found)
    told = wanted.confidence_interval(0.9)
    assert found.difference[0] == pytest.approx(new.mean() - old.mean())
    assert (low[0], high[0]) == pytest.approx((told.low, told.high))
    assert eq.chance_of_moving(found, np.zeros(1))[0] == pytest.approx(wanted.pvalue)


def test_a_ratio_is_that_of_its_sums_and_its_spread_the_delta_method_s() -> None:
    weights = RNG.integers(50, 150, (1, 400)).astype(float)
    values = RNG.normal(10, 3, (1, 400)) + weights / 50
    found = eq.influence(values, weights)
    ratio = (values * weights).sum() / weights.sum()
    assert found.estimate[0] == pytest.approx(ratio)
    error = eq.paired(eq.influence(values * 0 + 1), found).error[0]
    left_out = [
        (np.delete(values[0], k) * np.delete(weights[0], k)).sum() / np.delete(weights[0], k).sum()
        for k in range(400)
    ]
    jackknife = math.sqrt(399 / 400 * ((np.array(left_out) - np.mean(left_out)) ** 2).sum())
    assert error == pytest.approx(jackknife, rel=0.02)


@pytest.mark.parametrize("law", ["normal", "lognormal", "counts"])
@pytest.mark.parametrize("count", [3, 10])
def test_a_mere_reseed_of_twenty_kpis_is_seldom_called_moved(law: str, count: int) -> None:
    trials, kpis = 1500, 20
    shape = (trials * kpis, count)

    def draw() -> np.ndarray:
        if law == "normal":
            return RNG.normal(100, 10, shape)
        if law == "lognormal":
            return RNG.lognormal(2, 0.5, shape)
        return RNG.poisson(0.7, shape).astype(float)

    found = same(draw(), draw(), paired=False)
    # No tolerance at all: the hardest case.
    chances = eq.chance_of_moving(found, np.zeros(len(found.difference))).reshape(trials, kpis)
    alarms = sum(eq.holm(row, eq.ALPHA_NAMED + eq.ALPHA_OTHERS).any() for row in chances)
    assert alarms / trials <= most(0.05, trials)


@pytest.mark.parametrize("paired", [True, False])
def test_what_differs_by_the_tolerance_is_seldom_called_the_same(paired: bool) -> None:
    trials, count, tolerance = 4000, 8, 5.0
    common = RNG.normal(0, 10, (trials, count)) if paired else 0.0
    old = 100 + common + RNG.normal(0, 3, (trials, count))
    new = 100 + tolerance + common + RNG.normal(0, 3, (trials, count))
    rate = eq.is_same(same(old, new, paired), np.full(trials, tolerance)).mean()
    assert 0.02 < rate <= most(eq.ALPHA_SAME, trials)


def test_common_draws_find_what_two_samples_cannot_tell() -> None:
    trials, count = 500, 10
    luck = RNG.normal(100, 10, (trials, count))
    worse = luck + 4 + RNG.normal(0, 0.5, (trials, count))
    tolerance = np.full(trials, 2.0)
    pairs, apart = same(luck, worse, paired=True), same(luck, worse, paired=False)
    assert (eq.chance_of_moving(pairs, tolerance) < 0.001).mean() > 0.99
    assert (eq.chance_of_moving(apart, tolerance) < 0.05).mean() < 0.2
    slight = luck + 0.3 + RNG.normal(0, 0.5, (trials, count))
    assert eq.is_same(same(luck, slight, paired=True), tolerance).mean() > 0.99


def test_counts_without_spread_have_the_chance_of_a_permutation() -> None:
    old, new = np.zeros((1, 3)), np.ones((1, 3))
    # 2 of the 20 ways to deal 6 values into two hands keep like with like.
    assert eq.chance_of_moving(same(old, new, False), np.zeros(1))[0] == pytest.approx(2 / 20)
    # 2 of the 8 ways to sign three differences give all the same sign.
    assert eq.chance_of_moving(same(old, new, True), np.zeros(1))[0] == pytest.approx(2 / 8)
    assert eq.is_same(same(old, new, True), np.ones(1))[0]


def test_one_replication_decides_nothing() -> None:
    found = same(np.zeros((1, 1)), np.full((1, 1), 9.0), paired=False)
    assert not eq.is_same(found, np.full(1, 100.0))[0]
    assert eq.chance_of_moving(found, np.zeros(1))[0] == 1
    assert eq.replications_needed(found, 1.0, 1, 1) is None


def test_holm_is_that_of_the_paper() -> None:
    # 0.01 <= 0.05/4, 0.013 <= 0.05/3, 0.03 > 0.05/2: the walk ends there, 0.04 falls with it.
    chances = np.array([0.03, 0.01, 0.04, 0.013])
    assert eq.holm(chances, 0.05).tolist() == [False, True, False, True]
    assert eq.holm(np.array([]), 0.05).tolist() == []


def test_replications_usable_in_one_alone_are_not_paired() -> None:
    old = Sample("h", np.array([1.0, np.nan, 3.0, 4.0]), None)
    new = Sample("h", np.array([1.0, 2.0, 3.0, 4.0]), None)
    assert eq.compare(old, new, pairs=True)[1] is False
    assert eq.compare(old, old, pairs=True)[1] is True


def test_needed_replications_shrink_the_interval_enough() -> None:
    old = RNG.normal(100, 10, (1, 10))
    found = same(old, RNG.normal(100, 10, (1, 10)), paired=False)
    tolerance = abs(float(found.difference[0])) + 1
    needed = eq.replications_needed(found, tolerance, 10, 4)
    assert needed is not None and needed > 10
    half = stats.t.ppf(0.95, found.freedom[0]) * found.error[0] * math.sqrt(10 / needed)
    assert half <= 1 + 1e-9
