"""The planner's question, read and checked: what may vary, what it costs, what must be kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telesim.experiment.plan.choices import Choice, current_value, priced, read_choices
from telesim.experiment.plan.costs import LIFE_YEARS, Cost, read_cost, row_by_row, wages
from telesim.experiment.plan.errors import listed
from telesim.experiment.plan.requirements import Requirement, month_of, read_requirements
from telesim.experiment.plan.space import Axis, Design, Space
from telesim.experiment.plan.written import Written
from telesim.registry import hint
from telesim.scenario import Scenario, load
from telesim.scenario.errors import Problems, shown


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
        varied = {row for choice in self.choices for row in choice.rows}
        return sum(
            cost.cents * crew.count
            for crew in self.scenario.crews
            if crew.id not in varied and (cost := self.wages[crew.id]) is not None
        )

    @property
    def current(self) -> Design | None:
        """The scenario as it stands, where it is one of the designs."""
        found = []
        for choice in self.choices:
            value = current_value(self.scenario, choice)
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
            if choice.rows:
                for row, count in choice.crews(number).items():
                    settings[f"crews.{row}.count"] = count
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
    now = {crew.id: crew.count for crew in scenario.crews}
    costs = row_by_row(written.costs, list(now))
    earned = _given(wages(scenario), costs, scenario.currency.code, life, problems, place)
    choices = read_choices(scenario, file, written.vary, problems, place)
    if not written.vary:
        choices = [
            Choice(f"crews.{name}", "crews", tuple(range(low, high + 1)), rows={name: now[name]})
            for name, (low, high) in ranges_around(scenario).items()
        ]
        if not choices:
            problems.add(place, 0, "vary", "", "the scenario has no crews; say what may vary")
    with_costs = [priced(scenario, one, costs, life, earned, problems, place) for one in choices]
    _need_wages(choices, earned, scenario.currency.code, problems, place)
    known = {one.path for one in choices}
    known |= {f"{one.path}={value}" for one in choices for value in one.values}
    known |= {f"crews.{row}" for row in now}
    for path in costs:
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
    _try_values(file, reforms, with_costs)
    return Question(file, tuple(reforms), scenario, tuple(with_costs), needs, month, ties, earned)


def _given(
    earned: Mapping[str, Cost | None],
    costs: Mapping[str, str],
    currency: str,
    life: float,
    problems: Problems,
    place: str,
) -> dict[str, Cost | None]:
    """What a crew of each row costs a year: as the planner says, else its wage."""
    found = dict(earned)
    told: set[str] = set()
    for row in earned:
        text = costs.get(f"crews.{row}")
        if text is None:
            continue
        cost = read_cost(text, currency, life, yearly=True)
        if isinstance(cost, Cost):
            found[row] = cost
        elif text not in told:  # a pattern says the same of many rows
            told.add(text)
            problems.add(place, 0, f"costs.crews.{row}", shown(text), cost)
    return found


def _need_wages(
    choices: Sequence[Choice],
    earned: Mapping[str, Cost | None],
    currency: str,
    problems: Problems,
    place: str,
) -> None:
    """Refuse crews that vary and whose cost nobody has said; told once, however many rows."""
    lacking = [(one.path, row) for one in choices for row in one.rows if earned[row] is None]
    if not lacking:
        return
    paths = list(dict.fromkeys(path for path, _ in lacking))
    say = paths[0] if len(paths) == 1 else "crews.*"
    problems.add(
        place, 0, f"costs.{say}", "",
        f"the scenario states no wage of its own for {listed([row for _, row in lacking])} (it is "
        "paid for what it does, or economics.wage_per_hour is missing); say "
        f'--cost "{say}=30000 {currency} a year" for each crew',
    )  # fmt: skip


def _try_values(file: Path, reforms: Sequence[Path], choices: Sequence[Choice]) -> None:
    """Load the scenario with each value that is no number of crews, so that none fails later."""
    for choice in choices:
        if choice.kind == "value":
            for value in choice.values:
                load(file, reforms, {choice.path: value})
        elif choice.kind == "reform":
            load(file, (*reforms, Path(choice.path)))


def _life(text: str | None, problems: Problems, place: str) -> float:
    if text is None:
        return LIFE_YEARS
    match = re.fullmatch(r"\s*([\d.]+)\s*(?:years?)?\s*", text)
    if match and float(match[1]) > 0:
        return float(match[1])
    problems.add(place, 0, "life", shown(text), 'need years above 0, such as "10 years"')
    return LIFE_YEARS
