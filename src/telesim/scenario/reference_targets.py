"""Checks of targets against the catalogue of KPIs: name, unit, clock and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from telesim.policies.pay import PAY_SCHEMES
from telesim.scenario.findings import Findings, Names
from telesim.scenario.kpi_words import fixed_words
from telesim.scenario.node import Path
from telesim.scenario.targets import Target, parse_limit
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


def _against(found: Findings, path: Path, target: Target, kpi: KpiInfo) -> None:
    from telesim.kpi.catalogue import CURRENCY

    for word in ("at_most", "at_least"):
        text = getattr(target, word)
        try:
            if text is not None:
                currency = found.scenario.currency.code
                parse_limit(text, currency if kpi.unit == CURRENCY else kpi.unit)
        except UnitError as problem:
            found.say((*path, word), repr(text), f"need {problem.expected}")
    clocks = kpi.clocks or ("elapsed",)
    found.known((*path, "clock"), target.clock, f"clock of {kpi.name}", clocks)
    if target.per is not None:
        found.known((*path, "per"), target.per, f"word for what {kpi.name} counts", (kpi.per,))
    for word, value in target.where.items():
        if found.known((*path, "where", word), word, f"dimension of {kpi.name}", kpi.dims):
            names = _names(found, kpi.name, word)
            if names is not None:
                found.known((*path, "where", word), value, word.replace("_", " "), names)
    _told_by(found, (*path, "for_each"), target.for_each, kpi)
    month = "month" if target.over == "month" else None
    if _told_by(found, (*path, "over"), month, kpi) and "month" in target.where:
        found.say((*path, "over"), "month", "need it in over or where, not both")
    if target.for_each is not None and target.for_each in target.where:
        found.say((*path, "for_each"), target.for_each, "need it in for_each or where, not both")


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
