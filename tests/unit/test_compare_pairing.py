"""Paired differences: the same figures as ``combine``, intervals that keep what they promise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from telesim.experiment.compare.pairing import Sample, paired, paired_proportions, unpaired
from telesim.experiment.compare.samples import Samples
from telesim.experiment.estimate import combine
from telesim.kpi.catalogue import where_key

#: So many comparisons of things that are alike; a 5 % test rejects 5 ± 2 s.e. of them.
TRIALS = 2_000
NULL = 0.05
SPREAD = 3 * math.sqrt(NULL * (1 - NULL) / TRIALS)


def plain(*values: float) -> Sample:
    return Sample(np.array(values, float), np.ones(len(values)))


def table(values: list[float], weights: list[float] | None, unit: str = "h") -> pd.DataFrame:
    n = len(values)
    denominators = [math.nan] * n if weights is None else weights
    return pd.DataFrame(
        {
            "replication": range(1, n + 1),
            "kpi": "k",
            "where": where_key({}),
            "unit": unit,
            "value": values,
            "n": [10] * n if weights is None else weights,
            "open": 0,
            "numerator": math.nan,
            "denominator": denominators,
        }
    )


@pytest.mark.parametrize("weights", [None, [4.0, 9.0, 2.0, 5.0]])
def test_the_means_are_those_of_each_run_by_itself(weights: list[float] | None) -> None:
    one, two = table([3, 5, 4, 7], weights), table([2, 6, 1, 7.5], weights)
    key = ("k", where_key({}))
    a, b = (Samples(t, range(1, 5)).of(key) for t in (one, two))
    found = paired(a, b)
    assert found.a == pytest.approx(float(combine(one)["mean"].iloc[0]))
    assert found.b == pytest.approx(float(combine(two)["mean"].iloc[0]))
    assert found.difference == pytest.approx(found.b - found.a)
    assert (found.higher, found.lower, found.equal) == (2, 2, 0)
    # Set against nothing, the deviation is that of the run.
    zero = Sample(np.zeros(4), a.weights)
    alone = float(combine(one)["deviation"].iloc[0])
    assert paired(zero, a).deviation == pytest.approx(alone)


def test_a_difference_by_hand() -> None:
    found = paired(plain(10, 20, 30), plain(11, 23, 32))
    assert found.difference == pytest.approx(2)
    assert found.deviation == pytest.approx(1)
    half = 4.302652729911275 / math.sqrt(3)  # t of 95 % with 2 degrees of freedom
    assert (found.ci_low, found.ci_high) == pytest.approx((2 - half, 2 + half))


def test_only_replications_with_a_value_in_both_count() -> None:
    found = paired(plain(1, math.nan, 3, 5), plain(2, 9, math.nan, 7))
    assert found.n == 2
    assert (found.a, found.b) == (3, 4.5)
    one = paired(plain(1), plain(2))
    assert one.difference == 1
    assert math.isnan(one.ci_low) and math.isnan(one.ci_high)
    none = paired(plain(math.nan), plain(2))
    assert none.n == 0 and math.isnan(none.difference)


def test_a_share_that_never_moved_from_the_end_is_not_known_for_certain() -> None:
    full = Sample(np.full(10, 100.0), np.full(10, 30.0), is_share=True)
    found = paired(full, full)
    assert found.difference == 0
    assert -3 < found.ci_low < -0.5 and 0.5 < found.ci_high < 3
    some = Sample(np.full(10, 60.0), np.full(10, 30.0), is_share=True)
    assert paired(some, some).ci_high == 0


def test_the_interval_of_a_difference_rejects_what_is_alike_in_five_of_a_hundred() -> None:
    rng = np.random.default_rng(20)
    rejected = {"paired": 0, "ratio": 0, "unpaired": 0}
    for _ in range(TRIALS):
        luck = rng.normal(size=12)
        a, b = (luck + 0.5 * rng.normal(size=12) for _ in range(2))
        cases = rng.integers(150, 250, size=12).astype(float)
        for name, found in (
            ("paired", paired(plain(*a), plain(*b))),
            ("ratio", paired(Sample(a, cases), Sample(b, cases))),
            ("unpaired", unpaired(plain(*a), plain(*(rng.normal(size=12) * 2)))),
        ):
            rejected[name] += found.ci_low > 0 or found.ci_high < 0
    for name, count in rejected.items():
        assert abs(count / TRIALS - NULL) < SPREAD, name


def test_what_independent_runs_give_is_wider_than_what_common_draws_give() -> None:
    rng = np.random.default_rng(3)
    luck = rng.normal(size=20)
    a, b = plain(*luck), plain(*(luck + 0.1 + 0.01 * rng.normal(size=20)))
    together, apart = paired(a, b), unpaired(a, b)
    assert together.difference == pytest.approx(apart.difference)
    assert together.ci_low > 0 > apart.ci_low
    assert apart.higher is None


def test_paired_proportions_as_published() -> None:
    """Newcombe 1998, 36 with both, 12 and 2 with one alone, none without: 0.0569 to 0.3404."""
    counts = (36, 2, 12, 0)
    a = np.repeat([True, True, False, False], counts)
    b = np.repeat([True, False, True, False], counts)
    assert paired_proportions(a, b) == pytest.approx((0.2, 0.0569, 0.3404), abs=1e-4)


def test_proportions_of_one_replication_say_nothing() -> None:
    assert paired_proportions(np.array([True]), np.array([False])) is None
