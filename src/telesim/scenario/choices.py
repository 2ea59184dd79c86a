"""Laws and rules as a scenario writes them: a registered name with its parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_type_hints

from pydantic import BeforeValidator, InstanceOf, TypeAdapter, ValidationError

from telesim import units
from telesim.distributions import DISTRIBUTIONS, Distribution
from telesim.policies.dispatch import DISPATCH_RULES, DispatchRule
from telesim.policies.jobs import JOB_KINDS, PAID_JOBS
from telesim.policies.pay import PAY_SCHEMES, PayScheme
from telesim.policies.shift_end import SHIFT_ENDS, ShiftEnd
from telesim.policies.works import WORKS_POLICIES, WorksPolicy
from telesim.registry import Registry, UnknownNameError, hint
from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import Kind, read_duration, read_factor, read_work


def _lines(value: object) -> float:
    singular = isinstance(value, str) and value.split()[-1:] == ["line"]
    return units.parse_measure(value, "line" if singular else "lines")


_DIMENSIONS: dict[str, Callable[[object], float]] = {
    "duration": read_duration,
    "work": read_work,
    "factor": read_factor,
    "lines": _lines,
    "distance": units.parse_distance,
    "share": units.parse_share,
}
_EXAMPLES: dict[str, Any] = {
    "duration": "1 h",
    "work": "1 work h",
    "factor": 1,
    "lines": "1 lines",
    "distance": "1 km",
    "share": "50 %",
}


def _law(dimension: str) -> Callable[[object], Distribution]:
    read = _DIMENSIONS[dimension]

    def parse(value: object) -> Distribution:
        if isinstance(value, Distribution):
            return value
        if not isinstance(value, Mapping):
            return DISTRIBUTIONS["constant"](value=read(value))  # type: ignore[call-arg]
        if len(value) != 1:
            raise RefusedValueError(
                list(value),
                f"need one law, such as {{lognormal: {{mean: {_EXAMPLES[dimension]}, cv: 0.8}}}}",
            )
        ((name, parameters),) = value.items()
        law = _look_up(DISTRIBUTIONS, name)
        names = [field.name for field in dataclasses.fields(law)]
        if not isinstance(parameters, Mapping):
            raise RefusedValueError(
                parameters, f"need the parameters of {name}: {', '.join(names)}", below=(str(name),)
            )
        reads = {name: read if name in law.dimensioned else None for name in names}
        made = build(law, str(name), parameters, {name: name for name in names}, reads, (name,))
        assert isinstance(made, Distribution)
        return made

    return parse


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
        RefusedValueError: an unknown or missing parameter, or a value that does not do.
    """
    hints = get_type_hints(kind)
    read_in: dict[str, Any] = {}
    for word, value in given.items():
        if word not in words:
            raise RefusedValueError(
                word,
                f"need a parameter of {name}: {', '.join(words)}",
                hint(word, words).removeprefix("; ") if len(words) > 1 else "",
                (*below, word),
            )
        field = words[word]
        read = reads[field]
        if read is None and isinstance(value, bool) and hints[field] is not bool:
            expected = f"need {_plain_type(hints[field])}"
            raise RefusedValueError(value, expected, below=(*below, word))
        try:
            if read is None:
                read_in[field] = TypeAdapter(hints[field]).validate_python(
                    tuple(value) if isinstance(value, list) else value, strict=False
                )
            elif isinstance(value, (list, tuple)) and read is not _names:
                read_in[field] = tuple(read(one) for one in value)
            else:
                read_in[field] = read(value)
        except units.UnitError as problem:
            raise RefusedValueError(
                problem.found, f"need {problem.expected}", below=(*below, word)
            ) from None
        except RefusedValueError as problem:
            raise RefusedValueError(
                problem.found, problem.expected, problem.hint, (*below, word, *problem.below)
            ) from None
        except ValidationError as problem:
            raise RefusedValueError(
                value, f"need {_plain_type(hints[field])}", below=(*below, word)
            ) from problem
    missing = [
        word for word, field in words.items() if field not in read_in and _required(kind, field)
    ]
    if missing:
        raise RefusedValueError(
            dict(given), f"need also {', '.join(missing)} for {name}", below=below
        )
    try:
        return kind(**read_in)
    except (TypeError, ValueError) as problem:
        raise RefusedValueError(dict(given), f"{name}: {problem}", below=below) from None


def _required(kind: type, name: str) -> bool:
    field = next(field for field in dataclasses.fields(kind) if field.name == name)
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _plain_type(hint_: Any) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return words.get(hint_) or next(
        (said for type_, said in words.items() if type_.__name__ in str(hint_)), "another value"
    )


def _law_kind(dimension: str) -> Kind:
    return Kind("law", _EXAMPLES[dimension], dimension, DISTRIBUTIONS)


def _look_up(registry: Registry[Any], name: object) -> Any:
    try:
        return registry[str(name)]
    except UnknownNameError:
        raise RefusedValueError(
            str(name), f"need the name of a {registry.what}", hint(name, registry)[2:]
        ) from None


