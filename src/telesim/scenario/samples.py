"""A short value that may stand at a place, as messages and planners write it."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args, get_origin

from pydantic import WithJsonSchema

from telesim.scenario.shape import Shape

#: Longer examples say less than the keys alone.
_LONGEST = 160
_PLAIN = re.compile(r"[A-Za-z0-9.][A-Za-z0-9 .%/_+-]*")
#: Words that YAML would read as something else.
_READ_OTHERWISE = {"true", "false", "null", "yes", "no", "on", "off"}
#: What laws are of, by the dimension of their values.
_LAWS = {"duration": "24 h", "work": "1.2 work h"}


def such_as(shape: Shape | None) -> str:
    """Words to follow a need, such as ``a mapping such as {share: 15 %, after: 24 h}``.

    Empty where nothing can be said that helps.
    """
    if shape is None:
        return ""
    if shape.what == "section":
        sample = flow(sample_of(shape))
        if len(sample) <= _LONGEST:
            return f"a mapping such as {sample}"
        needed = [word for word, part in shape.fields.items() if part.required]
        return f"a mapping with the keys {', '.join(needed)}"
    if shape.what in ("map", "rows", "list"):
        sample = flow(sample_of(shape))
        what = "a mapping" if shape.what == "map" else "a list"
        return f"{what} such as {sample}" if len(sample) <= _LONGEST else what
    sample = sample_of(shape)
    if sample is None:
        return ""
    what = "a mapping" if isinstance(sample, dict) else "a value"
    return f"{what} such as {flow(sample)}"


def sample_of(shape: Shape, name: str = "NAME") -> Any:
    """A value of a place as plain YAML; ``name`` is the key, for texts. None = nothing to show.

    Examples that a field of the model states come first, then those of its kind. A section shows
    what it must have.
    """
    if shape.info is not None and shape.info.examples:
        return shape.info.examples[0]
    if shape.what == "section":
        needed = {word: part for word, part in shape.fields.items() if part.required}
        if "source" in needed:
            needed["source"] = needed.pop("source")  # It stands last where planners write it.
        needed = needed or dict(list(shape.fields.items())[:1])
        return {word: sample_of(part, word) for word, part in needed.items()}
    if shape.what == "map":
        words = shape.words
        key = "NAME" if words is None else next(iter(words.names), words.example or "NAME")
        return {key: sample_of(shape.item) if shape.item is not None else None}
    if shape.what in ("rows", "list"):
        return [sample_of(shape.item) if shape.item is not None else None]
    if shape.what == "area" and shape.item is not None:
        return sample_of(shape.item, name)
    return _value_of(shape, name)


def _value_of(shape: Shape, name: str) -> Any:
    for mark in shape.marks:
        if isinstance(mark, WithJsonSchema) and mark.json_schema is not None:
            for example in mark.json_schema.get("examples", ()):
                return example
    kind = shape.kind
    if kind is not None and kind.name == "law":
        return _LAWS.get(kind.dimension, kind.example)
    if kind is not None:
        return shape.example()
    if get_origin(shape.annotation) is Literal:
        return get_args(shape.annotation)[0]
    if name == "source":
        return "assumed"
    if shape.annotation is int and shape.default is not None:
        return shape.default
    return name.upper() if shape.annotation is str else shape.example()


def flow(value: Any) -> str:
    """A plain value as YAML of one line, with quotes only where they are needed."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _READ_OTHERWISE
        return value if plain else f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "..." if value is None else str(value)
