"""How a check across a scenario says what it found: by path, placed in file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from telesim.policies.jobs import JOB_KINDS
from telesim.registry import Registry, hint
from telesim.scenario.errors import Problems
from telesim.scenario.model import Scenario
from telesim.scenario.node import Node, Path, dotted
from telesim.scenario.repairs import Repairs
from telesim.scenario.shape import TABLES

#: Known words: a mapping, registry or short tuple, in which each is found at once.
Names = Mapping[str, Any] | Registry[Any] | tuple[str, ...]


class Findings:
    """The scenario under check and the way to say what is wrong with it."""

    def __init__(
        self, scenario: Scenario, tree: Node, problems: Problems, repairs: Repairs
    ) -> None:
        self.scenario = scenario
        self._tree = tree
        self._problems = problems
        self._repairs = repairs
        self.county_names = dict.fromkeys(scenario.counties)

    def sound(self, *patterns: str) -> bool:
        """Whether none of the values at these dotted patterns had to be replaced."""
        return not self._repairs.touch(*patterns)

    def say(self, path: Path, found: str, expected: str, hint_: str = "") -> None:
        """File one finding at a path of the scenario."""
        node, _ = self._tree.nearest(path)
        text = dotted(path)
        if node.column and len(path) >= 3 and path[0] in TABLES:
            text = str(path[2])
        self._problems.add(node.file, node.line, text, found, expected, hint_, node.column)

    def known(self, path: Path, name: object, what: str, names: Names) -> bool:
        """Whether a name is among the known ones; says so when not."""
        if name in names:
            return True
        choice = list(names)
        near = hint(name, choice)[2:] if choice else f"the scenario has no {what}"
        self.say(path, repr(name), f"need a known {what}", near)
        return False

    def job_kinds(self, path: Path, words: Mapping[str, Any]) -> None:
        """Keys that must be kinds of job."""
        for word in words:
            self.known((*path, word), word, "kind of job", JOB_KINDS)

    def areas(self, path: Path, values: Mapping[str, Any]) -> None:
        """A value by area: one for each area that there is.

        Areas that the scenario does not have are harmless as long as all others are named,
        so that a small town can extend a larger one; beside ``"*"`` they may be slips.
        """
        if not self.sound("exchanges.*.area"):
            return
        there = self.scenario.areas
        missing = [area for area in there if area not in values and "*" not in values]
        strangers = [area for area in values if area != "*" and area not in there]
        if strangers and ("*" in values or missing):
            for area in strangers:
                self.known((*path, area), area, "area of an exchange", there)
        elif missing:
            self.say(
                path, f"no value for {', '.join(missing)}", "need one for each area, or one for all"
            )

    def counties(self, path: Path, names: Iterable[str]) -> None:
        """Names of counties."""
        if self.sound("exchanges.*.county"):
            for n, name in enumerate(names):
                self.known((*path, n), name, "county", self.county_names)

    def within_run(self, path: Path, date: str) -> None:
        """A date within the run."""
        scenario = self.scenario
        if not self.sound("start", "warm_up", "window", "follow_up"):
            return
        if not 0 <= scenario.ms_of(date) < scenario.horizon_ms:
            self.say(
                path, date, f"need a date within the run, {scenario.start} to {self.last_day()}"
            )

    def last_day(self) -> dt.date:
        """The last day of the run when cases are followed to the full."""
        return self.scenario.date_of(max(0, self.scenario.horizon_ms - 1)).date()
