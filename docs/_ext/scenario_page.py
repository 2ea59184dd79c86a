"""The reference of scenario files: every key with unit, default and its source, from the model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from marks import code, paragraphs, prose, table

from telesim.distributions import DISTRIBUTIONS
from telesim.scenario.descriptions import descriptions_of, first_sentence
from telesim.scenario.fields import Kind
from telesim.scenario.parameters import parameter_words
from telesim.scenario.resolved import default_text
from telesim.scenario.shape import TABLES, Shape, scenario_shape

HEAD = ("Key", "Written as", "Default", "Source of the default", "Meaning")
ASSUMED = "*assumed*"
#: Defaults that are no number about the world: left out, switched off, a word or a list of words.
NO_NUMBER = "–"
#: Numbers that say how much to compute, not what the world is like.
_EFFORT = ("seed", "replications", "price_year")
_FIRST = """# Scenario files

Every key of a scenario, made from the model that reads it. `telesim schema` prints the same as a
JSON Schema for editors; `telesim show SCENARIO` prints what one scenario says, with who set
each value.

- *Written as*: an example of a quantity with its unit, or what may stand there. A *law* is one
  quantity, or [a law of chance](rules.md#laws-of-chance); *by area*: one value, or one for each
  area, as in `{{town: 1 h, rural: 2 h}}`.
- *Default*: what holds when the key is left out. **required** has none; *off* means that the part
  is not simulated.
- *Source of the default*: every number that telesim sets by itself is *assumed*; `–` marks a
  default that is no number about the world. Numbers of your own have their `source` in the section.
- `NAME` stands for a name that you choose. Tables may be CSV files: `{{table: exchanges.csv}}`.

Sections, in the order in which `show` tells them: {links}.
"""


def page() -> str:
    """The page of sections."""
    shape = scenario_shape()
    sections = {word: child for word, child in shape.fields.items() if _inner(child) is not None}
    single = {word: child for word, child in shape.fields.items() if word not in sections}
    links = ", ".join(f"[`{word}`](#{word.replace('_', '-')})" for word in sections)
    told = [_FIRST.format(links=links), "## The scenario itself\n"]
    told.append(table(HEAD, _rows(Shape("section", single, model=shape.model), ())) + "\n")
    for word, child in sections.items():
        told += [f"({word.replace('_', '-')})=", f"## `{word}`\n", *_section(child, (word,))]
    return "\n".join(told)


def _inner(shape: Shape) -> Shape | None:
    """The section that stands in a place, below names or rows."""
    while shape.what in ("map", "area", "rows", "list") and shape.item is not None:
        shape = shape.item
    return shape if shape.what == "section" else None


def _section(shape: Shape, path: tuple[str, ...]) -> Iterator[str]:
    """A section with those that stand in it."""
    inner = _inner(shape)
    assert inner is not None and inner.model is not None
    path = (*path, *_names(shape))
    if len(path) > 1:
        yield f"### `{'.'.join(path)}`\n"
    if len(path) == 1 or path[0] in TABLES or path[-1] == "NAME":
        state = "A table: rows, or a CSV file. " if shape.what == "rows" else ""
        if not shape.required and shape.default in (None, (), {}) and len(path) <= 2:
            state += "Off unless a scenario names it."
        if state:
            yield state + "\n"
    yield paragraphs(inner.model.__doc__ or "") + "\n"
    below = {word: child for word, child in inner.fields.items() if _inner(child) is not None}
    yield table(HEAD, _rows(inner, path)) + "\n"
    for word, child in below.items():
        yield from _section(child, (*path, word))


def _names(shape: Shape) -> tuple[str, ...]:
    """What stands between a key and the section below it."""
    found: list[str] = []
    one: Shape | None = shape
    while one is not None and one.what in ("map", "area", "rows", "list"):
        found += ["NAME"] if one.what == "map" else []
        one = one.item
    return tuple(found)


def _rows(section: Shape, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    assert section.model is not None
    said = descriptions_of(section.model)
    for word, child in section.fields.items():
        info = child.info.description if child.info is not None else None
        meaning = prose(said.get(word) or info or "")
        inner = _inner(child)
        if inner is not None and inner.model is not None:
            told = meaning or prose(first_sentence(inner.model.__doc__ or ""))
            absent = "off" if not child.default else "see below"
            default = "**required**" if child.required else absent
            yield code(word), "a section, below", default, NO_NUMBER, told
            continue
        default, source = _default(child)
        if word in _EFFORT:
            source = NO_NUMBER
        yield code(word), _written(child), default, source, meaning


def _default(shape: Shape) -> tuple[str, str]:
    """The default as a planner would write it, and where its number comes from."""
    if shape.required:
        return "**required**", ""
    value = shape.default
    if shape.what == "area" and isinstance(value, Mapping) and set(value) == {"*"}:
        assert shape.item is not None
        value, shape = value["*"], shape.item
    if value is None or (isinstance(value, (tuple, dict)) and not value):
        return "off", NO_NUMBER
    text = default_text(value, shape).replace(".0 ", " ")
    return (code(text) if text else "empty"), _source(value, text)


def _source(value: Any, text: str) -> str:
    words = isinstance(value, (bool, str)) or (
        isinstance(value, tuple) and all(isinstance(one, str) for one in value)
    )
    if words and not any(letter.isdigit() for letter in text):
        return NO_NUMBER
    if dataclasses.is_dataclass(value) and not any(letter.isdigit() for letter in text):
        return NO_NUMBER  # a rule by its name; its parameters stand with the rules
    return ASSUMED


_PLAIN = {int: "whole number", float: "number", str: "text", bool: "`true` or `false`"}


def _written(shape: Shape) -> str:
    kind = shape.kind
    if shape.what == "area":
        assert shape.item is not None
        return _written(shape.item) + ", by area"
    if shape.what in ("map", "list", "rows"):
        assert shape.item is not None
        many = "list of " if shape.what != "map" else "by name: "
        return many + _written(shape.item)
    if kind is not None and kind.name == "choice":
        assert kind.registry is not None
        return f"[{kind.dimension}](rules.md#{_anchor(kind.dimension)}): " + ", ".join(
            map(code, kind.registry)
        )
    if kind is not None and kind.name == "law":
        return f"{code(kind.example)}, a law of {_dimension(kind.dimension)}"
    if kind is not None and kind.name == "work":
        return f"{code(kind.example)}, crew time"
    if kind is not None:
        return f"{code(kind.example)}" + ("" if kind.name == "rate" else f", {kind.name}")
    if get_origin(shape.annotation) is Literal:
        return " or ".join(map(code, get_args(shape.annotation)))
    plain = _PLAIN.get(shape.annotation, "") if isinstance(shape.annotation, type) else ""
    return (plain or "text or list") + _bounds(shape.marks)


def _dimension(dimension: str) -> str:
    return {"work": "crew time"}.get(dimension, dimension)


_BOUNDS = ((Ge, "≥", "ge"), (Gt, ">", "gt"), (Le, "≤", "le"), (Lt, "<", "lt"))


def _bounds(marks: tuple[Any, ...]) -> str:
    """Bounds of a plain number."""
    words = []
    for mark in marks:
        for kind, sign, word in _BOUNDS:
            if isinstance(mark, kind) and getattr(mark, word) < 2**62:
                words.append(f"{sign} {getattr(mark, word):,}")
    return f" {', '.join(words)}" if words else ""


def _anchor(dimension: str) -> str:
    return dimension.replace(" ", "-")


_RULES = """# Laws and rules

What scenarios choose by name. A rule without parameters may be written by its name alone; packages
that you install may add more ([how](../how/own-rule.md)). Parameters without a default are
**required**; all numbers among the defaults are *assumed*.
"""
_LAWS = """One of these stands where a *law* is asked for, as in
`{lognormal: {mean: 1 work h, cv: 0.8}}`.
"""


def rules_page() -> str:
    """The page of laws of chance and of policies."""
    told = [_RULES, "## Laws of chance\n"]
    told.append(_LAWS)
    for name, law in DISTRIBUTIONS.items():
        told += [f"### `{name}`\n", paragraphs(law.__doc__ or "") + "\n", _parameters(law)]
    for dimension, kind in sorted(_choices(scenario_shape()).items()):
        assert kind.registry is not None
        told += [f"({_anchor(dimension)})=", f"## {dimension.capitalize()}\n"]
        told.append(f"The word before the name is `{kind.key}`.\n")
        for name, rule in kind.registry.items():
            doc = paragraphs(rule.__doc__ or "")
            told += [f"### `{name}`\n", doc + "\n", _parameters(rule)]
    return "\n".join(told)


def _choices(shape: Shape) -> dict[str, Kind]:
    """Every registry that a scenario chooses from."""
    found: dict[str, Kind] = {}
    if shape.kind is not None and shape.kind.name == "choice":
        found[shape.kind.dimension] = shape.kind
    for child in (*shape.fields.values(), *([shape.item] if shape.item else [])):
        found |= _choices(child)
    return found


def _parameters(kind: Any) -> str:
    said, rows = descriptions_of(kind), []
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for word, name in parameter_words(kind).items():
        field = fields[name]
        default, source = _parameter_default(field)
        rows.append((code(word), default, source, prose(said.get(name, ""))))
    text = table(("Parameter", "Default", "Source of the default", "Meaning"), rows)
    return (text or "No parameters.") + "\n"


def _parameter_default(field: Any) -> tuple[str, str]:
    missing = dataclasses.MISSING
    if field.default is missing and field.default_factory is missing:
        return "**required**", ""
    value = field.default if field.default is not missing else field.default_factory()
    if value is None or (isinstance(value, (tuple, dict)) and not value):
        return "none", NO_NUMBER
    written = field.metadata.get("written")
    if isinstance(written, type):
        return "see the rule", ASSUMED
    plain = "duration" if field.name.endswith("_ms") else ""
    text = default_text(value, Shape("value", kind=Kind(str(written or plain), None)))
    return code(text), _source(value, text)
