"""What a scenario says in the end: every value with who set it and where its number comes from."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from telesim.distributions import Distribution
from telesim.distributions.constant import Constant
from telesim.registry import UnknownNameError
from telesim.scenario.fields import Kind
from telesim.scenario.finding import row_name
from telesim.scenario.model import Origin, Scenario
from telesim.scenario.node import dotted
from telesim.scenario.parameters import parameter_words
from telesim.scenario.shape import Shape, scenario_shape
from telesim.units import HOUR_MS, format_duration

#: Stands for the place and the source of a value that no file sets.
DEFAULT = "default"
_DEFAULT_SOURCE = "assumed, telesim's default"
Step = tuple[str | int, ...]


class Shown(NamedTuple):
    """One resolved value: dotted path, value with its unit, ``file:line`` and source."""

    path: str
    value: str
    place: str
    source: str


def show(scenario: Scenario, under: str = "", *, rows: bool = True) -> list[Shown]:
    """The resolved values of a loaded scenario in the order of the model.

    Args:
        scenario: as ``load`` returned it.
        under: only values at or below this dotted path.
        rows: whether tables are told cell by cell, else by their size alone.

    Raises:
        ValueError: the scenario was not loaded from files.
        UnknownNameError: no value stands at or below ``under``.
    """
    if scenario.origin is None:
        raise ValueError("only a scenario that was loaded from files knows who set its values")
    teller = _Teller(scenario.origin, rows)
    tree = scenario.origin.tree
    found = list(teller.section(tree, scenario_shape(), (), "", scenario))
    if not under:
        return found
    below = [one for one in found if (one.path + ".").startswith(under + ".")]
    if not below:
        known = {one.path.rsplit(".", cut)[0] for one in found for cut in range(6)}
        raise UnknownNameError("path", under, known)
    return below


class _Teller:
    """Walks the written tree along the shape of the model."""

    def __init__(self, origin: Origin, rows: bool) -> None:
        self.origin = origin
        self.rows = rows

    def section(
        self, tree: Mapping[str, Any], shape: Shape, path: Step, source: str, model: Any
    ) -> Iterator[Shown]:
        source = str(tree.get("source", source))
        for word, child in shape.fields.items():
            if word == "source":
                continue
            typed = getattr(model, word, None)
            if word in tree:
                yield from self.written(tree[word], child, (*path, word), source, typed)
            elif hasattr(model, word):
                yield from self.default(typed, child, (*path, word))

    def written(
        self, value: Any, shape: Shape, path: Step, source: str, typed: Any
    ) -> Iterator[Shown]:
        """A value that a file sets."""
        if shape.what == "rows":
            yield from self.table(value, shape, path, source)
        elif shape.what == "section" and isinstance(value, Mapping):
            yield from self.section(value, shape, path, source, typed)
        elif shape.what in ("map", "area") and isinstance(value, Mapping) and value:
            assert shape.item is not None
            for name, one in value.items():
                below = typed.get(name) if isinstance(typed, Mapping) else None
                yield from self.written(one, shape.item, (*path, name), source, below)
        elif shape.what == "choice" and dataclasses.is_dataclass(typed) and shape.kind is not None:
            yield from self.rule(value, shape.kind.key, path, source, typed)
        else:
            yield self.line(path, value, source)

    def rule(self, value: Any, key: str, path: Step, source: str, typed: Any) -> Iterator[Shown]:
        """A rule by its name and each of its parameters; ``key`` is the word before the name."""
        given = value if isinstance(value, Mapping) else {key: value}
        at = self.line((*path, key), given[key], source)
        # A rule written by its name alone has its place there.
        yield at if isinstance(value, Mapping) else at._replace(place=self.place(path))
        yield from self.parameters(given, path, source, typed)

    def parameters(
        self, given: Mapping[str, Any], path: Step, source: str, typed: Any
    ) -> Iterator[Shown]:
        """The parameters of a rule, or of a part of one: as written, else by default."""
        written = {field.name: field.metadata.get("written") for field in dataclasses.fields(typed)}
        for word, field in parameter_words(type(typed)).items():
            at, as_, one = (*path, word), written[field], getattr(typed, field)
            if word in given and isinstance(as_, type) and one is not None:
                yield from self.parameters(given[word], at, source, one)
            elif word in given and str(as_).endswith(" by job") and given[word]:
                for job, its in given[word].items():
                    yield self.line((*at, job), its, source)
            elif word in given:
                yield self.line(at, given[word], source)
            else:
                text = default_text(one, Shape("value", kind=kind_of_parameter(typed, field)))
                yield Shown(dotted(at), text, DEFAULT, _DEFAULT_SOURCE)

    def table(self, value: Any, shape: Shape, path: Step, source: str) -> Iterator[Shown]:
        if not isinstance(value, list) or not self.rows:
            columns = list(value[0]) if value and isinstance(value[0], Mapping) else []
            text = f"{len(value)} rows" + (f" ({', '.join(columns)})" if columns else "")
            yield Shown(dotted(path), text, self.place(path), source)
            return
        for number, row in enumerate(value):
            name = row_name(str(path[0]), row, number)
            for column, cell in row.items():
                yield self.line((*path, name, column), cell, str(row.get("source", source)))

    def line(self, path: Step, value: Any, source: str) -> Shown:
        place = self.place(path)
        file = place.rpartition(":")[0]
        return Shown(
            dotted(path), _text(value), place, self.origin.reform_sources.get(file, source)
        )

    def place(self, path: Step) -> str:
        """Who set a value; a law or list is placed by its first part."""
        text = dotted(path)
        setting = self.origin.settings.get(text)
        if setting is None:
            starts = (f"{text}.", f"{text}[")
            setting = next(
                (one for key, one in self.origin.settings.items() if key.startswith(starts)), None
            )
        if setting is None:
            return DEFAULT
        return f"{setting.file}:{setting.line}" if setting.line else setting.file

    def default(self, value: Any, shape: Shape, path: Step) -> Iterator[Shown]:
        """A value that the model puts where no file says anything."""
        if isinstance(value, BaseModel) and shape.what == "section":
            for word, child in shape.fields.items():
                yield from self.default(getattr(value, word), child, (*path, word))
        elif shape.what in ("map", "rows", "list") and not value:
            return
        else:
            yield Shown(dotted(path), default_text(value, shape), DEFAULT, _DEFAULT_SOURCE)


def kind_of_parameter(rule: Any, field: str) -> Kind:
    """What a parameter of a rule is, by its metadata and its type."""
    [written] = (f.metadata.get("written") for f in dataclasses.fields(rule) if f.name == field)
    value = getattr(rule, field)
    plain = "duration" if field.endswith("_ms") else "factor" if isinstance(value, float) else ""
    return Kind(plain if written is None else str(written), None)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "none"
    return json.dumps(value, ensure_ascii=False)


def default_text(value: Any, shape: Shape) -> str:
    """A typed value as a planner would write it."""
    kind = shape.kind.name if shape.kind is not None else ""
    if value is None or (isinstance(value, Mapping) and not value):
        return "none"
    if kind == "duration":
        return format_duration(int(value))
    if kind == "work":
        return f"{value / HOUR_MS:g} work h"
    if kind in ("share", "percentage"):
        return f"{value * 100:g} %"
    if kind == "factor":
        return f"{value:g}"
    if kind == "distance":
        return f"{value / 1000:g} km"
    if isinstance(value, Distribution):
        return f"{value.value:g}" if isinstance(value, Constant) else str(value)
    if shape.what == "choice" and shape.kind is not None and shape.kind.registry is not None:
        names = [name for name, one in shape.kind.registry.items() if type(value) is one]
        return names[0] if names else str(value)
    if shape.annotation == tuple[int, int]:  # The days on of a rotation.
        return f"{value[0]} of {value[1]}"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(one) for one in value)
    return _text(value) if isinstance(value, (str, bool, int, float)) else str(value)
