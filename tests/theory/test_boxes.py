"""Statistical boxes against binomial limits, a sum over all fills, and SciPy's beta-binomial."""

from __future__ import annotations

import pytest
from scipy.stats import betabinom

from telesim.theory import box_full, rest_of_box_in_use


@pytest.mark.parametrize(("size", "fill"), [(1, 0.3), (10, 0.8), (30, 0.95)])
def test_without_correlation_a_box_is_binomial(size: int, fill: float) -> None:
    assert box_full(size, fill, 0.0) == pytest.approx(fill**size, rel=1e-12)
    assert rest_of_box_in_use(size, fill, 0.0) == pytest.approx(fill ** (size - 1), rel=1e-12)


@pytest.mark.parametrize("fill", [0.0, 0.4, 1.0])
def test_with_full_correlation_boxes_are_full_or_empty(fill: float) -> None:
    assert box_full(20, fill, 1.0) == pytest.approx(fill)
    assert rest_of_box_in_use(20, fill, 1.0) == 1.0


@pytest.mark.parametrize("correlation", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("size", [10, 20, 30])
@pytest.mark.parametrize("fill", [0.5, 0.8, 0.85, 0.97])
def test_it_is_the_last_term_of_a_beta_binomial(size: int, fill: float, correlation: float) -> None:
    strength = (1 - correlation) / correlation
    law = betabinom(size, fill * strength, (1 - fill) * strength)
    assert box_full(size, fill, correlation) == pytest.approx(float(law.pmf(size)), rel=1e-9)
    # A line drawn at random lies in a full box with the share of lines that full boxes hold.
    of_lines = size * float(law.pmf(size)) / (size * fill)
    assert rest_of_box_in_use(size, fill, correlation) == pytest.approx(of_lines, rel=1e-9)


def test_blocking_starts_near_80_to_85_per_cent() -> None:
    # Boxes of 20 pairs with a correlation of 0.05.
    found = {fill: round(100 * box_full(20, fill, 0.05), 1) for fill in (0.7, 0.8, 0.85, 0.9)}
    assert found == {0.7: 0.9, 0.8: 4.9, 0.85: 10.9, 0.9: 23.6}


def test_one_box_of_two_pairs_by_hand() -> None:
    # Fill 1/2, correlation 1/3: two coins that agree more often than not.
    # P(both) = 1/2 * (1/2 * 2/3 + 1/3) / (2/3 + 1/3) = 1/2 * 2/3 = 1/3.
    assert box_full(2, 0.5, 1 / 3) == pytest.approx(1 / 3)
    assert rest_of_box_in_use(2, 0.5, 1 / 3) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [((0, 0.5, 0.1), "size"), ((20, 1.1, 0.1), "fill"), ((20, 0.5, -0.1), "correlation")],
)
def test_wrong_arguments_are_refused(arguments: tuple[int, float, float], named: str) -> None:
    for calculator in (box_full, rest_of_box_in_use):
        with pytest.raises(ValueError, match=named):
            calculator(*arguments)
