"""What a plan must keep: targets by name, or a KPI with a limit, on the mean or on a probability.

``non-cable-24h`` asks for the mean, ``P(cable-72h) >= 0.9`` for the share of replications (years,
when the window is one) that keep the limit. A KPI needs no target: ``time_to_restore_mean(area=
rural) <= 30 h``, ``P(supply_time_mean(order=install) <= 12 days) >= 90 %``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from telesim.experiment.plan.choosing import Rule
from telesim.kpi.catalogue import CURRENCY, KPIS, NEEDED, where_key
from telesim.registry import hint
from telesim.scenario import Scenario
from telesim.scenario.errors import Problems, shown
from telesim.scenario.kpi_words import fixed_words
from telesim.scenario.targets import Target, parse_limit
from telesim.units import UnitError

#: Of a limit on a mean, within which either answer counts as right, where the target states no
#: margin. *Assumed*.
MEAN_TOLERANCE = 0.05
#: Of a probability. *Assumed*.
CHANCE_TOLERANCE = 0.05
_CHANCE = re.compile(r"\s*P\s*\((.*)\)\s*>=?\s*([0-9.]+)\s*(%?)\s*", re.DOTALL)
_LIMIT = re.compile(r"\s*([\w-]+)\s*(?:\(([^()]*)\))?\s*(<=|>=)\s*(.+?)\s*")
_FORM = (
    'need the name of a target, KPI(where) <= LIMIT such as "time_to_restore_mean(area=rural) '
    '<= 30 h", or P(either of them) >= 0.9'
)


@dataclass(frozen=True)
class Requirement:
    """One limit, on the mean or on the probability of keeping it."""

    #: As the planner calls it: ``cable-72h``, ``P(cable-72h) >= 0.9``.
    name: str
    #: A target of the scenario, or one made of a KPI; its ``where`` names the month when one is
    #: asked for.
    target: Target
    #: What is limited, without the probability: ``cable-72h``.
    label: str
    limit: float
    unit: str
    chance: float | None
    tolerance: float

    @property
    def at_most(self) -> bool:
        """Whether the limit is an upper one."""
        return self.target.at_most is not None

    @property
    def test(self) -> Rule:
        """How it is tested."""
        return Rule(self.tolerance, self.chance)

    def places(self, scenario: Scenario) -> list[dict[str, str]]:
        """The ``where`` of each figure that must keep the limit: one, or one for each county."""
        clock = {} if self.target.clock == "elapsed" else {"clock": self.target.clock}
        where = {**self.target.where, **clock}
        if self.target.for_each != "county":
            return [where]
        area = self.target.where.get("area")
        having = {e.county for e in scenario.exchanges if area is None or e.area == area}
        return [{**where, "county": name} for name in scenario.counties if name in having]

    def keys(self, scenario: Scenario, months: list[str]) -> list[str]:
        """Keys of the rows that must keep the limit; ``months`` those of a target over months."""
        if self.target.over != "month":
            return [where_key(where) for where in self.places(scenario)]
        return [
            where_key({**where, "month": month})
            for where in self.places(scenario)
            for month in months
        ]


def read_requirements(
    scenario: Scenario, written: list[str], month: str | None, problems: Problems, place: str
) -> tuple[Requirement, ...]:
    """Requirements from their texts; all targets of the scenario when there are none.

    ``month`` asks for that month alone. Files a problem for each that cannot be.
    """
    texts = written or list(scenario.targets)
    if not texts:
        problems.add(
            place, 0, "require", "", "neither --require nor a target of the scenario says what "
            "the plan must keep", _FORM,
        )  # fmt: skip
    found = [_read(scenario, text, month, problems, place) for text in texts]
    if month is not None and not written:
        # Not every target of a scenario is told by the month.
        found = [one for one in found if one is not None]
    return tuple(one for one in found if one is not None)


def _read(
    scenario: Scenario, text: str, month: str | None, problems: Problems, place: str
) -> Requirement | None:
    def wrong(found: str, expected: str, tell: str = "") -> None:
        problems.add(place, 0, "require", found, expected, tell)

    chance: float | None = None
    inner = str(text).strip()
    match = _CHANCE.fullmatch(inner)
    if match:
        inner = match[1].strip()
        try:
            chance = float(match[2]) / (100 if match[3] else 1)
        except ValueError:
            chance = -1.0
        if not 0 < chance < 1:
            wrong(shown(text), "need a probability above 0 and below 1, such as 0.9 or 90 %")
            return None
    target = _target(scenario, inner, wrong)
    if target is None:
        return None
    kpi = KPIS[target.kpi]
    if month is not None:
        if "month" not in kpi.dims:
            wrong(
                f"{inner} for {month}",
                f"{target.kpi} is not told by the month; leave it out, or ask for the whole window",
            )
            return None
        target = target.model_copy(
            update={"where": {**target.where, "month": month}, "over": "window"}
        )
    unit = scenario.currency.code if kpi.unit == CURRENCY else kpi.unit
    try:
        limit = float(parse_limit(target.at_most or target.at_least or "", unit))
    except UnitError as problem:
        wrong(shown(text), f"need {problem.expected}")
        return None
    if chance is not None:
        tolerance = CHANCE_TOLERANCE
    elif target.margin is not None and limit:
        tolerance = float(parse_limit(target.margin, unit)) / abs(limit)
    else:
        tolerance = MEAN_TOLERANCE
    name = inner if chance is None else f"P({inner}) >= {chance:g}"
    return Requirement(name, target, inner, limit, unit, chance, tolerance)


def _target(scenario: Scenario, text: str, wrong: object) -> Target | None:
    assert callable(wrong)
    if text in scenario.targets:
        return scenario.targets[text]
    match = _LIMIT.fullmatch(text)
    if not match:
        wrong(shown(text), _FORM, hint(text, scenario.targets)[2:])
        return None
    name, inside, sign, limit = match.groups()
    if name not in KPIS:
        wrong(f"the KPI {name!r}", "need a known KPI", _near(name))
        return None
    needed = NEEDED.get(name)
    if needed is not None and not getattr(scenario, needed):
        wrong(f"{name!r}, a KPI of {needed}", f"the scenario has no {needed}")
        return None
    where: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in (inside or "").split(","))):
        word, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or word not in KPIS[name].dims:
            known = ", ".join(KPIS[name].dims) or "it has none"
            wrong(shown(pair), f"need DIMENSION=VALUE with a dimension of {name}: {known}")
            return None
        names = _values(scenario, name, word)
        if names is not None and value not in names:
            wrong(f"{word}={value}", f"need a known {word}", hint(value, names)[2:])
            return None
        where[word] = value
    way = "at_most" if sign == "<=" else "at_least"
    return Target.model_validate({"kpi": name, "where": where, way: limit})


def _near(name: str) -> str:
    tell = hint(name, KPIS)[2:]
    return f"{tell}; `telesim schema --kpis` lists all".removeprefix("; ")


def _values(scenario: Scenario, kpi: str, word: str) -> tuple[str, ...] | None:
    own: Mapping[str, tuple[str, ...]] = {
        "county": scenario.counties,
        "area": scenario.areas,
        "cause": scenario.causes,
        "cause_group": tuple({c.cause_group for c in scenario.faults.values()}),
        "team": tuple(scenario.teams),
    }
    return own[word] if word in own else fixed_words(scenario, kpi, word)


def month_of(scenario: Scenario, text: str, problems: Problems, place: str) -> str | None:
    """A month of the window, ``2001-07``, from that or from its name (the first such month)."""
    months = _whole_months(scenario)
    word = text.strip().lower()
    for month in months:
        name = calendar.month_name[int(month[5:])].lower()
        if word == month or (len(word) >= 3 and name.startswith(word)):
            return month
    between = f"{months[0]} to {months[-1]}" if months else "there is none"
    problems.add(
        place, 0, "for", shown(text), f"need a whole month of the window: {between}",
        "such as 2001-07, or july for the first July",
    )  # fmt: skip
    return None


def _whole_months(scenario: Scenario) -> list[str]:
    day = scenario.date_of(scenario.window_start_ms).date()
    found, first = [], dt.date(day.year, day.month, 1)
    while scenario.ms_of(first) < scenario.window_end_ms:
        after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        if (
            scenario.ms_of(first) >= scenario.window_start_ms
            and scenario.ms_of(after) <= scenario.window_end_ms
        ):
            found.append(f"{first:%Y-%m}")
        first = after
    return found
