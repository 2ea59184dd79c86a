"""What may stand where in a scenario: the typed model seen as a tree of keys.

Overlays, messages, the JSON Schema and ``show`` all ask the same questions of the model:
which keys does this mapping take, is it made of fixed words or of the planner's own names,
is this mapping one value (a law, a rule) or a place for several?
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from telesim.registry import nearest
from telesim.scenario.fields import Kind, Words
from telesim.scenario.generator import Generate
from telesim.scenario.model import Scenario
from telesim.scenario.node import Node, Path, dotted

#: Keys of a scenario that stand for tables of rows.
TABLES = (
    "exchanges",
    "cabinets",
    "crews",
    "projects",
    "waiting",
    "open_faults",
    "planned_repairs",
    "ducts",
    "neighbours",
    "trunks",
    "circuits",
)
#: Fields that the loader fills and no file may set.
_NOT_WRITTEN = ("phases", "origin")
_FILES = {"type": "array", "items": {"type": "string"}}
#: Reform files: a list of them, or groups by name (see telesim.scenario.reform_lists).
_REFORMS = WithJsonSchema(
    {
        "anyOf": [
            _FILES,
            {"type": "object", "additionalProperties": {**_FILES, "minItems": 1}},
            {"type": "null"},
        ]
    }
)
#: Keys that only the loader reads, and what they mean.
_LOADED = {
    "extends": "A scenario file that this one begins from; it says what is different.",
    "reforms": "Reform files laid over the scenario, in order, or groups of them by name.",
    "copies": "How many independent copies of the towns there are, numbered; left out, the one.",
}


@dataclass(frozen=True)
class Shape:
    """One place in the model.

    ``what`` is ``section`` (fixed words), ``map`` (the planner's names), ``area`` (a value or
    one per area), ``rows`` (a table), ``list``, ``law``, ``choice`` or ``value``.
    """

    what: str
    fields: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    model: type[BaseModel] | None = None
    kind: Kind | None = None
    required: bool = False
    optional: bool = False
    default: Any = None
    info: FieldInfo | None = None
    annotation: Any = None
    #: The keys of a map, where the planner does not choose them.
    words: Words | None = None
    #: Bounds and readers of a value, as the model states them.
    marks: tuple[Any, ...] = ()

    def child(self, step: str | int) -> Shape | None:
        """The shape one step down, or None when nothing may stand there."""
        if self.what in ("section",) and isinstance(step, str):
            return self.fields.get(step)
        if self.what in ("map", "area", "list", "rows"):
            return self.item
        return None

    def known(self) -> tuple[str, ...]:
        """The fixed words that may stand here."""
        return tuple(self.fields)

    def example(self) -> Any:
        """A legal value, plain, for standing in where the written one is wrong."""
        if self.what == "section":
            return {n: shape.example() for n, shape in self.fields.items() if shape.required}
        if self.what == "map":
            return {}
        if self.what in ("rows", "list"):
            return []
        if self.what == "area" and self.item is not None:
            return self.item.example()
        if self.kind is not None and self.kind.name == "choice" and self.kind.registry is not None:
            return next(iter(self.kind.registry))
        if self.kind is not None:
            return self.kind.example
        if get_origin(self.annotation) is Literal:
            return get_args(self.annotation)[0]
        if self.annotation is str:
            return "xxx"
        if self.annotation is dt.date:
            return "2001-01-01"
        if self.annotation is bool:
            return False
        return 1


@cache
def scenario_shape() -> Shape:
    """The shape of a scenario file: the model, and the words that only the loader reads."""
    model = of_model(Scenario)
    fields = {name: shape for name, shape in model.fields.items() if name not in _NOT_WRITTEN}
    fields["extends"] = _loaded("extends", str)
    fields["reforms"] = _loaded("reforms", object, _REFORMS)
    fields["copies"] = _loaded("copies", int)
    fields["generate"] = of_model(Generate)
    return Shape("section", fields, model=Scenario)


def _loaded(word: str, annotation: type, *marks: Any) -> Shape:
    info = FieldInfo(description=_LOADED[word])
    return Shape("value", annotation=annotation, marks=marks, info=info)


@cache
def of_model(model: type[BaseModel]) -> Shape:
    """The shape of a section."""
    fields = {}
    for name, info in model.model_fields.items():
        if name in _NOT_WRITTEN and model is Scenario:
            continue
        shape = _of_annotation(info.annotation, tuple(info.metadata))
        fields[name] = Shape(
            shape.what,
            shape.fields,
            shape.item,
            shape.model,
            shape.kind,
            info.is_required(),
            shape.optional,
            None if info.is_required() else info.get_default(call_default_factory=True),
            info,
            shape.annotation,
            shape.words,
            shape.marks,
        )
    return Shape("section", fields, model=model)


def _of_annotation(annotation: Any, metadata: Iterable[Any] = ()) -> Shape:
    optional = False
    metadata = list(metadata)
    while True:
        if get_origin(annotation) in (Union, types.UnionType):
            rest = [one for one in get_args(annotation) if one is not type(None)]
            optional = optional or len(rest) < len(get_args(annotation))
            if len(rest) != 1:
                kind = next((mark for mark in metadata if isinstance(mark, Kind)), None)
                marks = tuple(metadata) if kind is not None else ()
                return Shape(
                    "value", kind=kind, optional=optional, annotation=annotation, marks=marks
                )
            annotation = rest[0]
        elif hasattr(annotation, "__metadata__"):
            metadata.extend(annotation.__metadata__)
            annotation = annotation.__origin__
        else:
            break
    kind = next((mark for mark in metadata if isinstance(mark, Kind)), None)
    words = next((mark for mark in metadata if isinstance(mark, Words)), None)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if kind is not None and kind.name == "area":
        item = _of_annotation(arguments[1])
        return Shape("area", item=item, kind=kind, optional=optional)
    if kind is not None and kind.name in ("law", "choice"):
        return Shape(kind.name, kind=kind, optional=optional)
    if kind is not None:
        return Shape(
            "value", kind=kind, optional=optional, annotation=annotation, marks=tuple(metadata)
        )
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inner = of_model(annotation)
        return Shape("section", inner.fields, model=annotation, optional=optional)
    if origin is dict:
        item = _of_annotation(arguments[1])
        return Shape("map", item=item, optional=optional, words=words)
    if origin is tuple and arguments[-1] is Ellipsis:
        item = _of_annotation(arguments[0])
        what = "rows" if item.what == "section" else "list"
        return Shape(what, item=item, optional=optional)
    return Shape("value", optional=optional, annotation=annotation, marks=tuple(metadata))


def shape_at(path: Path) -> Shape | None:
    """The shape of a path of a scenario, or None when the model has no such place."""
    shape: Shape | None = scenario_shape()
    for step in path:
        shape = shape.child(step) if shape is not None else None
    return shape


def nearest_path(path: Path, tree: Node) -> str:
    """The existing path most like one that does not exist, or an empty text."""
    node: Node | None = tree
    shape: Shape | None = scenario_shape()
    good: Path = ()
    for depth, step in enumerate(path):
        known: list[str] = []
        if shape is not None:
            known.extend(shape.known())
        if node is not None and isinstance(node.value, dict):
            known.extend(node.value)
        elif node is not None and isinstance(node.value, list):
            known.extend(str(row.scalar("id")) for row in node.value if row.is_map)
        if step in known:
            node = node.get(str(step)) if node is not None else None
            shape = shape.child(step) if shape is not None else None
            good = (*good, step)
            continue
        close = nearest(step, dict.fromkeys(known))
        return dotted((*good, close, *path[depth + 1 :])) if close else dotted(good)
    return dotted(good)
