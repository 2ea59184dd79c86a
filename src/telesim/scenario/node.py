"""Written values that remember their place: the tree between the files and the typed model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Steps from the top of a tree to a value: keys of mappings, positions in lists.
Path = tuple[str | int, ...]


class Node:
    """A mapping, list or scalar with the file and line that wrote it.

    ``value`` is ``dict[str, Node]``, ``list[Node]`` or a scalar; ``text`` keeps how a scalar
    was written, so that an id such as 007 stays itself; ``column`` is that of a table cell.
    """

    __slots__ = ("column", "file", "line", "text", "value")

    def __init__(
        self,
        value: Any,
        file: str = "",
        line: int = 0,
        column: int = 0,
        text: str | None = None,
    ) -> None:
        self.value = value
        self.file = file
        self.line = line
        self.column = column
        self.text = text

    @property
    def is_map(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    def get(self, key: str) -> Node | None:
        """The entry of a mapping, or None."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, Node) else None

    def scalar(self, key: str) -> Any:
        """The plain value of an entry, or None."""
        entry = self.get(key)
        return None if entry is None else entry.value

    def copy(self) -> Node:
        """A copy whose mappings and lists can be changed without touching this one."""
        value = self.value
        if isinstance(value, dict):
            value = {key: child.copy() for key, child in value.items()}
        elif isinstance(value, list):
            value = [child.copy() for child in value]
        return Node(value, self.file, self.line, self.column, self.text)

    def plain(self) -> Any:
        """The value without places, for pydantic, hashing and manifests."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def leaves(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """Scalars and empty mappings or lists, each with its path."""
        if isinstance(self.value, dict) and self.value:
            for key, child in self.value.items():
                yield from child.leaves((*path, key))
        elif isinstance(self.value, list) and self.value:
            for position, child in enumerate(self.value):
                yield from child.leaves((*path, position))
        else:
            yield path, self

    def nearest(self, path: Sequence[str | int]) -> tuple[Node, int]:
        """The deepest node along a path that exists, and how many steps lead to it."""
        node = self
        for depth, step in enumerate(path):
            child: Node | None = None
            if isinstance(node.value, dict):
                child = node.value.get(str(step))
            elif isinstance(node.value, list) and isinstance(step, int):
                child = node.value[step] if step < len(node.value) else None
            if child is None:
                return node, depth
            node = child
        return node, len(path)


def from_plain(value: Any, file: str, line: int = 0) -> Node:
    """Nodes for plain Python values that all stand in one place."""
    if isinstance(value, Node):
        return value.copy()
    if isinstance(value, Mapping):
        inside = {str(key): from_plain(child, file, line) for key, child in value.items()}
        return Node(inside, file, line)
    if isinstance(value, (list, tuple)):
        return Node([from_plain(child, file, line) for child in value], file, line)
    if value is None or isinstance(value, (bool, int, float, str)):
        return Node(value, file, line)
    return Node(str(value), file, line)


def dotted(path: Sequence[str | int]) -> str:
    """A path as messages write it: ``faults.drop.rate``, ``shocks[2].on``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text
