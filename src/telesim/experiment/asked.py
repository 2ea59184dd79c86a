"""KPIs that a study is asked for beside the targets: ``NAME`` or ``NAME:area=town``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telesim.kpi.catalogue import KPIS, NEEDED, where_key
from telesim.registry import hint
from telesim.scenario.errors import Problems
from telesim.scenario.kpi_words import fixed_words

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: What messages call the place.
KPI = "--kpi"
_LIST = "`telesim schema --kpis` lists all"


@dataclass(frozen=True)
class Asked:
    """One KPI at one place or group."""

    kpi: str
    where: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Its row in the tables of estimates."""
        return self.kpi, where_key(self.where)


def asked_for(texts: Sequence[str], scenario: Scenario) -> tuple[Asked, ...]:
    """The KPIs that texts such as ``time_to_restore_mean:cause_group=cable`` name.

    Raises:
        ScenarioError: all unknown names, dimensions and words, with the nearest right ones.
    """
    problems = Problems()
    found = tuple(dict.fromkeys(texts))
    asked = [_one(text, scenario, problems) for text in found]
    problems.raise_if_any()
    return tuple(asked)


def _one(text: str, scenario: Scenario, problems: Problems) -> Asked:
    name, _, rest = text.partition(":")
    name, where = name.strip(), {}
    info = KPIS.get(name)
    if info is None:
        near = hint(name, KPIS).removeprefix("; ")
        problems.add(KPI, 0, "", repr(name), "need a known KPI", f"{near} {_LIST}".strip())
        return Asked(name)
    system = NEEDED.get(name)
    if system is not None and not getattr(scenario, system):
        problems.add(KPI, 0, name, f"a KPI of {system}, without {system}", "need another KPI")
    for pair in rest.split(",") if rest.strip() else ():
        word, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not value:
            problems.add(KPI, 0, name, repr(pair), "need WORD=VALUE, such as area=town")
        elif word not in info.dims:
            problems.add(
                KPI,
                0,
                name,
                repr(word),
                f"need a dimension of it: {', '.join(info.dims) or 'none'}",
            )
        else:
            names = _names(scenario, name, word)
            if names is not None and value not in names:
                tell = hint(value, names).removeprefix("; ")
                problems.add(KPI, 0, name, f"{word}={value}", f"need a known {word}", tell)
            where[word] = value
    return Asked(name, where)


def _names(scenario: Scenario, kpi: str, word: str) -> Sequence[str] | None:
    """The values of a dimension in the scenario; None when any may stand there."""
    own: dict[str, Sequence[str]] = {
        "county": scenario.counties,
        "area": scenario.areas,
        "cause": scenario.causes,
        "cause_group": tuple(cause.cause_group for cause in scenario.faults.values()),
        "team": tuple(scenario.teams),
        "group": tuple(row.id for row in scenario.trunks),
    }
    if word in own:
        return own[word]
    words = fixed_words(scenario, kpi, word)
    return None if words is None else tuple(words)
