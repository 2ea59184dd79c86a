"""The same place many times over: N independent copies of everything that has a place.

A small town says little about a theory in one run; two thousand copies of it in one file are
two thousand independent runs. The first copy keeps its ids; the others get ``#2``, ``#3``, ...
"""

from __future__ import annotations

import re

from telesim.scenario.errors import Problems, shown
from telesim.scenario.generator import ROWS
from telesim.scenario.node import Node
from telesim.scenario.shape import TABLES

#: Columns that name a place or a row, by table.
_IDS: dict[str, tuple[str, ...]] = {
    "exchanges": ("id", "county", "branch"),
    "cabinets": ("id", "exchange", "feeder_id", "duct"),
    "crews": ("id", "base", "local_base"),
    "projects": ("id", "place"),
    "waiting": ("cabinet",),
    "ducts": ("id", "exchange"),
    "neighbours": ("cabinet", "neighbour"),
    "open_faults": ("cabinet",),
    "planned_repairs": ("cabinet",),
    "trunks": ("id", "starts_at", "ends_at", "overflow_to"),
    "circuits": ("id", "group"),
}
#: Places outside the town, which its copies have in common.
_ONE_FOR_ALL = ("long-distance",)
_COVERS = ("covers", "local_covers")


def name_of_copy(name: str, copy: int) -> str:
    """The name of a place in a copy, counted from 1."""
    return name if copy == 1 else f"{name}#{copy}"


def copies_of(tree: Node, problems: Problems) -> int:
    """Take the wanted number of copies out of a tree; 1 with a problem."""
    node = tree.value.pop("copies", None)
    if node is None:
        return 1
    if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 1:
        problems.add(
            node.file,
            node.line,
            "copies",
            shown(node.plain()),
            "need a whole number of 1 or more",
        )
        return 1
    tables = [table for name in TABLES if (table := tree.get(name)) and table.is_list]
    rows = max((len(table.value) for table in tables), default=0)
    if rows * node.value > ROWS:
        problems.add(
            node.file,
            node.line,
            "copies",
            f"{node.value:,} copies of tables with up to {rows:,} rows",
            f"need {ROWS:,} rows or fewer in all",
        )
        return 1
    return int(node.value)


def repeat_places(tree: Node, copies: int) -> None:
    """Repeat the tables of a tree in place; lists of counties name those of every copy."""
    if copies == 1:
        return
    counties = _counties(tree)
    for table, columns in _IDS.items():
        rows = tree.get(table)
        if rows is None or not rows.is_list:
            continue
        rows.value = [
            _copied(row, columns, copy, counties)
            for copy in range(1, copies + 1)
            for row in rows.value
        ]
    for node in _maps_by_place(tree):
        node.value = {
            name_of_copy(place, copy): one.copy()
            for copy in range(1, copies + 1)
            for place, one in node.value.items()
        }
    for node in _county_lists(tree):
        node.value = [
            Node(name_of_copy(str(one.value), copy), one.file, one.line)
            for copy in range(1, copies + 1)
            for one in node.value
        ]


def _counties(tree: Node) -> list[str]:
    rows = tree.get("exchanges")
    if rows is None or not rows.is_list:
        return []
    named = (row.scalar("county") for row in rows.value if row.is_map)
    return list(dict.fromkeys(str(name) for name in named if name is not None))


def _copied(row: Node, columns: tuple[str, ...], copy: int, counties: list[str]) -> Node:
    if not row.is_map:
        return row
    made = row.copy()
    for column in columns:
        cell = made.get(column)
        if cell is not None and isinstance(cell.value, str) and cell.value not in _ONE_FOR_ALL:
            cell.value = name_of_copy(cell.value, copy)
    for column in _COVERS:
        cell = made.get(column)
        if cell is not None and isinstance(cell.value, str):
            cell.value = _covers(cell.value, copy, counties)
    return made


def _covers(covers: str, copy: int, counties: list[str]) -> str:
    """The same coverage within one copy; ``all`` is all of that copy, not of the others."""
    words: list[str] = []
    for word in re.split(r"[\s,;]+", covers.strip()):
        if word == "all":
            words.extend(f"county:{name_of_copy(county, copy)}" for county in counties)
        else:
            words.append(name_of_copy(word, copy))
    return " ".join(words)


def _county_lists(tree: Node) -> list[Node]:
    found: list[Node] = []
    shocks = tree.get("shocks")
    named = [tree.get(word) for word in ("expansions", "promotions")]
    for entry in [
        *(shocks.value if shocks is not None and shocks.is_list else []),
        *(
            one
            for table in named
            if table is not None and table.is_map
            for one in table.value.values()
        ),
    ]:
        counties = entry.get("counties")
        if counties is not None and counties.is_list:
            found.append(counties)
    return found


def _maps_by_place(tree: Node) -> list[Node]:
    """Mappings whose keys are counties or exchanges."""
    campaigns = tree.get("promotions")
    if campaigns is None or not campaigns.is_map:
        return []
    maps = (one.get("elasticity_at") for one in campaigns.value.values() if one.is_map)
    return [one for one in maps if one is not None and one.is_map]
