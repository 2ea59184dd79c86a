from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from telesim.experiment.sweep.points import axes_of, grid, listed
from telesim.experiment.sweep.values import value_text
from telesim.scenario.errors import ScenarioError


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("0,0.1,0.2", [0, 0.1, 0.2]),
        ("1..4", [1, 2, 3, 4]),
        ("0:1:0.25", [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("0:0.3:0.1", [0.0, 0.1, 0.2, 0.3]),
        ("-1..1", [-1, 0, 1]),
        ("1..3 h", ["1 h", "2 h", "3 h"]),
        ("0.5:1.5:0.5 work h, 3 work h", ["0.5 work h", "1 work h", "1.5 work h", "3 work h"]),
        ("5 %, '10 %'", ["5 %", "10 %"]),
        ('"1,000 CNY", 900 CNY', ["1,000 CNY", "900 CNY"]),
        ("repair-first, install-first", ["repair-first", "install-first"]),
        ("true, false, null", [True, False, None]),
        ("2001-01-01", ["2001-01-01"]),
        (
            "{lognormal: {mean: 1 work h, cv: 0.8}}, 3 work h",
            [{"lognormal": {"mean": "1 work h", "cv": 0.8}}, "3 work h"],
        ),
        ([1, "2..3", 7.5], [1, 2, 3, 7.5]),
        (4, [4]),
    ],
)
def test_values_are_read_as_a_file_would_read_them(written: object, values: list[Any]) -> None:
    found = [point["a.b"] for point in grid({"a.b": written})]
    assert found == values
    assert [type(one) for one in found] == [type(one) for one in values]


@pytest.mark.parametrize(
    "written", ["", "1,,2", "4..1", "1.5..3", "0:1:0.3", "0:1:-0.1", "2,2", "{a: 1", "0:1e9:1", []]
)
def test_what_is_no_range_is_refused(written: object) -> None:
    with pytest.raises(ScenarioError, match=r"a\.b"):
        grid({"a.b": written})


def test_a_grid_is_every_combination_the_last_path_fastest() -> None:
    assert grid({"a": "1..2", "b": "x, y"}) == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
    ]


def test_too_many_points_are_refused() -> None:
    with pytest.raises(ScenarioError, match="1,000,000 points, need 10,000 or fewer"):
        grid({"a": "1..1000", "b": "1..1000"})


def test_paths_may_have_equals_signs_in_their_values() -> None:
    assert axes_of(["a.b = x=1"]) == {"a.b": " x=1"}


def test_all_that_is_wrong_with_a_list_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("a,b\n1,2\n1..3,2\n4\n\n{,5\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        listed(file)
    assert [problem.line for problem in refused.value.problems] == [3, 4, 6]
    file.write_text("a,a\n1,2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the path twice"):
        listed(file)
    file.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="without points"):
        listed(file)
    file.write_text("a,b\n1,\n", encoding="utf-8")
    assert listed(file) == [{"a": 1}]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (3, "3"),
        ("5 %", "5 %"),
        (None, "null"),
        ({"a": 1}, '{"a": 1}'),
        (True, "true"),
    ],
)
def test_values_are_told_as_they_were_written(value: object, text: str) -> None:
    assert value_text(value) == text
