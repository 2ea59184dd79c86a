"""What may vary: crews of a row, projects and reforms in or out, values of any path."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from telesim.experiment.plan.costs import Cost, read_cost
from telesim.registry import hint
from telesim.scenario import Scenario
from telesim.scenario.errors import Problems, shown

Kind = Literal["crews", "project", "reform", "value"]
#: Most crews of a row, or values of a choice, that a question may name.
_MOST_VALUES = 1_000
_RANGE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")
_IN_OUT = {"in or out", "in, out", "in,out", "out or in", "out,in", "out, in"}


@dataclass(frozen=True)
class Choice:
    """One thing that may vary."""

    #: As the planner names it: ``crews.field``, ``projects.line-cards``, a reform's file, a path.
    path: str
    kind: Kind
    values: tuple[Any, ...]
    #: What each value costs a year, cents.
    costs: tuple[Cost, ...] = ()

    @property
    def name(self) -> str:
        """Short: the row, the project, the reform, the path."""
        if self.kind == "reform":
            return Path(self.path).stem
        return self.path.split(".", 1)[1] if self.kind in ("crews", "project") else self.path

    def words(self, number: int) -> str:
        """A value in words: ``field 4``, ``line-cards in``, ``policies.base local``."""
        return f"{self.name} {self.value_words(number)}"

    def value_words(self, number: int) -> str:
        """A value alone: ``4``, ``in``, ``local``."""
        value = self.values[number]
        if self.kind in ("project", "reform"):
            return "in" if value else "out"
        return str(value)


def read_choices(
    scenario: Scenario, file: Path, vary: Mapping[str, str], problems: Problems, place: str
) -> list[Choice]:
    """Choices from their texts, in that order; files a problem for each that cannot be."""
    rows = [crew.id for crew in scenario.crews]
    found: list[Choice] = []
    for path, text in vary.items():
        if path == "crews.*":
            names = [f"crews.{row}" for row in rows if f"crews.{row}" not in vary]
        else:
            names = [path]
        for name in names:
            choice = _choice(scenario, file, name, text, problems, place)
            if choice is not None:
                found.append(choice)
    return found


def _choice(
    scenario: Scenario, file: Path, path: str, text: str, problems: Problems, place: str
) -> Choice | None:
    def wrong(found: str, expected: str, tell: str = "") -> None:
        problems.add(place, 0, f"vary.{path}", found, expected, tell)

    head, _, row = path.partition(".")
    if path.endswith((".yaml", ".yml")):
        reform = _reform(file, path)
        if reform is None:
            wrong("", "there is no such file")
            return None
        if text.strip().lower() not in _IN_OUT:
            wrong(shown(text), "need in or out for a reform")
            return None
        return Choice(os.fspath(reform), "reform", (False, True))
    if head == "projects" and "." not in row:
        projects = [one.id for one in scenario.projects]
        if row not in projects:
            wrong(f"the project {row!r}", "need a row of projects.csv", hint(row, projects)[2:])
            return None
        if text.strip().lower() not in _IN_OUT:
            wrong(shown(text), "need in or out for a project")
            return None
        return Choice(path, "project", (False, True))
    crews = [crew.id for crew in scenario.crews]
    is_crew = head == "crews" and (row.removesuffix(".count") in crews or "." not in row)
    if is_crew and row.removesuffix(".count") not in crews:
        wrong(f"the row {row!r}", "need a row of crews.csv", hint(row, crews)[2:])
        return None
    values = _values(text, wrong)
    if values is None:
        return None
    if not is_crew:
        return Choice(path, "value", values)
    if not all(isinstance(value, int) and value >= 0 for value in values):
        wrong(shown(text), "need numbers of crews, 0 or more, such as 2..6")
        return None
    if list(values) != sorted(values):
        wrong(shown(text), "need numbers of crews that rise")
        return None
    return Choice(f"crews.{row.removesuffix('.count')}", "crews", values)


def _values(text: str, wrong: Any) -> tuple[Any, ...] | None:
    match = _RANGE.fullmatch(text)
    if match:
        low, high = int(match[1]), int(match[2])
        if low > high:
            wrong(shown(text), f"need a range that rises, such as {high}..{low}")
            return None
        if high - low >= _MOST_VALUES:
            wrong(shown(text), f"need at most {_MOST_VALUES:,} values")
            return None
        return tuple(range(low, high + 1))
    words = [word.strip() for word in text.strip().strip("[]").split(",")]
    words = [word for word in words if word]
    if not words:
        wrong(shown(text), "need a range such as 2..6, or values between commas")
        return None
    if len(set(words)) < len(words):
        wrong(shown(text), "need each value once")
        return None
    return tuple(int(word) if re.fullmatch(r"-?\d+", word) else word for word in words)


def _reform(file: Path, path: str) -> Path | None:
    for folder in (Path(), file.parent, file.parent / "reforms"):
        if (folder / path).is_file():
            return folder / path
    return None


def current_value(scenario: Scenario, choice: Choice) -> Any:
    """What the scenario as it stands says of a choice; None where it says nothing."""
    if choice.kind == "crews":
        return next((c.count for c in scenario.crews if c.id == choice.name), None)
    if choice.kind == "project":
        return True
    if choice.kind == "reform":
        return False
    tree: Any = scenario.origin.tree if scenario.origin is not None else {}
    for word in choice.path.split("."):
        tree = tree.get(word) if isinstance(tree, dict) else None
    return tree


def priced(
    scenario: Scenario,
    choice: Choice,
    costs: Mapping[str, str],
    life: float,
    earned: Mapping[str, Cost | None],
    problems: Problems,
    place: str,
) -> Choice:
    """The choice with what each of its values costs a year."""
    code = scenario.currency.code

    def given(path: str) -> Cost | None:
        if path not in costs:
            return None
        cost = read_cost(costs[path], code, life, yearly=choice.kind == "crews")
        if isinstance(cost, Cost):
            return cost
        problems.add(place, 0, f"costs.{path}", shown(costs[path]), cost)
        return Cost(0, "")

    nothing = Cost(0, "nothing stated, counted as nothing")
    if choice.kind == "crews":
        one = given(choice.path) or earned[choice.name]
        if one is None:
            problems.add(
                place, 0, f"costs.{choice.path}", "",
                "the scenario states no wage of its own for such a crew (it earns by what it "
                f"does, or economics.wage_per_hour is missing); say --cost "
                f'"{choice.path}=30000 {code} a year"',
            )  # fmt: skip
            one = nothing
        each = tuple(Cost(one.cents * value, one.source) for value in choice.values)
        return replace(choice, costs=each)
    if choice.kind == "value":
        each = tuple(given(f"{choice.path}={value}") or nothing for value in choice.values)
        return replace(choice, costs=each)
    inside = given(choice.path)
    if inside is None and choice.kind == "project":
        row = next(one for one in scenario.projects if one.id == choice.name)
        years = f"{life:g} year{'s' * (life != 1)}"
        inside = Cost(
            round(100 * row.cost / life), f"projects.csv: {row.cost:,.0f} {code} over {years}"
        )
    return replace(choice, costs=(Cost(0, "out"), inside or nothing))
