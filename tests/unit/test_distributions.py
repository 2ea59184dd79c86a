from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telesim.distributions import DISTRIBUTIONS, Distribution
from telesim.distributions.hyperexponential import Hyperexponential

CASES: list[tuple[str, dict[str, Any]]] = [
    ("constant", {"value": 7.0}),
    ("exponential", {"mean": 3.0}),
    ("lognormal", {"mean": 2.0, "cv": 0.8}),
    ("lognormal", {"mean": 2.0, "sigma": 0.5}),
    ("gamma", {"mean": 4.0, "cv": 0.5}),
    ("gamma", {"mean": 4.0, "cv": 1.6}),
    ("erlang", {"mean": 5.0, "k": 3}),
    ("hyperexponential", {"mean": 3.0, "cv": 1.0}),
    ("hyperexponential", {"mean": 3.0, "cv": 2.5}),
    ("uniform", {"low": 1.0, "high": 4.0}),
    ("uniform-int", {"low": 2.0, "high": 20.0}),
    ("weibull", {"mean": 6.0, "shape": 1.5}),
    ("weibull", {"mean": 6.0, "shape": 0.7}),
    ("empirical", {"values": (5.0, 1.0, 2.0)}),
    ("empirical", {"values": (5.0, 1.0, 2.0), "weights": (1.0, 0.0, 3.0)}),
]


def make(name: str, parameters: dict[str, Any]) -> Distribution:
    return DISTRIBUTIONS[name](**parameters)


def moment(law: Distribution, power: int) -> float:
    """The integral of the quantile function's power over (0, 1).

    With u = t^3 (10 - 15 t + 6 t^2) both ends are sampled densely, where quantiles run away.
    """
    t = (np.arange(400_000) + 0.5) / 400_000
    u = t**3 * (10 - 15 * t + 6 * t * t)
    weight = 30 * t * t * (1 - t) ** 2 / 400_000
    inside = u < 1
    return float(np.sum(law.from_uniform(u[inside]) ** power * weight[inside]))


def test_every_registered_law_is_among_the_cases() -> None:
    assert {name for name, _ in CASES} == set(DISTRIBUTIONS)


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_the_stated_mean_is_the_integral_of_the_quantiles(
    name: str, parameters: dict[str, Any]
) -> None:
    law = make(name, parameters)
    assert moment(law, 1) == pytest.approx(law.expected, rel=2e-4)


@pytest.mark.parametrize(
    ("name", "parameters", "cv"),
    [
        ("exponential", {"mean": 3.0}, 1.0),
        ("lognormal", {"mean": 2.0, "cv": 0.8}, 0.8),
        ("gamma", {"mean": 4.0, "cv": 0.5}, 0.5),
        ("erlang", {"mean": 5.0, "k": 4}, 0.5),
        ("hyperexponential", {"mean": 3.0, "cv": 2.5}, 2.5),
    ],
)
def test_the_stated_spread_is_that_of_the_quantiles(
    name: str, parameters: dict[str, Any], cv: float
) -> None:
    law = make(name, parameters)
    mean = moment(law, 1)
    assert math.sqrt(moment(law, 2) - mean * mean) / mean == pytest.approx(cv, rel=2e-3)


@pytest.mark.parametrize(("name", "parameters"), CASES)
@given(marks=st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=30))
def test_a_larger_mark_never_gives_a_smaller_value(
    name: str, parameters: dict[str, Any], marks: list[float]
) -> None:
    values = make(name, parameters).from_uniform(np.sort(np.array(marks)))
    assert values.shape == (len(marks),)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= -1e-12 * values[1:]).all()


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_a_value_depends_on_its_own_mark_alone(name: str, parameters: dict[str, Any]) -> None:
    law = make(name, parameters)
    marks = np.linspace(0, 1, 257, endpoint=False)
    together = law.from_uniform(marks)
    single = np.concatenate([law.from_uniform(marks[n : n + 1]) for n in range(len(marks))])
    assert np.array_equal(together, single)


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_a_single_value_is_that_of_the_column_to_the_bit(
    name: str, parameters: dict[str, Any]
) -> None:
    law = DISTRIBUTIONS[name](**parameters)
    marks = np.array([0.0, 2.0**-53, 0.1, 0.25, 0.5, 0.77, 1 - 2.0**-53])
    assert [law.one(mark) for mark in marks.tolist()] == law.from_uniform(marks).tolist()


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_an_empty_draw_is_empty(name: str, parameters: dict[str, Any]) -> None:
    assert make(name, parameters).from_uniform(np.empty(0)).shape == (0,)


@pytest.mark.parametrize(
    ("name", "parameters", "word"),
    [
        ("constant", {"value": -1.0}, "value"),
        ("exponential", {"mean": -1.0}, "mean"),
        ("exponential", {"mean": math.nan}, "mean"),
        ("lognormal", {"mean": 1.0}, "cv"),
        ("lognormal", {"mean": 1.0, "cv": 1.0, "sigma": 1.0}, "cv"),
        ("lognormal", {"mean": 1.0, "cv": -0.5}, "cv"),
        ("gamma", {"mean": 1.0, "cv": 0.0}, "cv"),
        ("erlang", {"mean": 1.0, "k": 0}, "k"),
        ("hyperexponential", {"mean": 1.0, "cv": 0.9}, "cv"),
        ("uniform", {"low": 2.0, "high": 1.0}, "high"),
        ("uniform-int", {"low": 1.5, "high": 3.0}, "low"),
        ("weibull", {"mean": 1.0, "shape": 0.0}, "shape"),
        ("empirical", {"values": ()}, "values"),
        ("empirical", {"values": (1.0, -1.0)}, "values"),
        ("empirical", {"values": (1.0,), "weights": (0.0,)}, "weights"),
        ("empirical", {"values": (1.0,), "weights": (1.0, 2.0)}, "weights"),
    ],
)
def test_an_impossible_parameter_is_refused_by_name(
    name: str, parameters: dict[str, Any], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        make(name, parameters)


@given(st.floats(1, 60), st.floats(0, 1, exclude_max=True))
def test_hyperexponential_values_solve_their_equation(cv: float, mark: float) -> None:
    law = Hyperexponential(1.0, cv)
    value = float(law.from_uniform(np.array([mark]))[0])
    (p1, r1), (p2, r2) = law.phases
    assert p1 / r1 == pytest.approx(p2 / r2)
    survival = p1 * math.exp(-r1 * value) + p2 * math.exp(-r2 * value)
    assert survival == pytest.approx(1 - mark, rel=1e-9, abs=1e-15)


def test_weights_of_zero_are_never_drawn() -> None:
    law = make("empirical", {"values": (1.0, 2.0, 3.0), "weights": (0.0, 1.0, 0.0)})
    assert set(law.from_uniform(np.array([0.0, 0.5, 1 - 2**-53]))) == {2.0}
