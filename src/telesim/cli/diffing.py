"""The verb ``diff``: two scenarios by what they mean, value by value, not line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from telesim.experiment.differing import Change, Difference, difference, told

if TYPE_CHECKING:
    from telesim.scenario.resolved import Shown

#: Values of one section that are told one by one; ``--all`` tells every one.
MOST_TOLD = 12
#: Widest that the columns are padded to.
_PATH_WIDTH, _VALUE_WIDTH = 48, 28


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
    found = difference(told(first), told(second or first, reforms), under)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{found.first} ({first}) -> {found.second} ({second or first})")
    for line in _all_lines(found, every):
        typer.echo(line)


def _all_lines(found: Difference, every: bool) -> Iterator[str]:
    """What differs from the start on, then date by date and place by place."""
    if found.is_nothing:
        yield "They mean the same."
    for (since, counties), group in groupby(
        found.changes, key=lambda one: (one.since, one.counties)
    ):
        if since or counties:
            words = f"From {since}" if since else "From the start"
            yield words + (f" in {', '.join(counties)}:" if counties else ":")
        yield from _lines(list(group), every, found.tables)


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


def _lines(changes: Sequence[Change], every: bool, tables: frozenset[str]) -> list[str]:
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
    listed = [one for each in sections.values() for one in each[:most]]
    width = min(_PATH_WIDTH, max((len(one.path) for one in listed), default=0))
    values = [_value(one.was) for one in listed]
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
            elif one.was is one.now:
                place = "the same again"
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
