"""The numbers whose effect is asked for, and the range of each."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.sweep.values import value_text
from telesim.scenario.errors import Problems
from telesim.scenario.ranges import quantity
from telesim.scenario.reading import TABLE_BYTES, read_text
from telesim.scenario.resolved import Shown, show
from telesim.scenario.shape import shape_at

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: What messages call the place of a range.
RANGE = "--range"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*(.*?)\s*\.\.\s*({_NUMBER})\s*(.*?)\s*")
_QUANTITY = re.compile(rf"\s*({_NUMBER})(?:\s+(\S.*?)|(%))?\s*")
_NEED = 'need LOW..HIGH with the unit, such as "0.2..0.4" or "5..15 %"'


@dataclass(frozen=True)
class Factor:
    """One number of a scenario and the range over which it is varied."""

    path: str
    low: float
    high: float
    #: Behind the number as files write it; empty for a bare one.
    unit: str = ""
    #: What the scenario says there.
    base: str = ""
    #: Where the range comes from.
    source: str = ""
    is_whole: bool = False
    #: Of a law, the law; its mean is varied and its shape stays.
    law: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def number(self, share: float) -> float:
        """The number at a share of the range, 0 = low, 1 = high."""
        value = float(f"{self.low + share * (self.high - self.low):.10g}")
        return math.floor(value + 0.5) if self.is_whole else value

    def setting(self, share: float) -> Any:
        """The same as a file would write it."""
        return self.written(self.number(share))

    def written(self, number: float) -> Any:
        """A number as a file would write it at this path."""
        bare: Any = int(number) if self.is_whole else number
        value = f"{number:.10g} {self.unit}" if self.unit else bare
        return {name: {**said, "mean": value} for name, said in self.law.items()} or value

    def words(self) -> str:
        """The range as a planner writes it."""
        return f"{self.low:.6g} to {self.high:.6g} {self.unit}".rstrip()


def ranges_of(written: Sequence[str], shown: Mapping[str, Shown]) -> list[Factor]:
    """``PATH=LOW..HIGH`` texts as factors.

    Raises:
        ScenarioError: everything that is no range, reversed or empty.
    """
    problems = Problems()
    pairs = []
    for text in written:
        path, equals, said = text.partition("=")
        if not equals or not path.strip():
            problems.add(RANGE, 0, "", repr(text), "need PATH=LOW..HIGH")
        else:
            pairs.append((path.strip(), said, "given"))
    found = _factors(pairs, shown, RANGE, problems)
    problems.raise_if_any()
    return found


def ranges_in(file: Path, shown: Mapping[str, Shown]) -> list[Factor]:
    """Ranges from a CSV table (path, low, high, source) or a YAML mapping of paths to texts.

    Raises:
        ScenarioError: everything that is wrong with the file.
    """
    problems = Problems()
    text = read_text(file, TABLE_BYTES, problems) or ""
    problems.raise_if_any()
    pairs: list[tuple[str, str, str]] = []
    if file.suffix.lower() == ".csv":
        rows = csv.DictReader(io.StringIO(text))
        if not {"path", "low", "high"} <= set(rows.fieldnames or ()):
            problems.add(file, 1, "", "", "need the columns path, low and high (and source)")
            problems.raise_if_any()
        for row in rows:
            said = f"{row['low'] or ''}..{row['high'] or ''}"
            pairs.append(((row["path"] or "").strip(), said, row.get("source") or str(file.name)))
    else:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            tree = YAML(typ="safe", pure=True).load(text)
        except YAMLError:
            tree = None
        if not isinstance(tree, dict):
            problems.add(file, 0, "", "", "need a mapping such as policies.pay.pace: 0.8..1.1")
            problems.raise_if_any()
            raise AssertionError
        pairs = [(str(path), str(said), file.name) for path, said in tree.items()]
    found = _factors(pairs, shown, str(file), problems)
    problems.raise_if_any()
    return found


def _factors(
    pairs: Sequence[tuple[str, str, str]], shown: Mapping[str, Shown], file: str, problems: Problems
) -> list[Factor]:
    found: dict[str, Factor] = {}
    for path, said, source in pairs:
        match = _RANGE.fullmatch(said)
        if match is None:
            problems.add(file, 0, path, repr(said.strip()), _NEED)
            continue
        low, unit_low, high, unit_high = match.groups()
        if unit_low and unit_high and unit_low != unit_high:
            problems.add(file, 0, path, repr(said.strip()), "need one unit for both ends")
        elif float(low) >= float(high):
            empty = float(low) == float(high)
            problems.add(
                file, 0, path, f"the {'empty' if empty else 'reversed'} range {said.strip()}",
                "need the low end first and more than nothing between",
            )  # fmt: skip
        elif path in found:
            problems.add(file, 0, path, "the path twice", "need one range for each path")
        else:
            found[path] = at_path(
                path, float(low), float(high), unit_high or unit_low, shown.get(path), source
            )
    return list(found.values())


def stated_in(scenario: Scenario, shown: Mapping[str, Shown]) -> list[Factor]:
    """The ranges that the scenario states itself, in its ``ranges``."""
    found = []
    for path, one in scenario.ranges.items():
        low, high = quantity(one.low), quantity(one.high)
        found.append(at_path(path, low.number, high.number, low.unit, shown.get(path), one.source))
    return found


def at_path(
    path: str, low: float, high: float, unit: str, said: Shown | None, source: str
) -> Factor:
    """A factor at a path, with what the scenario says there."""
    law: dict[str, Any] = {}
    if said is not None and said.value.startswith("{"):
        law = _law(said.value)
    base = value_text(next(iter(law.values()))["mean"]) if law else said.value if said else ""
    if not unit and (quantity := _QUANTITY.fullmatch(base)) is not None:
        unit = quantity.group(2) or quantity.group(3) or ""
    shape = shape_at(tuple(path.split(".")))
    whole = shape is not None and shape.kind is None and shape.annotation is int
    return Factor(path, low, high, unit, base, source, whole, law)


def _law(text: str) -> dict[str, Any]:
    """A law with a mean, as a mapping; empty for anything else."""
    said = json.loads(text)
    if isinstance(said, dict) and len(said) == 1:
        inside = next(iter(said.values()))
        if isinstance(inside, dict) and "mean" in inside:
            return said
    return {}


def settings_shown(scenario: Scenario) -> dict[str, Shown]:
    """What the scenario says at every path, cells of tables too."""
    return {one.path: one for one in show(scenario, rows=True)}


def without(factors: Sequence[Factor], paths: Sequence[str]) -> list[Factor]:
    """The factors but those of some paths."""
    return [one for one in factors if one.path not in paths]


def clipped(factor: Factor, least: float, most: float) -> Factor:
    """A factor whose range stays within bounds."""
    return replace(factor, low=max(factor.low, least), high=min(factor.high, most))
