"""What an interval says against a margin."""

from __future__ import annotations

import math

import pytest

from telesim.experiment.compare.judging import needed, relation, rests_on_open
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


def test_open_cases_speak_only_against_the_scenario_that_leaves_them_open() -> None:
    assert rests_on_open("better", 0.0, 0.02)
    assert not rests_on_open("better", 0.02, 0.0)
    assert rests_on_open("worse", 0.02, 0.0)
    assert not rests_on_open("worse", 0.0, 0.02)
    assert rests_on_open("no practical difference", 0.02, 0.0)
    assert not rests_on_open("undecided", 0.5, 0.5)
    assert not rests_on_open("better", 0.005, 0.005)


def test_replications_needed_go_by_the_nearer_edge_of_the_margin() -> None:
    # 4 h, deviation 6 h, 10 replications: t = 2.262; half-width 4.3 h.
    assert needed(4, 6, 0, 10) == 12
    assert needed(4, 6, 2, 10) == 47
    assert needed(-4, 6, 2, 10) == 47
    assert needed(2, 6, 2, 10) == MOST_NEEDED + 1
    assert needed(2, math.nan, 2, 1) is None
