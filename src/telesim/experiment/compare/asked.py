"""Which figures are compared: every target's KPI, then those asked for by name, with margins."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telesim.experiment.compare.operands import CompareError
from telesim.experiment.verdicts import counties_of
from telesim.kpi.catalogue import CURRENCY, KPIS, where_key
from telesim.scenario.targets import parse_limit
from telesim.units import UnitError

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.scenario.targets import Target


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that is compared."""

    #: The target's name, or that of the KPI with its place.
    name: str
    kpi: str
    where: dict[str, str]
    unit: str
    #: None for a figure that is neither good nor bad.
    higher_is_better: bool | None
    #: A difference that changes no decision, in the figure's unit; 0 = none is stated.
    margin: float = 0.0
    is_target: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """By which tables name its rows."""
        return self.kpi, where_key(self.where)


@dataclass(frozen=True)
class Asked:
    """What is compared, and the targets by which every scenario is judged."""

    figures: tuple[Figure, ...]
    targets: dict[str, Target]
    notes: tuple[str, ...] = field(default=())


def what_to_compare(
    scenarios: Sequence[Scenario],
    names: Sequence[str],
    kpis: Sequence[str] = (),
    margins: Sequence[str] = (),
) -> Asked:
    """The figures of all targets and of ``kpis``, each once.

    A target of several scenarios is taken as the first of them has it, so that all are judged by
    the same limit; what the others say otherwise is noted.

    Args:
        kpis: ``NAME`` or ``NAME:county=Runan,cause_group=cable``.
        margins: ``2 h`` for every figure of such a unit, or ``NAME=2 h`` for a target or KPI.

    Raises:
        CompareError: a KPI, place or margin that fits nothing; or there is nothing to compare.
    """
    targets, notes = _targets(scenarios, names)
    first = scenarios[0]
    found: list[Figure] = []
    for name, target in targets.items():
        unit = _unit(first, target.kpi)
        clock = {} if target.clock == "elapsed" else {"clock": target.clock}
        where = {**target.where, **clock}
        margin = 0.0 if target.margin is None else float(parse_limit(target.margin, unit))
        better = target.at_least is not None
        found.append(Figure(name, target.kpi, where, unit, better, margin, is_target=True))
        if target.for_each == "county":
            found += [
                Figure(f"{name}, {county}", target.kpi, {**where, "county": county}, unit,
                       better, margin)
                for county in counties_of(first, target)
            ]  # fmt: skip
    known = {one.key for one in found}
    for text in kpis:
        figure = _named(first, text)
        if figure.key not in known:
            known.add(figure.key)
            found.append(figure)
    if not found:
        raise CompareError(
            "nothing to compare: the scenarios have no targets; name a KPI with --kpi "
            "(`telesim schema --kpis` lists all)"
        )
    return Asked(tuple(_with_margins(found, margins)), targets, tuple(notes))


def _targets(
    scenarios: Sequence[Scenario], names: Sequence[str]
) -> tuple[dict[str, Target], list[str]]:
    targets: dict[str, Target] = {}
    owner: dict[str, str] = {}
    notes = []
    for scenario, who in zip(scenarios, names, strict=True):
        for name, target in scenario.targets.items():
            if name not in targets:
                targets[name], owner[name] = target, who
                if scenario is not scenarios[0]:
                    notes.append(f"{name}: a target of {who} alone, and judged in all")
                continue
            said = [
                f"{word} {new} instead of {old}"
                for word in ("kpi", "where", "at_most", "at_least", "margin", "clock", "over")
                if (new := getattr(target, word)) != (old := getattr(targets[name], word))
            ]
            if said:
                notes.append(
                    f"{name}: {who} has {', '.join(said)}; all are judged as {owner[name]} says"
                )
    return targets, notes


def _unit(scenario: Scenario, kpi: str) -> str:
    return scenario.currency.code if KPIS[kpi].unit == CURRENCY else KPIS[kpi].unit


def _named(scenario: Scenario, text: str) -> Figure:
    """The figure that ``NAME:word=value,word=value`` asks for."""
    name, _, places = text.partition(":")
    name = name.strip()
    if name not in KPIS:
        near = difflib.get_close_matches(name, KPIS, n=8, cutoff=0.55)
        near.sort(key=lambda one: (not one.startswith(name), not one.endswith("_mean")))
        tell = f"did you mean {' or '.join(near[:3])}? " if near else ""
        raise CompareError(
            f"--kpi {text!r}: no KPI has the name {name!r}; {tell}`telesim schema --kpis` lists all"
        )
    words = (*KPIS[name].dims, *(("clock",) if KPIS[name].clocks else ()))
    where: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in places.split(","))):
        word, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or word not in words:
            raise CompareError(
                f"--kpi {text!r}: got {part!r}, need word=value with a word of {name}: "
                f"{', '.join(words) or 'it has none'}"
            )
        where[word] = value
    if where.get("clock") == "elapsed":
        del where["clock"]
    label = name + "".join(f", {value}" for value in where.values())
    return Figure(label, name, where, _unit(scenario, name), KPIS[name].higher_is_better)


def _with_margins(figures: list[Figure], margins: Sequence[str]) -> Iterator[Figure]:
    """The figures with the margins that were given; those for a name win over those for a unit."""
    stated: dict[int, float] = {}
    for text in sorted(margins, key=lambda text: "=" in text):
        name, equals, quantity = (part.strip() for part in text.rpartition("="))
        fits = [n for n, one in enumerate(figures) if not equals or name in (one.name, one.kpi)]
        if not fits:
            named = ", ".join(one.name for one in figures)
            raise CompareError(f"--margin {text!r}: nothing compared is called {name!r} ({named})")
        taken = False
        for n in fits:
            try:
                value = float(parse_limit(quantity, figures[n].unit))
            except UnitError as problem:
                if equals:
                    raise CompareError(f"--margin {text!r}: need {problem.expected}") from None
                continue
            if value < 0:
                raise CompareError(f"--margin {text!r}: need 0 or more")
            stated[n], taken = value, True
        if not taken:
            units = ", ".join(dict.fromkeys(one.unit for one in figures))
            raise CompareError(f"--margin {text!r}: fits none of the figures, which are in {units}")
    for n, one in enumerate(figures):
        if n not in stated:
            yield one
            continue
        yield Figure(
            one.name, one.kpi, one.where, one.unit, one.higher_is_better, stated[n], one.is_target
        )
