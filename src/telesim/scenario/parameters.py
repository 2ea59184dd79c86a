"""The parameters of laws and rules: from written values to the fields of a dataclass.

Everything that is wrong with them is told at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from telesim import units
from telesim.registry import nearest
from telesim.scenario.errors import RefusedValueError, all_of


def parameter_words(kind: type) -> dict[str, str]:
    """The words by which a scenario names the parameters of a rule -> its fields."""
    return {f.name.removesuffix("_ms"): f.name for f in dataclasses.fields(kind)}


def words_with_parts(kind: type) -> frozenset[str]:
    """Those parameters of a rule that are written as a mapping of several values."""
    return frozenset(
        word
        for word, field in zip(parameter_words(kind), dataclasses.fields(kind), strict=True)
        if isinstance(as_ := field.metadata.get("written"), type) or str(as_).endswith(" by job")
    )


def names(value: object) -> tuple[str, ...]:
    """One name, or a list of them.

    Raises:
        RefusedValueError: something else.
    """
    written = (value,) if isinstance(value, str) else value
    if not isinstance(written, (list, tuple)) or not all(isinstance(one, str) for one in written):
        raise RefusedValueError(value, "need a list of names")
    return tuple(written)


def read_one(read: Callable[[object], Any], value: object, below: tuple[str, ...]) -> Any:
    """What a reader makes of a value that stands at ``below``.

    Raises:
        RefusedValueError: the reader refuses it.
    """
    try:
        return read(value)
    except units.UnitError as problem:
        raise RefusedValueError(problem.found, f"need {problem.expected}", below=below) from None
    except RefusedValueError as problem:
        raise all_of([one.under(*below) for one in problem.all]) from None


def build(
    kind: type,
    name: str,
    given: Mapping[str, Any],
    words: Mapping[str, str],
    reads: Mapping[str, Callable[[object], Any] | None],
    below: tuple[str, ...] = (),
) -> object:
    """An instance of a law or rule from its written parameters.

    ``words`` maps the word of each parameter to its field, ``reads`` each field to the reader
    of its unit (None = a plain number).

    Raises:
        RefusedValueError: unknown or missing parameters, or values that do not do.
    """
    hints = get_type_hints(kind)
    read_in: dict[str, Any] = {}
    wrong: list[RefusedValueError] = []
    for word, value in given.items():
        at = (*below, word)
        try:
            if word not in words:
                raise _unknown(word, name, words, at)
            field = words[word]
            read = reads[field]
            if read is None:
                read_in[field] = _plain(hints[field], value, at)
            elif isinstance(value, (list, tuple)) and read is not names:
                read_in[field] = tuple(read_one(read, one, at) for one in value)
            else:
                read_in[field] = read_one(read, value, at)
        except RefusedValueError as problem:
            wrong.append(problem)
    missing = [
        word for word, field in words.items() if word not in given and _required(kind, field)
    ]
    if missing:
        expected = f"need also {', '.join(missing)} for {name}"
        wrong.append(RefusedValueError(dict(given), expected, below=below))
    if wrong:
        raise all_of(wrong)
    try:
        return kind(**read_in)
    except (TypeError, ValueError) as problem:
        raise RefusedValueError(dict(given), f"{name}: {problem}", below=below) from None


def _unknown(
    word: str, name: str, words: Mapping[str, str], at: tuple[str, ...]
) -> RefusedValueError:
    near = nearest(word, words) if len(words) > 1 else None
    return RefusedValueError(
        word,
        f"need a parameter of {name}: {', '.join(words)}" if words else f"{name} has no parameters",
        f"did you mean {near!r}?" if near is not None else "",
        at,
    )


def _plain(type_: Any, value: object, at: tuple[str, ...]) -> Any:
    """A value without a unit."""
    expected = f"need {_plain_type(type_)}"
    if isinstance(value, bool) and type_ is not bool:
        raise RefusedValueError(value, expected, below=at)
    try:
        return TypeAdapter(type_).validate_python(
            tuple(value) if isinstance(value, list) else value, strict=False
        )
    except ValidationError as problem:
        raise RefusedValueError(value, expected, below=at) from problem


def _required(kind: type, name: str) -> bool:
    field = next(field for field in dataclasses.fields(kind) if field.name == name)
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _plain_type(hint_: Any) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return words.get(hint_) or next(
        (said for type_, said in words.items() if type_.__name__ in str(hint_)), "another value"
    )
