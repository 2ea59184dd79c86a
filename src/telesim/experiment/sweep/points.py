"""The points of a sweep: a grid over paths, or the rows of a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from telesim.experiment.sweep.loading import SETTING
from telesim.experiment.sweep.values import crossed, values_of
from telesim.scenario.errors import Problems
from telesim.scenario.reading import TABLE_BYTES, read_text

#: Points of one sweep; more is a slip of the pen.
MOST_POINTS = 10_000
#: What all points share, so that they differ in nothing but the paths.
_SHARED = ("seed", "replications")


def axes_of(written: Sequence[str]) -> dict[str, str]:
    """``PATH=VALUES`` texts as path -> values, still as written.

    Raises:
        ScenarioError: a text without ``=``, or a path twice.
    """
    problems = Problems()
    found: dict[str, str] = {}
    for text in written:
        path, equals, values = text.partition("=")
        path = path.strip()
        if not path or not equals:
            problems.add(
                SETTING, 0, "", repr(text), "need PATH=VALUES, such as crews.field.count=1..4"
            )
        elif path in found:
            problems.add(SETTING, 0, path, "the path twice", "need all of its values in one --over")
        else:
            found[path] = values
    problems.raise_if_any()
    return found


def grid(over: Mapping[str, object]) -> list[dict[str, Any]]:
    """All combinations of the values of paths.

    Args:
        over: dotted path -> values, as a list or as a text such as ``"1..4"``.

    Raises:
        ScenarioError: everything that is wrong with paths and values.
    """
    problems = Problems()
    axes = {str(path): values_of(str(path), said, SETTING, problems) for path, said in over.items()}
    if not axes:
        problems.add(SETTING, 0, "", "", "need at least one PATH=VALUES, or a list of points")
    _refuse_shared(SETTING, axes, problems)
    problems.raise_if_any()
    number = 1
    for values in axes.values():
        number *= len(values)
    if number > MOST_POINTS:
        problems.add(SETTING, 0, "", f"{number:,} points", f"need {MOST_POINTS:,} or fewer")
        problems.raise_if_any()
    return crossed(axes)


def listed(file: Path) -> list[dict[str, Any]]:
    """The points of a CSV table: paths in its head, a point in each row.

    A cell holds one value, as after ``--over PATH=``; a blank one leaves the path of its point as
    the scenario has it.

    Raises:
        ScenarioError: everything that is wrong with the table.
    """
    problems = Problems()
    text = read_text(file, TABLE_BYTES, problems)
    problems.raise_if_any()
    rows = list(csv.reader(io.StringIO(text or "")))
    head = [name.strip() for name in rows[0]] if rows else []
    if not head or not all(head):
        problems.add(file, 1, "", "a head with a blank name" if head else "an empty table",
                     "need a path in each column")  # fmt: skip
    _refuse_shared(file, head, problems)
    for name in {name for name in head if head.count(name) > 1}:
        problems.add(file, 1, name, "the path twice", "need one column for each path")
    points = []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            problems.add(file, line, "", f"{len(row)} cells", f"need {len(head)}, as in the head")
            continue
        points.append(_point(file, line, dict(zip(head, row, strict=True)), problems))
    if not points and not len(problems):
        problems.add(file, 0, "", "a table without points", "need a row for each point")
    problems.raise_if_any()
    return points


def _refuse_shared(file: Path | str, paths: Iterable[str], problems: Problems) -> None:
    for path in paths:
        if path in _SHARED:
            problems.add(
                file, 0, path, "what all points have in common",
                f"need --{path} N for the whole sweep, or a run for each",
            )  # fmt: skip


def _point(file: Path, line: int, row: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    point: dict[str, Any] = {}
    for path, cell in row.items():
        if not cell.strip():
            continue
        inside = Problems()
        values = values_of(path, cell, str(file), inside)
        for one in inside:
            problems.add(file, line, path, one.found, one.expected, one.hint)
        if len(values) > 1:
            problems.add(file, line, path, f"{len(values)} values", "need one value in a cell")
        elif values:
            point[path] = values[0]
    return point
