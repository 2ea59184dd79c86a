"""From a dotted path, as a reform writes it, to the places of a tree that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telesim.scenario.node import Node, Path
from telesim.scenario.parameters import parameter_words
from telesim.scenario.shape import TABLES, Shape, shape_at
from telesim.scenario.tables import Tables

#: By what a row or an entry of a list is called.
_IDENTITIES = ("id", "title", "cabinet")


def identity_of(node: Node) -> str:
    """The name of a row or of an entry of a list; empty when it has none."""
    if node.is_map:
        for key in _IDENTITIES:
            value = node.scalar(key)
            if value is not None:
                return str(value)
        return ""
    return "" if node.is_list or node.value is None else str(node.value)


def row_name(table: str, row: Mapping[str, Any], number: int) -> str | int:
    """How paths call a row of a table: by its id, or by its number where rows have none."""
    identity = row.get("id")
    return str(identity) if table != "waiting" and identity is not None else number


def name_rows(path: Path, tree: Node) -> Path:
    """A path with the rows of tables by their ids, as reforms write it."""
    if len(path) < 2 or path[0] not in TABLES or not isinstance(path[1], int):
        return path
    node, _ = tree.nearest(path[:2])
    identity = node.scalar("id") if node.is_map else None
    return path if identity is None else (path[0], str(identity), *path[2:])


class Finder:
    """Finds places in one tree; tables are loaded when a path leads into them."""

    def __init__(self, tree: Node, tables: Tables) -> None:
        self.tree = tree
        self.tables = tables

    def find(self, above: Path, text: str, *, creating: bool) -> list[Path]:
        """The places that ``text`` names below ``above``; ``*`` names every row or entry.

        ``creating`` also finds what is not there but may be: keys that the model knows. Names
        with dots in them are found too, since they are tried piece by piece.
        """
        return self._walk(above, text.split("."), creating)

    def deepest(self, names: tuple[str | int, ...]) -> Path:
        """The longest beginning of a path of names that exists, as a path of the tree."""
        for length in range(len(names), 0, -1):
            found = self._walk((), [str(name) for name in names[:length]], True)
            if found:
                return found[0]
        return ()

    def _walk(self, at: Path, words: list[str], creating: bool) -> list[Path]:
        if not words:
            return [at]
        node, shape = self.enter(at), shape_at(at)
        if words[0] == "*" and node is not None:
            found: list[Path] = []
            for each in self._steps(node):
                found.extend(self._walk((*at, each), words[1:], creating))
            return found
        for length in range(1, len(words) + 1):
            word = ".".join(words[:length])
            step = self._step(node, shape, word, creating, len(at))
            if step is not None:
                found = self._walk((*at, step), words[length:], creating)
                if found:
                    return found
        return []

    def enter(self, at: Path) -> Node | None:
        """The node at a path, a table as its rows; None when there is none."""
        node, depth = self.tree.nearest(at)
        if depth < len(at):
            return None
        if len(at) == 1 and at[0] in TABLES and node.is_map:
            rows = self.tables.load(str(at[0]), node)
            self.tree.value[at[0]] = rows
            return rows
        return node

    @staticmethod
    def _steps(node: Node) -> list[str | int]:
        if isinstance(node.value, dict):
            return list(node.value)
        return list(range(len(node.value))) if isinstance(node.value, list) else []

    def _step(
        self, node: Node | None, shape: Shape | None, word: str, creating: bool, depth: int
    ) -> str | int | None:
        if node is not None and isinstance(node.value, dict) and word in node.value:
            return word
        if node is not None and isinstance(node.value, list):
            for position, item in enumerate(node.value):
                if identity_of(item) == word:
                    return position
            return None
        if not creating or shape is None:
            return None
        return word if self._may_be_made(node, shape, word, depth) else None

    @staticmethod
    def _may_be_made(node: Node | None, shape: Shape, word: str, depth: int) -> bool:
        if shape.what == "section":
            return word in shape.fields
        if shape.what == "area":
            return True
        if shape.what == "map" and shape.item is not None:
            # A cause, a team or a target is added. Values by a word of the trade (shift_end by
            # job, months) and what a team knows may simply be set.
            return shape.item.what != "section" or depth > 1
        if shape.what == "choice" and shape.kind is not None and node is not None:
            registry, key = shape.kind.registry, shape.kind.key
            name = node.scalar(key) if node.is_map else node.value
            if registry is None or name not in registry:
                return False
            if word in parameter_words(registry[name]):
                if not node.is_map:
                    node.value = {key: Node(node.value, node.file, node.line)}
                return True
        return False
