"""The planner's question: what may vary, what it costs, what must be kept, and when."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from telesim.experiment.plan.costs import LIFE_YEARS, Cost, read_cost, wages
from telesim.experiment.plan.requirements import Requirement, month_of, read_requirements
from telesim.experiment.plan.space import Axis, Design, Space
from telesim.registry import hint
from telesim.scenario import Scenario, load
from telesim.scenario.errors import Problems, shown
from telesim.scenario.reading import read_yaml

Kind = Literal["crews", "project", "reform", "value"]
#: Most crews of a row, or values of a choice, that a question may name.
_MOST_VALUES = 1_000
_RANGE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")
_IN_OUT = {"in or out", "in, out", "in,out", "out or in", "out,in", "out, in"}
_KEYS = ("vary", "costs", "require", "for", "life", "ties")


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


@dataclass(frozen=True)
class Written:
    """A question as it is written, on the command line or in a file."""

    vary: Mapping[str, str]
    costs: Mapping[str, str]
    require: tuple[str, ...] = ()
    month: str | None = None
    life: str | None = None
    ties: str | None = None


@dataclass(frozen=True)
class Question:
    """A question that has been read and checked."""

    file: Path
    reforms: tuple[Path, ...]
    scenario: Scenario
    choices: tuple[Choice, ...]
    requirements: tuple[Requirement, ...]
    month: str | None
    #: Which requirement's KPI decides among designs of equal cost.
    ties: int
    #: Yearly cost of each crew of a row that does not vary; None where it cannot be said.
    wages: Mapping[str, Cost | None]

    @property
    def space(self) -> Space:
        """The designs, with what they cost."""
        return Space(
            tuple(
                Axis(
                    tuple(cost.cents for cost in choice.costs),
                    rising=choice.kind != "value"
                    or all(isinstance(value, int) for value in choice.values),
                )
                for choice in self.choices
            )
        )

    @property
    def fixed_cents(self) -> int:
        """Yearly cost of the crews that do not vary, as far as it can be said."""
        varied = {choice.path for choice in self.choices}
        return sum(
            cost.cents * crew.count
            for crew in self.scenario.crews
            if f"crews.{crew.id}" not in varied and (cost := self.wages[crew.id]) is not None
        )

    @property
    def current(self) -> Design | None:
        """The scenario as it stands, where it is one of the designs."""
        found = []
        for choice in self.choices:
            value = _current(self.scenario, choice)
            if value not in choice.values:
                return None
            found.append(choice.values.index(value))
        return tuple(found)

    def words(self, design: Design) -> str:
        """A design in words: ``field 4, technician 1, gang 1``."""
        return ", ".join(choice.words(k) for choice, k in zip(self.choices, design, strict=True))

    def load(self, design: Design) -> Scenario:
        """The scenario of a design.

        Raises:
            ScenarioError: the design makes no valid scenario.
        """
        settings: dict[str, Any] = {}
        reforms = list(self.reforms)
        left_out: set[str] = set()
        for choice, number in zip(self.choices, design, strict=True):
            value = choice.values[number]
            if choice.kind == "crews":
                settings[f"{choice.path}.count"] = value
            elif choice.kind == "project" and not value:
                left_out.add(choice.name)
            elif choice.kind == "reform" and value:
                reforms.append(Path(choice.path))
            elif choice.kind == "value":
                settings[choice.path] = value
        if left_out:
            assert self.scenario.origin is not None
            rows = self.scenario.origin.tree.get("projects") or []
            settings["projects"] = [row for row in rows if row["id"] not in left_out]
        return load(self.file, reforms, settings)


def read_file(file: Path) -> Written:
    """A question from a YAML file.

    Raises:
        ScenarioError: it cannot be read, or says what no question says.
    """
    problems = Problems()
    node = read_yaml(file, problems)
    problems.raise_if_any()
    assert node is not None
    said = node.plain()
    for key in said:
        if key not in _KEYS:
            problems.add(
                file, node.value[key].line, str(key), f"the unknown key {key!r}",
                "need a key of a question", hint(key, _KEYS)[2:],
            )  # fmt: skip
    for key in ("vary", "costs"):
        if not isinstance(said.get(key) or {}, dict):
            problems.add(file, node.value[key].line, key, shown(said[key]), "need a mapping")
    require = said.get("require") or []
    require = [require] if isinstance(require, str) else require
    if not isinstance(require, list):
        problems.add(file, node.value["require"].line, "require", shown(require), "need a list")
    problems.raise_if_any()

    def text(value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    return Written(
        {str(path): text(value) for path, value in (said.get("vary") or {}).items()},
        {str(path): text(value) for path, value in (said.get("costs") or {}).items()},
        tuple(str(one) for one in require),
        None if said.get("for") is None else str(said["for"]),
        None if said.get("life") is None else str(said["life"]),
        None if said.get("ties") is None else str(said["ties"]),
    )


def pairs(words: Sequence[str], option: str) -> dict[str, str]:
    """``PATH=VALUE`` texts of the command line as a mapping.

    Raises:
        ScenarioError: one has another form, or names a path twice.
    """
    problems, found = Problems(), dict[str, str]()
    for word in words:
        # A cost may name a value: policies.base=local=9000 CNY a year.
        path, equals, value = word.rpartition("=") if option == "--cost" else word.partition("=")
        if not equals or not path.strip() or not value.strip():
            problems.add(option, 0, "", shown(word), "need PATH=VALUE, such as crews.field=2..6")
        elif path.strip() in found:
            problems.add(option, 0, path.strip(), "it twice", "need each path once")
        else:
            found[path.strip()] = value.strip()
    problems.raise_if_any()
    return found


def laid_over(first: Written, second: Written) -> Written:
    """Two writings of one question; what the second says wins."""
    return Written(
        {**first.vary, **second.vary},
        {**first.costs, **second.costs},
        second.require or first.require,
        second.month or first.month,
        second.life or first.life,
        second.ties or first.ties,
    )


def read(file: Path, reforms: Sequence[Path], written: Written, place: str = "plan") -> Question:
    """The question about a scenario; what is not written is taken from the scenario.

    Nothing to vary means every row of crews, around the starting estimate.

    Raises:
        ScenarioError: with everything that is wrong.
    """
    from telesim.experiment.plan.start import ranges_around

    scenario = load(file, tuple(reforms))
    problems = Problems()
    month = month_of(scenario, written.month, problems, place) if written.month else None
    needs = read_requirements(scenario, list(written.require), month, problems, place)
    life = _life(written.life, problems, place)
    earned = wages(scenario)
    choices = _choices(scenario, file, written.vary, problems, place)
    if not written.vary:
        choices = [
            Choice(f"crews.{name}", "crews", tuple(range(low, high + 1)))
            for name, (low, high) in ranges_around(scenario).items()
        ]
        if not choices:
            problems.add(place, 0, "vary", "", "the scenario has no crews; say what may vary")
    priced = [
        _priced(scenario, one, written.costs, life, earned, problems, place) for one in choices
    ]
    known = {one.path for one in choices}
    known |= {f"{one.path}={value}" for one in choices for value in one.values}
    known |= {f"crews.{crew.id}" for crew in scenario.crews}
    for path in written.costs:
        if path not in known:
            problems.add(
                place, 0, f"costs.{path}", "a cost of what does not vary",
                "need the path of a choice or of a row of crews", hint(path, known)[2:],
            )  # fmt: skip
    ties = 0
    if written.ties is not None:
        names = [name for one in needs for name in (one.name, one.label)]
        if written.ties in names:
            ties = names.index(written.ties) // 2
        else:
            problems.add(
                place, 0, "ties", shown(written.ties), "need one of the requirements",
                hint(written.ties, names)[2:],
            )  # fmt: skip
    problems.raise_if_any()
    for crew in scenario.crews:
        given = written.costs.get(f"crews.{crew.id}")
        if given is not None:
            cost = read_cost(given, scenario.currency.code, life, yearly=True)
            earned[crew.id] = cost if isinstance(cost, Cost) else earned[crew.id]
    return Question(file, tuple(reforms), scenario, tuple(priced), needs, month, ties, earned)


def _life(text: str | None, problems: Problems, place: str) -> float:
    if text is None:
        return LIFE_YEARS
    match = re.fullmatch(r"\s*([\d.]+)\s*(?:years?)?\s*", text)
    if match and float(match[1]) > 0:
        return float(match[1])
    problems.add(place, 0, "life", shown(text), 'need years above 0, such as "10 years"')
    return LIFE_YEARS


def _choices(
    scenario: Scenario, file: Path, vary: Mapping[str, str], problems: Problems, place: str
) -> list[Choice]:
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


def _current(scenario: Scenario, choice: Choice) -> Any:
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


def _priced(
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
