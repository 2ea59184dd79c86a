"""Multiple comparisons with the best: all intervals of a figure hold together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from telesim.experiment.compare.mcb import against_the_best, half_widths, places
from telesim.experiment.compare.pairing import Sample

MACRO = 4_000
PROMISED = 0.95
SCENARIOS, REPLICATIONS = 5, 10
HAIR = [0.0, 0.0, 0.0, 0.0, 1e-6]
#: True means; how much each scenario's own luck spreads beside the luck that all share.
CASES = {
    # The hardest: four that are all but as good.
    "a hair ahead": (HAIR, [1.0] * 5),
    "one step ahead": ([0.0, 0.0, 0.0, 0.0, 0.7], [1.0] * 5),
    "the best spreads little": ([0.3, 0.0, 0.0, 0.0, 0.0], [0.2, 2.0, 2.0, 2.0, 2.0]),
    "the best spreads much": ([0.3, 0.1, 0.0, -0.2, -0.4], [2.0, 0.2, 0.2, 1.0, 1.0]),
}


def coverage(means: np.ndarray, half: np.ndarray, truth: np.ndarray) -> float:
    lower, upper = against_the_best(means, half)
    others = np.array([truth[n] - np.delete(truth, n).max() for n in range(len(truth))])
    held = (lower <= others + 1e-12) & (others <= upper + 1e-12)
    return float(held.all(axis=-1).mean())


@pytest.mark.parametrize("case", CASES)
def test_all_intervals_of_five_scenarios_hold_together(case: str) -> None:
    truth, spread = map(np.array, CASES[case])
    rng = np.random.default_rng(5)
    common = rng.normal(size=(MACRO, 1, REPLICATIONS)) * 3
    own = rng.normal(size=(MACRO, SCENARIOS, REPLICATIONS)) * spread[:, None]
    values = truth[:, None] + common + own
    means = values.mean(axis=-1)
    found = coverage(means, half_widths(values - means[..., None]), truth)
    assert found >= PROMISED - 2 * math.sqrt(PROMISED * (1 - PROMISED) / MACRO)


def test_a_narrower_interval_would_not_hold() -> None:
    """The proof above can fail: with the t of a single pair they do not hold together."""
    truth, rng = np.array(HAIR), np.random.default_rng(6)
    values = truth[:, None] + rng.normal(size=(MACRO, SCENARIOS, REPLICATIONS))
    means = values.mean(axis=-1)
    single = half_widths(values - means[..., None], confidence=1 - 0.05 * (SCENARIOS - 1))
    held = coverage(means, single, truth)
    assert held < PROMISED - 4 * math.sqrt(PROMISED * (1 - PROMISED) / MACRO)


def plain(values: np.ndarray) -> Sample:
    return Sample(values, np.ones(values.size))


def test_the_best_is_named_whichever_way_a_figure_improves() -> None:
    rng = np.random.default_rng(7)
    luck = rng.normal(size=8) * 5
    samples = [plain(luck + mean + 0.1 * rng.normal(size=8)) for mean in (10, 12, 12.02)]
    lowest = places(samples, higher_is_better=False, margin=0)
    assert [one.standing for one in lowest] == ["best", "not the best", "not the best"]
    assert lowest[0].ahead == pytest.approx(2, abs=0.3)
    assert lowest[0].ci_low == 0 and lowest[1].ci_high == 0
    highest = places(samples, higher_is_better=True, margin=0)
    assert highest[0].standing == "not the best"
    assert {one.standing for one in highest[1:]} == {"may be the best"}
    # Two that differ by less than the margin are both as good as the best.
    wide = places(samples, higher_is_better=True, margin=0.5)
    assert [one.standing for one in wide[1:]] == ["as good as the best"] * 2
    assert wide[0].standing == "not the best"


def test_scenarios_that_are_the_same_are_both_the_best() -> None:
    rng = np.random.default_rng(8)
    one = rng.normal(size=6)
    found = places([plain(one), plain(one), plain(one + 9)], higher_is_better=False, margin=0)
    assert [place.standing for place in found] == ["best", "best", "not the best"]


def test_nothing_is_said_of_a_single_replication() -> None:
    found = places([plain(np.array([x])) for x in (1.0, 2.0, 3.0)], True, 0)
    assert {one.standing for one in found} == {"may be the best"}
    assert all(math.isnan(one.ci_low) for one in found)


def test_independent_runs_have_wider_intervals() -> None:
    rng = np.random.default_rng(9)
    luck = rng.normal(size=10) * 5
    samples = [plain(luck + n) for n in range(3)]
    samples = [plain(one.values + 0.01 * rng.normal(size=10)) for one in samples]
    common, apart = (places(samples, True, 0, common=way) for way in (True, False))
    assert common[2].standing == "best"
    assert apart[2].standing == "may be the best"


def test_who_may_only_look_better_is_not_called_the_best() -> None:
    rng = np.random.default_rng(10)
    luck = rng.normal(size=8)
    samples = [plain(luck + mean + 0.1 * rng.normal(size=8)) for mean in (10, 12, 14)]
    sure = places(samples, higher_is_better=False, margin=0)
    assert [one.standing for one in sure] == ["best", "not the best", "not the best"]
    doubtful = places(samples, higher_is_better=False, margin=0, flattered=(True, False, False))
    # The second beats the third, whatever the first leaves open.
    standings = [one.standing for one in doubtful]
    assert standings == ["may be the best", "may be the best", "not the best"]
    third = places(samples, higher_is_better=False, margin=0, flattered=(False, False, True))
    assert [one.standing for one in third] == [one.standing for one in sure]
