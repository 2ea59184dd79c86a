"""All points of a design loaded and checked before any of them is simulated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.sweep.values import value_text
from telesim.scenario.errors import Problem, ScenarioError
from telesim.scenario.loading import load
from telesim.scenario.reforms import PYTHON

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: What messages call the place of a value that a point sets at the path they name.
SETTING = "--over"
#: What is said of a path that the model does not know, whatever its value.
NO_PATH = "a path that does not exist"
#: Called with points checked and points in all.
Checked = Callable[[int, int], None]


def load_points(
    file: str | Path,
    reforms: Sequence[str | Path],
    points: Sequence[Mapping[str, Any]],
    told: Checked | None = None,
) -> list[Scenario]:
    """The scenario of every point, in their order.

    Raises:
        ScenarioError: everything that is wrong at any point, each problem once, with the first
            point that has it.
    """
    scenarios: list[Scenario] = []
    problems: dict[Problem, Problem] = {}
    for number, point in enumerate(points, 1):
        try:
            scenarios.append(load(file, reforms, point))
        except ScenarioError as refused:
            for one in refused.problems:
                problems.setdefault(one, _at(number, point, one))
        if told is not None:
            told(number, len(points))
    if problems:
        raise ScenarioError(problems.values())
    return scenarios


def unknown_paths(
    file: str | Path, reforms: Sequence[str | Path], paths: Sequence[str]
) -> list[Problem]:
    """The paths that do not exist, each with the nearest one that does."""
    found: dict[Problem, None] = {}
    for path in paths:
        try:
            load(file, reforms, {path: 0})
        except ScenarioError as refused:
            for one in refused.problems:
                if one.found == NO_PATH and one.file == PYTHON:
                    found.setdefault(replace(one, file=SETTING))
    return list(found)


def point_words(point: Mapping[str, Any]) -> str:
    """A point as messages tell it: ``crews.field.count = 3, policies.dispatch = by-age``."""
    said = (f"{path} = {value_text(value)}" for path, value in point.items())
    return ", ".join(said) or "the scenario as it is"


def _at(number: int, point: Mapping[str, Any], one: Problem) -> Problem:
    """A problem with the point in the place of the file, where no file has said the value."""
    if one.file == PYTHON and one.path in point:
        return replace(one, file=SETTING)
    place = f"point {number} ({point_words(point)})"
    return replace(one, file=place if one.file == PYTHON else f"{place} {one.file}")
