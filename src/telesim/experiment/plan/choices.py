"""What may vary: crews of a row or of many together, projects and reforms, values of any path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from telesim.experiment.plan.costs import Cost, is_pattern, matching, read_cost
from telesim.registry import hint
from telesim.scenario import Scenario
from telesim.scenario.errors import Problems, shown

#: "crews" of one row, "more" crews (or fewer) in each of many rows, ...
Kind = Literal["crews", "more", "project", "reform", "value"]
#: Most crews of a row, or values of a choice, that a question may name.
_MOST_VALUES = 1_000
_RANGE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")
#: All numbers with a sign: so many more, or fewer, in every row.
_SIGNED = re.compile(r"\s*[+-]\d+(?:\s*(?:\.\.|,)\s*[+-]\d+)*\s*")
_IN_OUT = {"in or out", "in, out", "in,out", "out or in", "out,in", "out, in"}


@dataclass(frozen=True)
class Choice:
    """One thing that may vary."""

    #: As the planner names it: ``crews.field``, ``crews.gang-*``, ``projects.line-cards``, a
    #: reform's file, a path.
    path: str
    kind: Kind
    values: tuple[Any, ...]
    #: What each value costs a year, cents.
    costs: tuple[Cost, ...] = ()
    #: Rows of crews.csv -> how many crews they have in the scenario.
    rows: Mapping[str, int] = field(default_factory=dict)
    #: What one more crew costs a year, cents; one in each row where there are many.
    step: int = 0

    @property
    def name(self) -> str:
        """Short: the row, the project, the reform, the path."""
        if self.kind == "reform":
            return Path(self.path).stem
        return self.path if self.kind == "value" else self.path.split(".", 1)[1]

    def crews(self, number: int) -> dict[str, int]:
        """Crews of each row with a value; none where it is no choice of crews."""
        value = self.values[number]
        return {row: value + now * (self.kind == "more") for row, now in self.rows.items()}

    def words(self, number: int) -> str:
        """A value in words: ``field 4``, ``line-cards in``, ``policies.base local``."""
        return f"{self.name} {self.value_words(number)}"

    def value_words(self, number: int) -> str:
        """A value alone: ``4``, ``+1``, ``in``, ``local``."""
        value = self.values[number]
        if self.kind in ("project", "reform"):
            return "in" if value else "out"
        if self.kind == "more":
            return f"{value:+d}"
        return str(value)


def read_choices(
    scenario: Scenario, file: Path, vary: Mapping[str, str], problems: Problems, place: str
) -> list[Choice]:
    """Choices from their texts, in that order; files a problem for each that cannot be."""
    now = {crew.id: crew.count for crew in scenario.crews}
    found: list[Choice] = []
    for path, text in vary.items():
        names = [path]
        if is_pattern(path):
            names = matching(path, now, but=vary)
            if not names:
                problems.add(place, 0, f"vary.{path}", "no row of crews.csv that fits",
                             "need the beginning of one", hint(path[6:], now)[2:])  # fmt: skip
            elif _SIGNED.fullmatch(text):
                rows = {name[6:]: now[name[6:]] for name in names}
                together = _together(path, text, rows, problems, place)
                found += [together] if together is not None else []
                continue
        read = (_choice(scenario, file, name, text, problems, place) for name in names)
        found += [choice for choice in read if choice is not None]
    _once_each(found, problems, place)
    return found


def _once_each(choices: Sequence[Choice], problems: Problems, place: str) -> None:
    """Refuse a row of crews that two choices would set."""
    by: dict[str, str] = {}
    for choice in choices:
        for row in choice.rows:
            if by.setdefault(row, choice.path) != choice.path:
                problems.add(place, 0, f"vary.{choice.path}", f"the row {row!r}",
                             f"{by[row]} varies it already")  # fmt: skip


def _together(
    path: str, text: str, rows: Mapping[str, int], problems: Problems, place: str
) -> Choice | None:
    """So many more crews in each of some rows: ``+0..+2``, ``-1, +0, +1``."""

    def wrong(found: str, expected: str, tell: str = "") -> None:
        problems.add(place, 0, f"vary.{path}", found, expected, tell)

    values = _values(text.replace("+", ""), wrong)
    if values is None:
        return None
    if list(values) != sorted(values):
        wrong(shown(text), "need numbers of crews that rise")
        return None
    fewest = min(rows, key=lambda row: rows[row])
    if rows[fewest] + values[0] < 0:
        wrong(shown(text), f"need {-rows[fewest]:+d} or more: {fewest} has {rows[fewest]}")
        return None
    return Choice(path, "more", values, rows=rows)


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
    row = row.removesuffix(".count")
    now = next(crew.count for crew in scenario.crews if crew.id == row)
    return Choice(f"crews.{row}", "crews", values, rows={row: now})


def _values(text: str, wrong: Callable[..., None]) -> tuple[Any, ...] | None:
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
        return next(iter(choice.rows.values()))
    if choice.kind == "more":
        return 0
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
    """The choice with what each of its values costs a year; crews of no known wage cost nothing."""
    code = scenario.currency.code

    def given(path: str) -> Cost | None:
        if path not in costs:
            return None
        cost = read_cost(costs[path], code, life, yearly=False)
        if isinstance(cost, Cost):
            return cost
        problems.add(place, 0, f"costs.{path}", shown(costs[path]), cost)
        return Cost(0, "")

    nothing = Cost(0, "nothing stated, counted as nothing")
    if choice.rows:
        wages = {row: earned[row] or nothing for row in choice.rows}
        source = "; ".join(dict.fromkeys(wage.source for wage in wages.values()))
        crews = (choice.crews(number) for number in range(len(choice.values)))
        sums = [sum(wages[row].cents * count for row, count in each.items()) for each in crews]
        step = sum(wage.cents for wage in wages.values())
        return replace(choice, costs=tuple(Cost(cents, source) for cents in sums), step=step)
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
