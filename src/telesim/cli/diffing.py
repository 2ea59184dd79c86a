"""The verb ``diff``: two scenarios by what they mean, value by value, not line by line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from telesim.cli.loading import load

if TYPE_CHECKING:
    from telesim.scenario import Scenario
    from telesim.scenario.resolved import Shown

#: Values of one section that are told one by one; ``--all`` tells every one.
MOST_TOLD = 12
#: Widest that the columns are padded to.
_PATH_WIDTH, _VALUE_WIDTH = 48, 28


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs; None on the side that does not have it."""

    path: str
    was: Shown | None
    now: Shown | None
    #: Whether nothing of its row, or of the value that it is a part of, stands on the other side.
    with_row: bool = False

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
        }


def print_difference(
    first: Path,
    second: Path | None,
    reforms: Sequence[Path],
    under: str,
    every: bool,
    as_json: bool,
) -> None:
    """Tell what differs; without a second file, what the reforms change in the first."""
    if second is None and not reforms:
        raise typer.BadParameter("need a second scenario, or a reform with --with")
    was = load(first, ())
    now = load(first if second is None else second, reforms)
    changes = [one for one in difference(was, now) if f"{one.path}.".startswith(_stem(under))]
    later = _later(was, "first") + _later(now, "second")
    if as_json:
        told = {"changes": [one.as_json() for one in changes], "notes": later}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{_name(was)} ({first}) -> {_name(now)} ({second or first})")
    for line in [*_lines(changes, every, _tables(was) | _tables(now)), *later]:
        typer.echo(line)


def difference(was: Scenario, now: Scenario) -> list[Change]:
    """Values that mean something else, in the order of the model; those gone come last."""
    from telesim.scenario.resolved import show

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


def _row(path: str) -> str:
    return path.rpartition(".")[0]


def meaning(text: str) -> object:
    """What a written value is worth: 24 h and 1 day, 5 % and 5.0 %, 3 and 3.0 are the same."""
    from telesim.units import UnitError, parse_duration, parse_percentage

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


def _stem(under: str) -> str:
    return f"{under}." if under else ""


def _name(scenario: Scenario) -> str:
    given = scenario.origin.given if scenario.origin is not None else ()
    return "+".join((scenario.name, *given))


def _later(scenario: Scenario, side: str) -> list[str]:
    """What begins at a date or holds in some counties: its values are not in the base."""
    return [
        f"The {side} also changes from {scenario.date_of(phase.from_ms):%Y-%m-%d}"
        + (f" in {', '.join(phase.counties)}" if phase.counties else "")
        + "; that is not told value by value."
        for phase in scenario.phases
    ]


def _tables(scenario: Scenario) -> set[str]:
    """Sections that have rows."""
    tree = scenario.origin.tree if scenario.origin is not None else {}
    return {name for name, one in tree.items() if isinstance(one, list) and one}


def _by_rows(each: Sequence[Change]) -> tuple[list[Change], int, int]:
    """Changes of a table with each new or gone row in one piece, and how many these are."""
    rows: dict[str, list[Change]] = {}
    for one in each:
        rows.setdefault(one.row, []).append(one)
    changes: list[Change] = []
    new = gone = 0
    for row, cells in rows.items():
        if not cells[0].with_row:
            changes += cells
            continue
        came = cells[0].was is None
        new, gone = new + came, gone + (not came)
        side = [one.now or one.was for one in cells]
        whole = _in_one([one for one in side if one is not None], row)
        changes.append(Change(row, None, whole) if came else Change(row, whole, None))
    return changes, new, gone


def _in_one(cells: Sequence[Shown], row: str) -> Shown:
    """A row as one value: ``{id: late, count: 4}``."""
    said = ", ".join(f"{cell.path.rpartition('.')[2]}: {cell.value}" for cell in cells)
    return cells[0]._replace(path=row, value=f"{{{said}}}")


def _lines(changes: Sequence[Change], every: bool, tables: set[str]) -> list[str]:
    if not changes:
        return ["They mean the same."]
    sections: dict[str, list[Change]] = {}
    for one in changes:
        sections.setdefault(one.section, []).append(one)
    heads: dict[str, str] = {}
    for name, each in sections.items():
        new = gone = 0
        if name in tables:
            sections[name], new, gone = _by_rows(each)
        cells = [one for one in each if not (name in tables and one.with_row)]
        heads[name] = ", ".join(
            filter(None, (_rows(new, "new"), _rows(gone, "gone"), _counted(cells)))
        )
    most = None if every else MOST_TOLD
    told = [one for each in sections.values() for one in each[:most]]
    width = min(_PATH_WIDTH, max((len(one.path) for one in told), default=0))
    values = [_value(one.was) for one in told]
    value_width = min(_VALUE_WIDTH, max(map(len, values), default=0))
    lines = []
    for name, each in sections.items():
        lines.append(f"{name}: {heads[name]}")
        shown = each[:most]
        for one in shown:
            by = one.now or one.was
            place = "" if by is None else by.place
            if one.now is None:
                place = f"was set by {place}"
            lines.append(
                f"  {one.path:<{width}}  {_value(one.was):<{value_width}} -> "
                f"{_value(one.now):<{value_width}}  {place}".rstrip()
            )
        if len(shown) < len(each):
            lines.append(f"  ... and {len(each) - len(shown)} more (--all tells them)")
    return lines


def _rows(number: int, word: str) -> str:
    return f"{number} row{'s' * (number != 1)} {word}" if number else ""


def _counted(each: Sequence[Change]) -> str:
    """``2 values differ, 1 new, 3 gone``."""
    new = sum(one.was is None for one in each)
    gone = sum(one.now is None for one in each)
    other = len(each) - new - gone
    words = [f"{other} value{'s' * (other != 1)} differ{'s' * (other == 1)}"] if other else []
    words += [f"{new} new"] * bool(new) + [f"{gone} gone"] * bool(gone)
    return ", ".join(words)


def _value(one: Shown | None) -> str:
    """As a planner writes it: laws and lists without the quotes of JSON."""
    return "–" if one is None else one.value.replace('"', "")
