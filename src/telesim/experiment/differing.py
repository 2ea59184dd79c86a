"""Two scenarios by what they mean: values that differ, with who set them, at once or from a date.

A reform that begins on a date or holds in some counties is compared value by value too: what is in
force there from then on, less what has been told already.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.scenario import Scenario
from telesim.scenario.finding import name_rows
from telesim.scenario.loading import _Loader
from telesim.scenario.model import Setting
from telesim.scenario.node import Node, dotted
from telesim.scenario.resolved import Shown, show
from telesim.units import UnitError, parse_duration, parse_percentage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs; None on the side that does not have it."""

    path: str
    was: Shown | None
    now: Shown | None
    #: Whether nothing of its row, or of the value that it is a part of, stands on the other side.
    with_row: bool = False
    #: The date from which it differs (ISO), and the counties; empty = from the start, everywhere.
    since: str = ""
    counties: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The first word of the path: ``crews``, ``policies``."""
        return self.path.partition(".")[0].partition("[")[0]

    @property
    def row(self) -> str:
        """The row of a table, or the value that it is a part of."""
        return _row(self.path)

    def as_json(self) -> dict[str, Any]:
        """Both values with who set them."""
        return {
            "path": self.path,
            **{
                side: None if one is None else {"value": one.value, "set_by": one.place}
                for side, one in (("was", self.was), ("now", self.now))
            },
            "since": self.since or None,
            "counties": list(self.counties),
        }


@dataclass(frozen=True, repr=False)
class Difference:
    """What differs between two scenarios, the first set against the second."""

    first: str
    second: str
    changes: tuple[Change, ...]
    #: Sections that have rows, of either.
    tables: frozenset[str]

    @property
    def is_nothing(self) -> bool:
        """Whether both mean the same."""
        return not self.changes

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per value: path, was, now, set_by, since, counties."""
        import pandas as pd

        columns = ("path", "was", "now", "set_by", "since", "counties")
        rows = [
            (
                one.path,
                None if one.was is None else one.was.value,
                None if one.now is None else one.now.value,
                (one.now or one.was or _NOBODY).place,
                one.since,
                ", ".join(one.counties),
            )
            for one in self.changes
        ]
        return pd.DataFrame(rows, columns=list(columns))

    def as_json(self) -> dict[str, Any]:
        """The object that ``telesim diff --json`` prints."""
        return {
            "first": self.first,
            "second": self.second,
            "changes": [one.as_json() for one in self.changes],
        }

    def __repr__(self) -> str:
        number = len(self.changes)
        return f"<{self.first} -> {self.second}: {number} value{'s' * (number != 1)} differ>"

    def _repr_html_(self) -> str:
        return str(self.frame.to_html(index=False, na_rep="–"))


_NOBODY = Shown("", "", "", "")


@dataclass(frozen=True)
class Told:
    """A scenario, and what is in force instead from a time on in some counties (empty = all)."""

    scenario: Scenario
    later: tuple[tuple[int, tuple[str, ...], Scenario], ...] = ()

    def at(self, county: str, from_ms: int) -> Scenario:
        """What is in force in a county at a time."""
        found = self.scenario
        for begins, counties, scenario in self.later:
            if begins <= from_ms and (not counties or county in counties):
                found = scenario
        return found


class _Remembering(_Loader):
    """Loads a scenario and keeps who set each value of what begins later."""

    later: tuple[tuple[int, tuple[str, ...], Scenario], ...] = ()

    def _finished(
        self, scenario: Scenario, base: Node, phases: Any, overlays: Any, taken_away: Any
    ) -> Scenario:
        made = super()._finished(scenario, base, phases, overlays, taken_away)
        assert made.origin is not None
        found = []
        for step, laid, phase in phases:
            if phase is None:
                continue
            origin = replace(made.origin, tree=laid.plain(), settings=self._settings(laid, base))
            told = phase.model_copy(update={"origin": origin})
            found.append((step.from_ms, step.counties, told))
        self.later = tuple(found)
        return made

    def _settings(self, laid: Node, base: Node) -> dict[str, Setting]:
        return {
            dotted(name_rows(path, base)): Setting(self.folders.relative(node.file), node.line)
            for path, node in laid.leaves()
        }


