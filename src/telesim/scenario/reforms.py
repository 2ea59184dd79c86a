"""Reform files: one idea of a planner, to be laid over any scenario that has the same words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telesim.registry import hint
from telesim.scenario.errors import Problems, shown
from telesim.scenario.node import Node, from_plain
from telesim.scenario.reading import read_yaml

#: The keys of a reform file.
KEYS = (
    "schema_version",
    "reform",
    "title",
    "source",
    "set",
    "add",
    "remove",
    "from",
    "where",
    "overrides",
)
#: Keys that only a scenario has.
_OF_SCENARIOS = {"exchanges", "extends", "generate", "window"}
#: Stands for the file of values that were given in Python.
PYTHON = "settings"


@dataclass(frozen=True, eq=False)
class Overlay:
    """A reform as read: what it sets, adds and removes, from when on, where."""

    name: str
    file: str
    sets: tuple[tuple[str, Node], ...] = ()
    adds: tuple[tuple[str, Node], ...] = ()
    removes: tuple[tuple[str, Node], ...] = ()
    #: The date from which it holds; None = always.
    begins: Node | None = None
    #: The counties where it holds; none = everywhere.
    counties: tuple[Node, ...] = ()
    #: Paths and names of reforms that this one may contradict.
    overrides: tuple[str, ...] = ()
    title: str = ""
    source: str = ""

    @property
    def is_python(self) -> bool:
        """Whether the values were given in Python rather than in a file."""
        return self.file == PYTHON

    @property
    def is_partial(self) -> bool:
        """Whether it holds from a date on or in some counties only."""
        return self.begins is not None or bool(self.counties)

    def may_override(self, path: tuple[str, ...], other: Overlay) -> bool:
        """Whether this overlay says that it contradicts ``other`` at ``path``."""
        if self.is_python or other.name in self.overrides:
            return True
        said = (tuple(words.split(".")) for words in self.overrides)
        text = ".".join(path)
        return any(text == ".".join(w) or text.startswith(".".join(w) + ".") for w in said)


def overlay_from_settings(settings: Mapping[str, Any]) -> Overlay:
    """Values by dotted path, given in Python; they win over every file."""
    sets = tuple((str(path), from_plain(value, PYTHON)) for path, value in settings.items())
    return Overlay(PYTHON, PYTHON, sets)


def read_overlay(file: Path, problems: Problems) -> Overlay | None:
    """A reform file, or None with at least one problem filed."""
    tree = read_yaml(file, problems)
    if tree is None:
        return None
    if "reform" not in tree.value and tree.value.keys() & _OF_SCENARIOS:
        problems.add(
            str(file), tree.line, "", "a scenario",
            "need a reform here: a file with reform: NAME and what it sets",
        )  # fmt: skip
        return None
    reader = _Reader(tree, problems)
    return reader.overlay(str(file))


class _Reader:
    """Reads the keys of one reform file."""

    def __init__(self, tree: Node, problems: Problems) -> None:
        self.tree = tree
        self.problems = problems

    def problem(self, node: Node, path: str, found: str, expected: str, hint_: str = "") -> None:
        self.problems.add(node.file, node.line, path, found, expected, hint_)

    def overlay(self, file: str) -> Overlay | None:
        for key, node in self.tree.value.items():
            if key not in KEYS:
                self.problem(
                    node,
                    key,
                    f"the unknown key {key!r}",
                    "need a key of a reform",
                    hint(key, KEYS)[2:],
                )
        name = self.text("reform")
        if not name:
            self.problem(
                self.tree, "reform", "", "is missing; need reform: NAME, the reform's name"
            )
        version = self.tree.get("schema_version")
        if version is not None and version.value != 1:
            self.problem(version, "schema_version", shown(version.plain()), "need 1")
        return Overlay(
            name=name or Path(file).stem,
            file=file,
            sets=self.entries("set"),
            adds=self.entries("add"),
            removes=self.removed(),
            begins=self.begins(),
            counties=self.counties(),
            overrides=tuple(str(node.value) for node in self.texts("overrides")),
            title=self.text("title"),
            source=self.text("source"),
        )

    def text(self, key: str) -> str:
        node = self.tree.get(key)
        if node is None:
            return ""
        if not isinstance(node.value, str) or not node.value:
            self.problem(node, key, shown(node.plain()), "need a text")
            return ""
        return node.value

    def entries(self, key: str) -> tuple[tuple[str, Node], ...]:
        node = self.tree.get(key)
        if node is None or node.value is None:
            return ()
        if not node.is_map:
            self.problem(node, key, shown(node.plain()), "need a mapping of paths to values")
            return ()
        return tuple(node.value.items())

    def texts(self, key: str, within: Node | None = None) -> tuple[Node, ...]:
        """A list of texts, or a single one."""
        node = (within or self.tree).get(key)
        if node is None or node.value is None:
            return ()
        items = node.value if node.is_list else [node]
        for item in items:
            if item.is_map or item.is_list or item.value is None:
                self.problem(item, key, shown(item.plain()), "need a text")
        return tuple(item for item in items if not (item.is_map or item.is_list))

    def removed(self) -> tuple[tuple[str, Node], ...]:
        return tuple((str(node.value), node) for node in self.texts("remove"))

    def begins(self) -> Node | None:
        node = self.tree.get("from")
        if node is None or node.value is None:
            return None
        try:
            dt.date.fromisoformat(str(node.value))
        except ValueError:
            self.problem(node, "from", shown(node.plain()), "need a date such as 2001-06-30")
        return node

    def counties(self) -> tuple[Node, ...]:
        node = self.tree.get("where")
        if node is None or node.value is None:
            return ()
        if not node.is_map or list(node.value) != ["counties"]:
            self.problem(node, "where", shown(node.plain()), "need {counties: [NAME, ...]}")
            return ()
        return self.texts("counties", node)
