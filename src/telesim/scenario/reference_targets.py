"""Checks of targets and tolerances against the catalogue of KPIs: name, unit, clock and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from telesim.policies.pay import PAY_SCHEMES
from telesim.scenario.findings import Findings, Names
from telesim.scenario.kpi_words import fixed_words
from telesim.scenario.node import Path
from telesim.scenario.targets import Target, parse_limit
from telesim.scenario.tolerances import ALL, Tolerance
from telesim.units import UnitError

if TYPE_CHECKING:
    from telesim.kpi.catalogue import KpiInfo

#: KPIs that a message proposes for an unknown one, at most.
_MOST_NAMED = 3


def check_targets(found: Findings) -> None:
    """Every target names a KPI and a limit that this KPI can meet."""
    from telesim.kpi.catalogue import KPIS, NEEDED  # loads telesim.kpi first, which reads scenarios

    for name, target in found.scenario.targets.items():
        path: Path = ("targets", name)
        if not found.sound(f"targets.{name}"):
            continue
        if (target.at_most is None) == (target.at_least is None):
            both = "neither" if target.at_most is None else "both at_most and at_least"
            found.say(path, both, "need exactly one of at_most and at_least")
        if target.kpi in KPIS:
            _against(found, path, target, KPIS[target.kpi])
            _of_a_system(found, path, target.kpi, NEEDED.get(target.kpi))
        else:
            found.say((*path, "kpi"), repr(target.kpi), "need a known KPI", _like(target.kpi, KPIS))


def _of_a_system(found: Findings, path: Path, kpi: str, section: str | None) -> None:
    """A KPI of a system that the scenario leaves out could never be judged."""
    if section is None or not found.sound(section) or getattr(found.scenario, section):
        return
    found.say(
        (*path, "kpi"), f"{kpi!r}, a KPI of {section}, without {section}",
        f"need {section}, or no target on it",
    )  # fmt: skip


def _like(word: str, names: Iterable[str]) -> str:
    """The KPIs most like a word, one family or near in spelling, and how to list them all."""
    known = list(names)
    near = difflib.get_close_matches(word, known, n=_MOST_NAMED, cutoff=0.55)
    family = [name for name in known if len(word) > 2 and name.startswith(word)]
    chosen = list(dict.fromkeys([*family[:1], *near, *family]))[:_MOST_NAMED]
    tell = f"did you mean {' or '.join(repr(name) for name in chosen)}? " if chosen else ""
    return f"{tell}`telesim schema --kpis` lists all"


def check_tolerances(found: Findings) -> None:
    """Every tolerance names a KPI and a difference of its kind, and each KPI's place once."""
    from telesim.kpi.catalogue import KPIS, NEEDED

    named: dict[tuple[str, ...], str] = {}
    for name, one in found.scenario.tolerances.items():
        path: Path = ("tolerances", name)
        if not found.sound(f"tolerances.{name}"):
            continue
        if one.within is None and one.relative is None:
            found.say(path, "neither", "need within or relative")
        if one.kpi == ALL:
            _of_all(found, path, one)
        elif one.kpi in KPIS:
            _limits(found, path, {"within": one.within}, KPIS[one.kpi])
            _place(found, path, one, KPIS[one.kpi])
            _of_a_system(found, path, one.kpi, NEEDED.get(one.kpi))
        else:
            found.say(
                (*path, "kpi"), repr(one.kpi), "need a known KPI or all", _like(one.kpi, KPIS)
            )
        key = (one.kpi, one.clock, *(text for pair in sorted(one.where.items()) for text in pair))
        if key in named:
            found.say(path, f"the place of tolerances.{named[key]} again", "need each place once")
        named.setdefault(key, name)


def _of_all(found: Findings, path: Path, one: Tolerance) -> None:
    """A tolerance of all KPIs: they have no unit, place or clock in common."""
    for word, stands in (
        ("within", one.within is not None),
        ("where", bool(one.where)),
        ("for_each", one.for_each is not None),
        ("clock", one.clock != "elapsed"),
    ):
        if stands:
            found.say((*path, word), f"{word} of all KPIs", "need relative alone, or one KPI")


def _against(found: Findings, path: Path, target: Target, kpi: KpiInfo) -> None:
    words = ("at_most", "at_least", "margin")
    _limits(found, path, {word: getattr(target, word) for word in words}, kpi)
    if target.per is not None:
        found.known((*path, "per"), target.per, f"word for what {kpi.name} counts", (kpi.per,))
    _place(found, path, target, kpi)
    month = "month" if target.over == "month" else None
    if _told_by(found, (*path, "over"), month, kpi) and "month" in target.where:
        found.say((*path, "over"), "month", "need it in over or where, not both")


def _limits(found: Findings, path: Path, written: Mapping[str, str | None], kpi: KpiInfo) -> None:
    """Quantities of the KPI's kind, by the word that they stand under."""
    from telesim.kpi.catalogue import CURRENCY

    of_kpi = found.scenario.currency.code if kpi.unit == CURRENCY else kpi.unit
    for word, text in written.items():
        try:
            number = None if text is None else float(parse_limit(text, of_kpi))
        except UnitError as problem:
            found.say((*path, word), repr(text), f"need {problem.expected}")
            continue
        if word == "margin" and number is not None and not number > 0:
            found.say((*path, word), repr(text), "need more than 0, or no margin")


def _place(found: Findings, path: Path, one: Target | Tolerance, kpi: KpiInfo) -> None:
    """The clock and the place by which a KPI is asked for."""
    clocks = kpi.clocks or ("elapsed",)
    found.known((*path, "clock"), one.clock, f"clock of {kpi.name}", clocks)
    for word, value in one.where.items():
        if found.known((*path, "where", word), word, f"dimension of {kpi.name}", kpi.dims):
            names = _names(found, kpi.name, word)
            if names is not None:
                found.known((*path, "where", word), value, word.replace("_", " "), names)
    _told_by(found, (*path, "for_each"), one.for_each, kpi)
    if one.for_each is not None and one.for_each in one.where:
        found.say((*path, "for_each"), one.for_each, "need it in for_each or where, not both")


def _told_by(found: Findings, path: Path, word: str | None, kpi: KpiInfo) -> bool:
    """Whether a KPI is told by the dimension that a target asks for; no word asks for nothing."""
    if word is None or word in kpi.dims:
        return word is not None
    found.say(path, word, f"need a dimension of {kpi.name}: {', '.join(kpi.dims) or 'it has none'}")
    return False


def _names(found: Findings, kpi: str, word: str) -> Names | None:
    """The values that a dimension takes in the scenario, or None when any may stand there."""
    scenario = found.scenario
    own: dict[str, tuple[tuple[str, ...], Names]] = {
        "county": (("exchanges.*.county",), scenario.counties),
        "area": (("exchanges.*.area",), dict.fromkeys(scenario.areas)),
        "cause": (("faults",), scenario.causes),
        "cause_group": (
            ("faults.*.cause_group",),
            dict.fromkeys(cause.cause_group for cause in scenario.faults.values()),
        ),
        "team": (("teams",), scenario.teams),
        "group": (("trunks",), dict.fromkeys(row.id for row in scenario.trunks)),
        "scheme": (
            ("policies.pay", "policies.schemes"),
            dict.fromkeys((*PAY_SCHEMES, *scenario.policies.schemes)),
        ),
    }
    if word in own:
        patterns, names = own[word]
        return names if found.sound(*patterns) else None
    return fixed_words(scenario, kpi, word)
