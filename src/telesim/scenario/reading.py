"""Files to trees of nodes: YAML 1.2 in UTF-8 or GB18030, with the line of every key."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from telesim.scenario.errors import Problems, no_such_file, shown
from telesim.scenario.node import Node, dotted

#: A scenario is written by hand; its bulk stands in tables. Larger files are a mistake.
YAML_BYTES = 2 * 2**20
TABLE_BYTES = 64 * 2**20
#: Nodes that aliases may repeat in all, and levels of nesting.
_REPEATED_NODES = 20_000
_DEPTH = 40
_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read_text(file: Path, limit: int, problems: Problems) -> str | None:
    """The text of a file in UTF-8 (byte-order mark or not) or GB18030, or None with a problem."""
    try:
        size = file.stat().st_size
        if size > limit:
            problems.add(
                file, 0, "", f"a file of {size / 2**20:.1f} MB", f"need {limit // 2**20} MB or less"
            )
            return None
        if not file.is_file():
            problems.add(file, 0, "", "something that is not a file", "need a file")
            return None
        data = file.read_bytes()
    except FileNotFoundError:
        problems.add(file, 0, "", "", no_such_file(file), nearest_file(file))
        return None
    except OSError as problem:
        problems.add(file, 0, "", "", f"cannot be read: {problem.strerror or problem}")
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    problems.add(file, 0, "", "bytes of another encoding", "need text in UTF-8 or GB18030")
    return None


def nearest_file(file: Path) -> str:
    """A hint at the file beside one that is not there whose name is most like it, or nothing."""
    from telesim.registry import nearest

    try:
        names = [entry.name for entry in file.parent.iterdir() if entry.suffix == file.suffix]
    except OSError:
        return ""
    close = nearest(file.name, names)
    return f"did you mean {close!r}?" if close else ""


def read_yaml(file: Path, problems: Problems) -> Node | None:
    """The mapping that a YAML file holds, or None with at least one problem filed."""
    if file.suffix.lower() == ".csv":
        problems.add(file, 0, "", "a table", "need the scenario file that names it, YAML")
        return None
    text = read_text(file, YAML_BYTES, problems)
    if text is None:
        return None
    return _Tree(str(file), problems).read(text)


class _Tree:
    """Turns the composed nodes of one YAML document into ours."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.repeated = 0
        self.gave_up = False

    def problem(self, line: int, path: tuple[str | int, ...], found: str, expected: str) -> None:
        self.problems.add(self.file, line, dotted(path), found, expected)

    def read(self, text: str) -> Node | None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        before = len(self.problems)
        try:
            root = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            line = 0 if mark is None else mark.line + 1
            self.problem(line, (), "", f"not YAML: {problem.problem or problem.context}")
            return None
        except (YAMLError, RecursionError, ValueError) as problem:
            reason = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)
            self.problem(0, (), "", f"not YAML: {reason.splitlines()[0]}")
            return None
        if root is None:
            self.problem(0, (), "an empty file", "need a mapping of keys to values")
            return None
        if root.id != "mapping":
            found = "a list" if root.id == "sequence" else shown(str(root.value))
            self.problem(1, (), found, "need a mapping of keys to values")
            return None
        tree = self.node(root, (), root.start_mark.line + 1)
        return None if self.gave_up or (tree is None and len(self.problems) > before) else tree

    def node(self, node: Any, path: tuple[str | int, ...], line: int) -> Node:
        """Ours for theirs; ``line`` is that of the key, where there is one."""
        if not self._may_enter(node, path, line):
            return Node(None, self.file, line)
        if node.id == "scalar":
            return self.scalar(node, path, line)
        if node.tag not in (_TAG + "map", _TAG + "seq"):
            self.problem(line, path, f"the tag {node.tag}", "need plain YAML without tags")
        self.open.add(id(node))
        try:
            if node.id == "sequence":
                items = [
                    self.node(item, (*path, position), item.start_mark.line + 1)
                    for position, item in enumerate(node.value)
                ]
                return Node(items, self.file, line)
            return Node(self.mapping(node, path), self.file, line)
        finally:
            self.open.discard(id(node))

    def mapping(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar" or key_node.tag == _TAG + "merge":
                found = "the key <<" if key_node.id == "scalar" else "a key that is no text"
                self.problem(line, path, found, "need a plain word as the key")
                continue
            key = str(key_node.value)
            if key in entries:
                first = entries[key].line
                self.problem(
                    line,
                    (*path, key),
                    f"the key {key!r} again",
                    f"need it once; it stands in line {first} already",
                )
                continue
            entries[key] = self.node(value_node, (*path, key), line)
        return entries

    def scalar(self, node: Any, path: tuple[str | int, ...], line: int) -> Node:
        text = str(node.value)
        if not node.tag.startswith(_TAG):
            self.problem(line, path, f"the tag {node.tag}", "need plain YAML without tags")
        if node.style is not None or node.tag == _TAG + "str":
            return Node(text, self.file, line, text=text)
        value = plain_scalar(text)
        if isinstance(value, float) and not math.isfinite(value):
            self.problem(line, path, text, "need a finite number")
            value = 0.0
        return Node(value, self.file, line, text=text)

    def _may_enter(self, node: Any, path: tuple[str | int, ...], line: int) -> bool:
        if self.gave_up:
            return False
        if id(node) in self.seen:
            self.repeated += 1
        self.seen.add(id(node))
        if id(node) in self.open:
            self.problem(line, path, "an alias to what it stands in", "need values that end")
        elif self.repeated > _REPEATED_NODES:
            self.problem(
                line,
                path,
                "aliases that repeat more and more values",
                f"need at most {_REPEATED_NODES} repeated values in a file",
            )
        elif len(path) > _DEPTH:
            self.problem(
                line, path[:3], "values nested too deeply", f"need {_DEPTH} levels or less"
            )
        else:
            return True
        self.gave_up = True
        return False


def plain_scalar(text: str) -> Any:
    """A scalar without quotes by the core schema of YAML 1.2: null, true, 12, 1.5, or text."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _INTEGER.fullmatch(text) and len(text) < 40:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text) and len(text) < 400:
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return math.nan
    return text