def _text(value: object) -> str:
    """Money as it stands; its currency is the scenario's, which is not known here."""
    if not isinstance(value, str):
        raise units.UnitError(value, 'an amount of the scenario\'s currency, such as "35 CNY"')
    return value


def _names(value: object) -> tuple[str, ...]:
    """One name, or a list of them."""
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(one, str) for one in names):
        raise RefusedValueError(value, "need a list of names")
    return tuple(names)


def _by_job(
    read: Callable[[object], Any], jobs: tuple[str, ...] = JOB_KINDS
) -> Callable[[object], dict[str, Any]]:
    def parse(value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise RefusedValueError(value, f"need a value by kind of job: {', '.join(jobs)}")
        found: dict[str, Any] = {}
        for job, one in value.items():
            if job not in jobs:
                raise RefusedValueError(
                    job, "need a known kind of job", hint(job, jobs)[2:], (str(job),)
                )
            try:
                found[job] = read(one)
            except units.UnitError as problem:
                raise RefusedValueError(
                    problem.found, f"need {problem.expected}", below=(job,)
                ) from None
        return found

    return parse


#: How a parameter is read, by what its metadata say of how it is written.
_WRITTEN: dict[str, Callable[[object], Any]] = {
    "share": units.parse_share,
    "work": read_work,
    "duration": read_duration,
    "factor": read_factor,
    "money": _text,
    "names": _names,
    "duration law": _law("duration"),
    "factor by job": _by_job(read_factor),
    "money by job": _by_job(_text, PAID_JOBS),
}


def _part(kind: type, word: str) -> Callable[[object], object]:
    """Reader of a parameter that has parameters of its own."""

    def parse(value: object) -> object:
        words = parameter_words(kind)
        if not isinstance(value, Mapping):
            raise RefusedValueError(value, f"need the parameters of {word}: {', '.join(words)}")
        return build(kind, word, value, words, _readers(kind))

    return parse


def _readers(kind: type) -> dict[str, Callable[[object], Any] | None]:
    """Each field of a rule, or of a part of one, with the reader of its unit."""
    readers: dict[str, Callable[[object], Any] | None] = {}
    for field in dataclasses.fields(kind):
        as_ = field.metadata.get("written", "duration" if field.name.endswith("_ms") else None)
        readers[field.name] = (
            _part(as_, field.name) if isinstance(as_, type) else _WRITTEN.get(str(as_))
        )
    return readers


def parameter_words(kind: type) -> dict[str, str]:
    """The words by which a scenario names the parameters of a rule -> its fields."""
    return {f.name.removesuffix("_ms"): f.name for f in dataclasses.fields(kind)}


def _named(registry: Registry[Any], key: str, base: type) -> Callable[[object], Any]:
    def parse(value: object) -> Any:
        if isinstance(value, base):
            return value
        if isinstance(value, str):
            value = {key: value}
        if not isinstance(value, Mapping) or key not in value:
            raise RefusedValueError(
                value, f"need {{{key}: NAME, ...}}", "choose one of " + ", ".join(registry)
            )
        kind = _look_up(registry, value[key])
        words = parameter_words(kind)
        given = {word: one for word, one in value.items() if word != key}
        return build(kind, str(value[key]), given, words, _readers(kind))

    return parse


def _choice_kind(registry: Registry[Any], key: str) -> Kind:
    return Kind("choice", None, registry.what, registry, key)


#: Laws of a quantity: the quantity alone, or a registered law such as
#: ``{lognormal: {mean: 1 work h, cv: 0.8}}``.
DurationLaw = Annotated[
    InstanceOf[Distribution], BeforeValidator(_law("duration")), _law_kind("duration")
]
WorkLaw = Annotated[InstanceOf[Distribution], BeforeValidator(_law("work")), _law_kind("work")]
FactorLaw = Annotated[
    InstanceOf[Distribution], BeforeValidator(_law("factor")), _law_kind("factor")
]
ShareLaw = Annotated[InstanceOf[Distribution], BeforeValidator(_law("share")), _law_kind("share")]
LinesLaw = Annotated[InstanceOf[Distribution], BeforeValidator(_law("lines")), _law_kind("lines")]
#: Registered rules: ``{rule: NAME, parameter: value}`` or just NAME.
Dispatch = Annotated[
    InstanceOf[DispatchRule],
    BeforeValidator(_named(DISPATCH_RULES, "rule", DispatchRule)),
    _choice_kind(DISPATCH_RULES, "rule"),
]
EndOfShift = Annotated[
    InstanceOf[ShiftEnd],
    BeforeValidator(_named(SHIFT_ENDS, "policy", ShiftEnd)),
    _choice_kind(SHIFT_ENDS, "policy"),
]
Pay = Annotated[
    InstanceOf[PayScheme],
    BeforeValidator(_named(PAY_SCHEMES, "scheme", PayScheme)),
    _choice_kind(PAY_SCHEMES, "scheme"),
]
WorksFirst = Annotated[
    InstanceOf[WorksPolicy],
    BeforeValidator(_named(WORKS_POLICIES, "policy", WorksPolicy)),
    _choice_kind(WORKS_POLICIES, "policy"),
]
