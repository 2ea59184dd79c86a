"""What an interval says against a margin."""

from __future__ import annotations

import math

import pytest

from telesim.experiment.compare.judging import Relation, needed, relation, rests_on_open
from telesim.experiment.estimate import MOST_NEEDED


@pytest.mark.parametrize(
    ("low", "high", "margin", "higher_is_better", "expected"),
    [
        (0.1, 0.3, 0, False, "worse"),
        (0.1, 0.3, 0, True, "better"),
        (0.1, 0.3, 0, None, "higher"),
        (-0.3, -0.1, 0, False, "better"),
        (-0.3, -0.1, 0, True, "worse"),
        (-0.3, -0.1, 0, None, "lower"),
        (-0.1, 0.3, 0, False, "undecided"),
        (0, 0, 0, False, "no difference"),
        # Beyond nothing is not beyond the margin.
        (0.1, 0.3, 0.2, False, "undecided"),
        (0.1, 0.3, 0.3, False, "no practical difference"),
        (0.1, 0.3, 0.05, False, "worse"),
        (-2, 1, 2, True, "no practical difference"),
        (-2.1, 1, 2, True, "undecided"),
        (2, 3, 2, True, "undecided"),
        (math.nan, math.nan, 2, True, "undecided"),
    ],
)
def test_relation(
    low: float, high: float, margin: float, higher_is_better: bool | None, expected: str
) -> None:
    assert relation(low, high, margin, higher_is_better) == expected


@pytest.mark.parametrize(
    ("said", "open_a", "open_b", "higher_is_better", "doubtful"),
    [
        ("better", 0.0, 0.02, False, True),
        ("better", 0.02, 0.0, False, False),
        ("worse", 0.02, 0.0, False, True),
        ("worse", 0.0, 0.02, False, False),
        ("better", 0.0, 0.02, True, False),
        ("better", 0.02, 0.0, True, True),
        ("worse", 0.0, 0.02, True, True),
        ("no practical difference", 0.02, 0.0, False, True),
        ("undecided", 0.5, 0.5, False, False),
        ("better", 0.005, 0.005, False, False),
    ],
)
def test_open_cases_make_times_look_short_and_shares_small(
    said: Relation, open_a: float, open_b: float, higher_is_better: bool, doubtful: bool
) -> None:
    assert rests_on_open(said, open_a, open_b, higher_is_better) is doubtful


def test_replications_needed_go_by_the_nearer_edge_of_the_margin() -> None:
    # 4 h, deviation 6 h, 10 replications: t = 2.262; half-width 4.3 h.
    assert needed(4, 6, 0, 10) == 12
    assert needed(4, 6, 2, 10) == 47
    assert needed(-4, 6, 2, 10) == 47
    assert needed(2, 6, 2, 10) == MOST_NEEDED + 1
    assert needed(2, math.nan, 2, 1) is None
