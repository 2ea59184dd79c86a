"""Shapley values against games with known answers, exact and sampled."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from telesim.experiment.explain import shapley
from telesim.experiment.explain.shapley import Values

Game = Callable[[int], Values]


def game(players: int, replications: int = 4, seed: int = 1, inert: int = -1) -> Game:
    """A random worth for each subset and replication; ``inert`` changes none of them."""
    generator = np.random.default_rng(seed)
    worths = {
        subset: generator.normal(size=replications)
        for subset in range(1 << players)
        if inert < 0 or not subset >> inert & 1
    }

    def worth(subset: int) -> Values:
        return worths[subset & ~(1 << inert) if inert >= 0 else subset]

    return worth


def by_all_orders(players: int, worth: Game) -> Values:
    """The definition: the mean of what each adds, over all orders of joining."""
    orders = list(itertools.permutations(range(players)))
    return shapley.sampled(players, worth, orders).per_replication


def test_the_glove_game() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6 of a pair."""

    def worth(subset: int) -> Values:
        return np.array([float(bool(subset & 1) and subset > 1)])

    found = shapley.exact(3, worth).per_replication[:, 0]
    assert found == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.mark.parametrize("players", [2, 3, 4, 5])
def test_exact_values_are_those_of_all_orders(players: int) -> None:
    worth = game(players)
    found = shapley.exact(players, worth)
    assert found.per_replication == pytest.approx(by_all_orders(players, worth))
    assert not found.sampling_error.any()


@pytest.mark.parametrize("players", [2, 6])
def test_the_values_add_up_to_the_whole(players: int) -> None:
    worth = game(players, replications=7)
    whole = worth((1 << players) - 1) - worth(0)
    found = shapley.exact(players, worth).per_replication.sum(axis=0)
    np.testing.assert_allclose(found, whole, rtol=0, atol=1e-12)


def test_an_inert_player_gets_exactly_zero() -> None:
    worth = game(6, inert=2)
    assert (shapley.exact(6, worth).per_replication[2] == 0).all()
    orders = shapley.sample_orders(6, 6)
    found = shapley.sampled(6, worth, orders)
    assert (found.per_replication[2] == 0).all()
    assert found.sampling_error[2] == 0
    one = found.interval(2)
    assert (one.mean, one.low, one.high) == (0, 0, 0)


def test_players_that_do_the_same_get_the_same() -> None:
    def worth(subset: int) -> Values:
        return np.array([float(subset.bit_count() ** 2), 1.0])

    found = shapley.exact(4, worth).per_replication
    assert found == pytest.approx(np.array([[4.0, 0.0]] * 4))


def test_sampled_values_agree_with_exact_ones_within_their_interval() -> None:
    """Of 8 players in 60 games about 95 % of the intervals hold the exact value."""
    held = []
    for seed in range(60):
        worth = game(8, replications=1, seed=seed)
        truth = shapley.exact(8, worth).per_replication[:, 0]
        orders = shapley.sample_orders(8, 40, seed=seed)
        found = shapley.sampled(8, worth, orders)
        half = shapley.student_quantile(found.pairs) * found.sampling_error
        held += list(np.abs(found.per_replication[:, 0] - truth) <= half)
    share, error = np.mean(held), math.sqrt(0.95 * 0.05 / len(held))
    assert share > 0.95 - 4 * error
    assert share < 1


def test_sampled_values_add_up_whatever_the_orders() -> None:
    worth = game(9)
    found = shapley.sampled(9, worth, shapley.sample_orders(9, 2))
    whole = worth((1 << 9) - 1) - worth(0)
    np.testing.assert_allclose(found.per_replication.sum(axis=0), whole, rtol=0, atol=1e-12)


def test_orders_come_with_their_reverse_and_are_the_same_every_time() -> None:
    orders = shapley.sample_orders(7, 5)
    assert len(orders) == 6
    assert all(sorted(order) == list(range(7)) for order in orders)
    assert [order[::-1] for order in orders[::2]] == orders[1::2]
    assert shapley.sample_orders(7, 12)[:6] == orders
    subsets = shapley.subsets_of_orders(7, orders)
    assert {0, 127} <= set(subsets)
    assert len(subsets) <= 6 * 6 + 2
    with pytest.raises(KeyError):
        # Nothing beyond those subsets is asked for; a table that lacks one is found out.
        table = {subset: np.zeros(1) for subset in subsets[1:]}
        shapley.sampled(7, table.__getitem__, orders)
    table = {subset: np.zeros(1) for subset in subsets}
    assert not shapley.sampled(7, table.__getitem__, orders).per_replication.any()


def test_intervals_are_students_and_hold_both_errors() -> None:
    values = np.array([1.0, 2.0, 3.0, 6.0])
    plain = shapley.interval(values)
    half = 3.182446 * values.std(ddof=1) / 2
    assert (plain.mean, plain.high - plain.mean) == pytest.approx((3.0, half))
    both = shapley.interval(values, 0.5, pairs=8)
    assert both.high - both.mean == pytest.approx(math.hypot(half, 2.364624 * 0.5))
    assert math.isnan(shapley.interval(values[:1]).low)
    # One pair of orders does not say how far it lies off.
    assert math.isnan(shapley.interval(values, math.nan, pairs=1).low)
