"""Checks of the stated ranges: each names one number of the scenario, which lies within it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from telesim.scenario.errors import display_path, shown
from telesim.scenario.finding import Finder
from telesim.scenario.findings import Findings
from telesim.scenario.node import Node, Path
from telesim.scenario.parameters import parameter_words
from telesim.scenario.ranges import Quantity, StatedRange, quantity
from telesim.scenario.reforms import PYTHON
from telesim.scenario.resolved import default_text, kind_of_parameter
from telesim.scenario.shape import Shape, nearest_path, shape_at
from telesim.units import UnitError

#: Ends may be rounded to this share of the value that stands on them, such as 0.82 for 1 / 1.22.
_ROUNDED = 1e-3


def check_ranges(found: Findings, tree: Node, finder: Finder) -> None:
    """Every range stands under the path of a number, has two ends and holds the number.

    A value that was given beside the files (``--set``, a point of a sweep) may lie outside: it is
    asked for.
    """
    for text, one in found.scenario.ranges.items():
        if not found.sound(f"ranges.{text}"):
            continue
        at: Path = ("ranges", text)
        ends = _ends(found, at, one)
        places = finder.find((), text, creating=True) if not text.startswith("ranges.") else []
        if not places:
            near = nearest_path(tuple(text.split(".")), tree)
            tell = f"did you mean {near!r}?" if near and near != text else ""
            found.say(at, "a path that does not exist", "need the path of a number", tell)
        elif len(places) > 1 or "*" in text.split("."):
            found.say(at, "a path of several numbers", "need a range for each of them")
        elif found.sound(text):
            _against(found, at, tree, places[0], one, ends)


def _ends(found: Findings, at: Path, one: StatedRange) -> tuple[Quantity, Quantity] | None:
    """Both ends, or None where they are none that can be varied between."""
    ends = []
    for word, written in (("low", one.low), ("high", one.high)):
        try:
            ends.append(quantity(written))
        except UnitError as problem:
            found.say((*at, word), shown(written), f"need {problem.expected}")
    if len(ends) < 2:
        return None
    low, high = ends
    if low.unit != high.unit:
        found.say(
            (*at, "high"), f"{shown(one.high)} beside {shown(one.low)}",
            "need one unit for both ends",
        )  # fmt: skip
        return None
    if low.number >= high.number:
        word = "empty" if low.number == high.number else "reversed"
        found.say(
            at, f"the {word} range {one.low} to {one.high}",
            "need the low end below the high one",
        )  # fmt: skip
        return None
    return low, high


def _against(
    found: Findings, at: Path, tree: Node, place: Path, one: StatedRange,
    ends: tuple[Quantity, Quantity] | None,
) -> None:  # fmt: skip
    """The range beside the number that stands at its path."""
    node, depth = tree.nearest(place)
    shape = shape_at(place)
    written = depth == len(place)
    value = _number_of(node) if written else _default(found.scenario, tree, place)
    try:
        base = quantity(value or "")
    except UnitError:
        said = shown(node.plain()) if written else "nothing"
        found.say(
            at, f"{said} there", "need the path of one number, or of a law with a mean",
            _areas(node) if written else "",
        )  # fmt: skip
        return
    if ends is None:
        return
    low, high = ends
    if low.kind != base.kind:
        found.say(at, f"{one.low} to {one.high}", f"need ends in the unit of its value, {value}")
        return
    if not _readable(found, at, shape, one):
        return
    near = _ROUNDED * abs(base.size)
    if not low.size - near <= base.size <= high.size + near and node.file != PYTHON:
        where = f"{display_path(node.file)}:{node.line} sets it" if written else "telesim's default"
        found.say(
            at, f"the value {value} outside its own range {one.low} to {one.high}",
            "need a range that holds the value", f"{where}; widen the range or change the value",
        )  # fmt: skip


def _readable(found: Findings, at: Path, shape: Shape | None, one: StatedRange) -> bool:
    """Whether the model would take both ends in the place of the value."""
    if shape is not None and shape.what == "area":
        shape = shape.item
    if shape is None or shape.what != "value" or shape.annotation is None:
        return True
    kind: Any = Annotated[(shape.annotation, *shape.marks)] if shape.marks else shape.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    good = True
    for word, written in (("low", one.low), ("high", one.high)):
        try:
            adapter.validate_python(written)
        except ValidationError as refused:
            error = refused.errors(include_url=False)[0]
            given = error.get("ctx", {}).get("error")
            expected = given.expected if isinstance(given, UnitError) else error["msg"].lower()
            found.say((*at, word), shown(written), f"need {expected.removeprefix('need ')}")
            good = False
    return good


def _number_of(node: Node) -> str | None:
    """A written value as text; of a law its mean."""
    if node.is_map and len(node.value) == 1:
        [law] = node.value.values()
        return _number_of(mean) if (mean := law.get("mean")) is not None else None
    if node.is_map or node.is_list or node.value is None or isinstance(node.value, bool):
        return None
    return node.text if node.text is not None else str(node.value)


def _areas(node: Node) -> str:
    """The names below a place, as what could be meant."""
    return f"name one of {', '.join(node.value)}" if node.is_map else ""


def _default(scenario: BaseModel, tree: Node, place: Path) -> str | None:
    """What the model puts at a path of which no file says anything; None for nothing."""
    typed: Any = scenario
    kind = None
    for step in place:
        if isinstance(typed, BaseModel):
            typed = getattr(typed, str(step), None)
        elif isinstance(typed, Mapping):
            typed = typed.get(step)
        elif dataclasses.is_dataclass(typed) and not isinstance(typed, type):
            field = parameter_words(type(typed)).get(str(step))
            if field is None:
                return None
            kind = kind_of_parameter(typed, field)
            typed = getattr(typed, field)
        elif isinstance(typed, tuple) and isinstance(step, int) and step < len(typed):
            typed = typed[step]
        else:
            return None
    if typed is None:
        return None
    shape = Shape("value", kind=kind) if kind is not None else shape_at(place)
    return default_text(typed, shape) if shape is not None else None
