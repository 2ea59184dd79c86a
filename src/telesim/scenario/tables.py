"""Tables as planners have them: CSV files beside the scenario, or rows written in it."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable
from pathlib import Path

from telesim.registry import hint
from telesim.scenario.errors import Problems, shown
from telesim.scenario.folders import Folders
from telesim.scenario.node import Node
from telesim.scenario.reading import TABLE_BYTES, read_text
from telesim.scenario.repairs import Repairs
from telesim.scenario.shape import TABLES, Shape, scenario_shape

#: Words that a planner may write for a column called otherwise.
_MEANT = {
    ("crews", "from"): "since",
    ("crews", "to"): "until",
    ("trunks", "from"): "starts_at",
    ("trunks", "to"): "ends_at",
    ("trunks", "group"): "id",
}
#: What a table writes for yes and no, in small letters.
_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "t", "on", "1"), True),
    **dict.fromkeys(("no", "n", "false", "f", "off", "0"), False),
}
_FORM = "need a list of rows, or {table: FILE.csv, defaults: {COLUMN: value}}"

#: What other programs write between columns.
_OTHER_MARKS = {";": "semicolons", "\t": "tabs"}


class Tables:
    """Loads the tables of one scenario, remembering the digest of each file."""

    def __init__(self, folders: Folders, problems: Problems, repairs: Repairs) -> None:
        self.folders = folders
        self.problems = problems
        self.repairs = repairs
        self.digests: dict[str, str] = {}

    def load_all(self, tree: Node) -> None:
        """Turn every table of a tree into a list of rows, in place."""
        for name in TABLES:
            node = tree.get(name)
            if node is not None and node.value is not None:
                tree.value[name] = self.load(name, node)

    def load(self, name: str, node: Node) -> Node:
        """The rows of one table, checked cell by cell; ids stand once."""
        rows = self._rows(name, node)
        columns = _columns(name)
        for row in rows.value:
            if row.is_map:
                _texts(row, columns)
        self._once(name, rows.value)
        return rows

    def _rows(self, name: str, node: Node) -> Node:
        if node.is_list:
            return node
        source = node.get("table") or node.get("rows")
        if not node.is_map or source is None or ("table" in node.value and "rows" in node.value):
            self._problem(node, name, shown(node.plain()), _FORM)
            return self._none(name, node)
        for key, child in node.value.items():
            if key not in ("table", "rows", "defaults"):
                known = ("table", "rows", "defaults")
                self._problem(
                    child,
                    f"{name}.{key}",
                    f"the key {key!r}",
                    "need table or rows, and defaults",
                    hint(key, known)[2:],
                )
        defaults = self._defaults(name, node.get("defaults"))
        if "rows" in node.value:
            if not source.is_list:
                self._problem(source, f"{name}.rows", shown(source.plain()), "need a list of rows")
                return self._none(name, node)
            for row in source.value:
                if row.is_map:
                    for column, cell in defaults.items():
                        row.value.setdefault(column, cell.copy())
            return source
        file = self.folders.resolve(source, f"{name}.table", self.problems)
        rows = self._read(name, file, defaults, node) if file is not None else None
        return rows if rows is not None else self._none(name, node)

    def _none(self, name: str, node: Node) -> Node:
        self.repairs.spoil((name,))
        return Node([], node.file, node.line)

    def _defaults(self, name: str, node: Node | None) -> dict[str, Node]:
        if node is None or node.value is None:
            return {}
        if not node.is_map:
            self._problem(
                node, f"{name}.defaults", shown(node.plain()), "need a mapping of columns to values"
            )
            return {}
        columns = _columns(name)
        for column in node.value:
            if column not in columns:
                self._problem(
                    node.value[column],
                    f"{name}.defaults.{column}",
                    repr(column),
                    f"need a column of {name}",
                    hint(column, columns)[2:],
                )
        return {column: cell for column, cell in node.value.items() if column in columns}

    def _read(self, name: str, file: Path, defaults: dict[str, Node], table: Node) -> Node | None:
        before = len(self.problems)
        text = read_text(file, TABLE_BYTES, self.problems)
        if text is None:
            for_line = list(self.problems)[before:]
            for problem in for_line:
                self._problem(table, f"{name}.table", repr(problem.file), "need a table to read")
            return None
        key = self.folders.relative(str(file))
        self.digests[key] = hashlib.sha256(file.read_bytes()).hexdigest()
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows: list[Node] = []
        header: list[str] | None = None
        end = 0
        try:
            for cells in reader:
                line, end = end + 1, reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    header = [cell.strip() for cell in cells]
                    if not self._header(name, file, line, header, defaults):
                        return None
                    continue
                row = self._row(name, file, line, header, cells, defaults)
                if row is not None:
                    rows.append(row)
        except csv.Error as problem:
            self.problems.add(file, reader.line_num, name, "", f"not a table: {problem}")
            return None
        if header is None:
            self.problems.add(file, 0, name, "an empty table", "need a first line with the columns")
            return None
        return Node(rows, table.file, table.line)

    def _header(
        self, name: str, file: Path, line: int, header: list[str], defaults: dict[str, Node]
    ) -> bool:
        columns = _columns(name)
        before = len(self.problems)
        if len(header) == 1 and any(mark in header[0] for mark in _OTHER_MARKS):
            mark = next(mark for mark in _OTHER_MARKS if mark in header[0])
            self.problems.add(
                file, line, name, f"columns with {_OTHER_MARKS[mark]} between them",
                "need commas, as in id,county,lines",
            )  # fmt: skip
            return False
        for number, word in enumerate(header, start=1):
            if word in header[: number - 1]:
                self.problems.add(
                    file,
                    line,
                    word,
                    f"the column {word!r} again",
                    "need each column once",
                    column=number,
                )
            elif word not in columns:
                self.problems.add(
                    file,
                    line,
                    word or name,
                    f"the column {word!r}",
                    f"need a column of {name}",
                    hint(_MEANT.get((name, word), word), columns)[2:],
                    number,
                )
        for word, column in columns.items():
            if column.required and word not in header and word not in defaults:
                self.problems.add(
                    file,
                    line,
                    word,
                    "a table without the column",
                    f"need the column {word!r}, or {name}.defaults.{word}",
                )
        return len(self.problems) == before

    def _row(
        self,
        name: str,
        file: Path,
        line: int,
        header: list[str],
        cells: list[str],
        defaults: dict[str, Node],
    ) -> Node | None:
        if len(cells) > len(header) and not any(cell.strip() for cell in cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) != len(header):
            self.problems.add(
                file, line, name, f"{len(cells)} cells", f"need {len(header)}, one for each column"
            )
            self.repairs.spoil((name,))
            return None
        columns = _columns(name)
        row: dict[str, Node] = {}
        for number, (word, cell) in enumerate(zip(header, cells, strict=True), start=1):
            made = self._cell(name, word, columns[word], cell.strip(), defaults)
            if isinstance(made, str):
                self.problems.add(
                    file,
                    line,
                    word,
                    "a blank cell" if not cell.strip() else shown(cell.strip()),
                    made,
                    column=number,
                )
                self.repairs.spoil((name, "*", word))
                made = Node(columns[word].example())
            if not made.file:
                made.file, made.line, made.column = str(file), line, number
            row[word] = made
        for word, default in defaults.items():
            if word not in row:
                row[word] = default.copy()
        return Node(row, str(file), line)

    def _cell(
        self, name: str, word: str, column: Shape, text: str, defaults: dict[str, Node]
    ) -> Node | str:
        """The cell's value, or what is needed instead."""
        if not text:
            if word in defaults:
                return defaults[word].copy()
            if column.optional:
                return Node(None)
            return f"need a value, or {name}.defaults.{word} in the scenario"
        if column.annotation is int:
            value = number(text)
            if value is None or value != int(value):
                return "need a whole number"
            return Node(int(value), text=text)
        if column.annotation is float:
            value = number(text)
            return Node(value, text=text) if value is not None else "need a number"
        if column.annotation is bool:
            answer = _YES_NO.get(text.lower())
            if answer is None:
                return "need yes or no (y or n, true or false, 1 or 0)"
            return Node(answer, text=text)
        return Node(text, text=text)

    def _once(self, name: str, rows: Iterable[Node]) -> None:
        seen: dict[str, Node] = {}
        for row in rows:
            identity = row.get("id")
            if identity is None or not isinstance(identity.value, str):
                continue
            first = seen.setdefault(identity.value, identity)
            if first is not identity:
                self.repairs.spoil((name, "*", "id"))
                self.problems.add(
                    identity.file,
                    identity.line,
                    "id" if identity.column else f"{name}.id",
                    f"the id {identity.value!r} again",
                    f"need each id once; it stands in line {first.line} already",
                    column=identity.column,
                )

    def _problem(self, node: Node, path: str, found: str, expected: str, hint_: str = "") -> None:
        self.problems.add(node.file, node.line, path, found, expected, hint_)


def _columns(name: str) -> dict[str, Shape]:
    table = scenario_shape().fields[name]
    assert table.item is not None
    return table.item.fields


def _texts(row: Node, columns: dict[str, Shape]) -> None:
    """Ids and names of a row written as numbers are texts all the same."""
    for word, cell in row.value.items():
        column = columns.get(word)
        if column is None or column.annotation is not str:
            continue
        if isinstance(cell.value, (bool, int, float)) and cell.text is not None:
            cell.value = cell.text


def number(text: str) -> float | None:
    """A number as a table writes it, finite, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
