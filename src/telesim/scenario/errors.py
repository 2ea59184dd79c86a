"""What is wrong with a scenario: every problem of its files at once, each with its place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Longer values are cut in messages.
_SHOWN = 60
#: More problems with one cause in a column of a table than these are told as one.
_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``file`` is shown relative to the current directory when it lies below it; ``line`` counts
    from 1, 0 = unknown; ``column`` is the column of a table cell, counted from 1, else 0.
    ``path`` is the dotted path of the value. ``found`` and ``hint`` may be empty.
    """

    file: str
    line: int
    path: str
    found: str
    expected: str
    hint: str = ""
    column: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        said = f"got {self.found}, {self.expected}" if self.found else self.expected
        tail = f"; {self.hint}" if self.hint else ""
        return f"{place} {self.path}: {said}{tail}" if self.path else f"{place}: {said}{tail}"


class ScenarioError(ValueError):
    """A scenario that cannot be used; ``problems`` holds everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        lines = list(_in_lines(self.problems))
        if len(self.problems) > 1:
            lines[0] += f" (the first of {len(self.problems)} problems)"
        super().__init__("\n".join(lines))


def _in_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """A line for each problem; of many cells of a column with one cause the first stands for all.

    The cause is the same where the same is needed of the same column of a table.
    """
    alike: dict[tuple[str, str, int, str, str], list[Problem]] = {}
    for one in problems:
        if one.column:
            key = (one.file, one.path, one.column, one.expected, one.hint)
            alike.setdefault(key, []).append(one)
    told: set[Problem] = set()
    for one in problems:
        its = alike.get((one.file, one.path, one.column, one.expected, one.hint), [one])
        if len(its) <= _ALIKE or not one.column:
            yield str(one)
        elif its[0] not in told:
            told.add(its[0])
            last = max(problem.line for problem in its)
            yield f"{one}; {len(its) - 1} more of this column, up to line {last}, likewise"


class RefusedValueError(ValueError):
    """A value that a field's reader refuses, in parts that the loader sets into a Problem.

    ``below`` are the keys from the field down to the part that is wrong. ``more`` is what else is
    wrong with the value.
    """

    def __init__(
        self, found: object, expected: str, hint: str = "", below: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"got {shown(found)}, {expected}" + (f"; {hint}" if hint else ""))
        self.found = found
        self.expected = expected
        self.hint = hint
        self.below = below
        self.more: tuple[RefusedValueError, ...] = ()

    @property
    def all(self) -> tuple[RefusedValueError, ...]:
        """This one and what else is wrong with the value."""
        return (self, *self.more)

    def under(self, *keys: str) -> RefusedValueError:
        """The same as part of a larger value, below these keys of it."""
        return RefusedValueError(self.found, self.expected, self.hint, (*keys, *self.below))


def all_of(wrong: Sequence[RefusedValueError]) -> RefusedValueError:
    """The first of some refusals, with all others as what else is wrong."""
    every = [one for first in wrong for one in first.all]
    every[0].more = tuple(every[1:])
    return every[0]


class Problems:
    """Collects problems on the way; ``raise_if_any`` ends it."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(
        self,
        file: str | Path,
        line: int,
        path: str,
        found: str,
        expected: str,
        hint: str = "",
        column: int = 0,
    ) -> None:
        """File one problem; the same one twice counts once."""
        problem = Problem(display_path(file), line, path, found, expected, hint, column)
        self._found.setdefault(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self) -> None:
        """Raise ScenarioError when anything was filed, in the order of files and lines."""
        if self._found:
            files = {problem.file: rank for rank, problem in enumerate(reversed(self._found))}
            first = {file: -rank for file, rank in files.items()}
            raise ScenarioError(
                sorted(self._found, key=lambda p: (first[p.file], p.line, p.column))
            )


def shown(value: object) -> str:
    """A value as messages show it: as JSON would write it, cut when long."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 4] + " ..."


def no_such_file(file: str | Path) -> str:
    """What to say of a file that is not there: with its folder where the name alone is shown."""
    text = os.fspath(file)
    folder = os.path.dirname(text)
    if folder and display_path(text) == os.path.basename(text):
        if os.path.realpath(folder) != os.path.realpath(os.getcwd()):
            return f"there is no such file in {folder}"
    return "there is no such file"


def display_path(file: str | Path) -> str:
    """A file as messages name it: relative to the current directory if below it, else its name."""
    text = os.fspath(file)
    if not os.path.isabs(text):
        return text
    here = os.path.realpath(os.getcwd())
    real = os.path.join(os.path.realpath(os.path.dirname(text)), os.path.basename(text))
    if real.startswith(here + os.sep):
        return Path(os.path.relpath(real, here)).as_posix()
    return os.path.basename(text)
