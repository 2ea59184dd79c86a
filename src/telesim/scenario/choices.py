"""Laws and rules as a scenario writes them: a registered name with its parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf

from telesim import units
from telesim.distributions import DISTRIBUTIONS, Distribution
from telesim.policies.campaigns import CAMPAIGN_TIMINGS, CampaignTiming
from telesim.policies.clerks import CLERK_PAYS, ClerkPay
from telesim.policies.dispatch import DISPATCH_RULES, DispatchRule
from telesim.policies.jobs import JOB_KINDS, PAID_JOBS
from telesim.policies.pay import PAY_SCHEMES, PayScheme
from telesim.policies.rerouting import LENDER_RULES, LenderRule
from telesim.policies.screening import SCREENING_RULES, ScreeningRule
from telesim.policies.shift_end import SHIFT_ENDS, ShiftEnd
from telesim.policies.works import WORKS_POLICIES, WorksPolicy
from telesim.registry import Registry, UnknownNameError, hint
from telesim.scenario.errors import RefusedValueError, all_of
from telesim.scenario.fields import Kind, read_duration, read_factor, read_work
from telesim.scenario.parameters import build, names, parameter_words, read_one


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
        words = [field.name for field in dataclasses.fields(law)]
        if not isinstance(parameters, Mapping):
            raise RefusedValueError(
                parameters, f"need the parameters of {name}: {', '.join(words)}", below=(str(name),)
            )
        reads = {word: read if word in law.dimensioned else None for word in words}
        made = build(law, str(name), parameters, {word: word for word in words}, reads, (name,))
        assert isinstance(made, Distribution)
        return made

    return parse


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


def _by_job(
    read: Callable[[object], Any], jobs: tuple[str, ...] = JOB_KINDS
) -> Callable[[object], dict[str, Any]]:
    def parse(value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise RefusedValueError(value, f"need a value by kind of job: {', '.join(jobs)}")
        found: dict[str, Any] = {}
        wrong: list[RefusedValueError] = []
        for job, one in value.items():
            try:
                if job not in jobs:
                    near = hint(job, jobs)[2:]
                    raise RefusedValueError(job, "need a known kind of job", near, (str(job),))
                found[job] = read_one(read, one, (job,))
            except RefusedValueError as problem:
                wrong.append(problem)
        if wrong:
            raise all_of(wrong)
        return found

    return parse


#: How a parameter is read, by what its metadata say of how it is written.
_WRITTEN: dict[str, Callable[[object], Any]] = {
    "share": units.parse_share,
    "work": read_work,
    "duration": read_duration,
    "factor": read_factor,
    "money": _text,
    "names": names,
    "duration law": _law("duration"),
    "factor law": _law("factor"),
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
ClerksPay = Annotated[
    InstanceOf[ClerkPay],
    BeforeValidator(_named(CLERK_PAYS, "scheme", ClerkPay)),
    _choice_kind(CLERK_PAYS, "scheme"),
]
WorksFirst = Annotated[
    InstanceOf[WorksPolicy],
    BeforeValidator(_named(WORKS_POLICIES, "policy", WorksPolicy)),
    _choice_kind(WORKS_POLICIES, "policy"),
]
Acceptance = Annotated[
    InstanceOf[ScreeningRule],
    BeforeValidator(_named(SCREENING_RULES, "rule", ScreeningRule)),
    _choice_kind(SCREENING_RULES, "rule"),
]
Timing = Annotated[
    InstanceOf[CampaignTiming],
    BeforeValidator(_named(CAMPAIGN_TIMINGS, "rule", CampaignTiming)),
    _choice_kind(CAMPAIGN_TIMINGS, "rule"),
]
Lender = Annotated[
    InstanceOf[LenderRule],
    BeforeValidator(_named(LENDER_RULES, "rule", LenderRule)),
    _choice_kind(LENDER_RULES, "rule"),
]