def told(file: Path, reforms: Sequence[Path] = ()) -> Told:
    """Load a scenario for a comparison.

    Raises:
        ScenarioError: a file is not valid.
    """
    loader = _Remembering(file, tuple(reforms), {})
    scenario = loader.load()
    return Told(scenario, loader.later)


def difference(was: Told, now: Told, under: str = "") -> Difference:
    """Values that mean something else, in the order of the model, first those of the start.

    Args:
        was: the first.
        now: the second.
        under: only values at or below this dotted path.
    """
    stem = f"{under}." if under else ""
    changes = [*changes_of(was.scenario, now.scenario), *_later(was, now)]
    return Difference(
        _name(was.scenario),
        _name(now.scenario),
        tuple(one for one in changes if f"{one.path}.".startswith(stem)),
        _tables(was.scenario) | _tables(now.scenario),
    )


def changes_of(was: Scenario, now: Scenario) -> list[Change]:
    """Values that mean something else at the start; those gone come last."""
    if was is now:
        return []
    old, new = ({one.path: one for one in show(side)} for side in (was, now))
    paths = dict.fromkeys((*new, *old))
    in_both = {_row(path) for path in old} & {_row(path) for path in new}
    return [
        Change(path, old.get(path), new.get(path), with_row=_row(path) not in in_both)
        for path in paths
        if path not in old
        or path not in new
        or meaning(old[path].value) != meaning(new[path].value)
    ]


def _later(was: Told, now: Told) -> Iterator[Change]:
    """What differs from a later date on or in some counties, and was not told before."""
    times = sorted({begins for side in (was, now) for begins, _, _ in side.later})
    counties = tuple(dict.fromkeys((*was.scenario.counties, *now.scenario.counties)))
    known = {
        county: {_key(one) for one in changes_of(was.scenario, now.scenario)} for county in counties
    }
    made: dict[tuple[int, int], list[Change]] = {}
    for from_ms in times:
        groups: dict[tuple[Change, ...], list[str]] = {}
        for county in counties:
            sides = (was.at(county, from_ms), now.at(county, from_ms))
            ids = (id(sides[0]), id(sides[1]))
            if ids not in made:
                made[ids] = changes_of(*sides)
            found = {_key(one): one for one in made[ids]}
            new = tuple(one for key, one in found.items() if key not in known[county])
            # What was told before and is no difference any more is the same again.
            paths = {one.path for one in found.values()}
            again = tuple(
                Change(path, one, one)
                for path in dict.fromkeys(key[0] for key in known[county])
                if path not in paths
                for one in [_value_at(sides[1], path)]
            )
            known[county] = set(found)
            if new or again:
                groups.setdefault((*new, *again), []).append(county)
        since = f"{now.scenario.date_of(from_ms):%Y-%m-%d}"
        for changes, where in groups.items():
            named = () if len(where) == len(counties) else tuple(where)
            for one in changes:
                yield replace(one, since=since if from_ms else "", counties=named)


def _key(one: Change) -> tuple[str, object, object]:
    return (
        one.path,
        None if one.was is None else meaning(one.was.value),
        None if one.now is None else meaning(one.now.value),
    )


def _value_at(scenario: Scenario, path: str) -> Shown | None:
    return next((one for one in show(scenario) if one.path == path), None)


def _row(path: str) -> str:
    return path.rpartition(".")[0]


def meaning(text: str) -> object:
    """What a written value is worth: 24 h and 1 day, 5 % and 5.0 %, 3 and 3.0 are the same."""
    try:
        return float(text)
    except ValueError:
        pass
    for kind, parse in (("%", parse_percentage), ("ms", parse_duration)):
        try:
            return kind, round(float(parse(text)), 12)
        except (UnitError, ValueError):
            continue
    try:
        return json.dumps(_worth(json.loads(text)), sort_keys=True)
    except ValueError:
        return " ".join(text.split())


def _worth(value: Any) -> Any:
    """The parts of a law, a list or a mapping by their meaning."""
    if isinstance(value, dict):
        return {key: _worth(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_worth(one) for one in value]
    if isinstance(value, str):
        return repr(meaning(value))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _name(scenario: Scenario) -> str:
    given = scenario.origin.given if scenario.origin is not None else ()
    return "+".join((scenario.name, *given))


def _tables(scenario: Scenario) -> frozenset[str]:
    """Sections that have rows."""
    tree = scenario.origin.tree if scenario.origin is not None else {}
    return frozenset(name for name, one in tree.items() if isinstance(one, list) and one)
