"""What a page is made of: sections of charts, tables and words. The template lays them out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Classes that colour a cell; its words say the same.
TONES = ("met", "missed", "undecided", "assumed")


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``order`` is what its column is sorted by, its text when None."""

    text: str
    order: float | None = None
    tone: str = ""

    @property
    def sort_key(self) -> str:
        """The order as an attribute; empty where the text itself is meant."""
        if self.order is None or math.isnan(self.order):
            return ""
        return f"{self.order:.10g}"


@dataclass(frozen=True)
class Row:
    """A row of a table; one that is a head has a single cell, which spans the table."""

    cells: tuple[Cell, ...]
    is_head: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first column names its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    #: Whether the reader may sort it by a column.
    sortable: bool = False
    #: Numbers of the columns with figures, set to the right.
    figures: tuple[int, ...] = ()
    #: Shown only when asked for, under these words; empty = shown.
    folded: str = ""
    #: Whether a box narrows the rows by what is typed.
    searchable: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart and the table that says the same."""

    name: str
    title: str
    svg: str
    note: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Choice:
    """Charts of which one is shown at a time, such as one for each county; all are printed."""

    name: str
    words: str
    #: What is chosen from -> its charts.
    options: tuple[tuple[str, tuple[Chart, ...]], ...]


@dataclass(frozen=True)
class Point:
    """One sentence of a list, with what it is about and a tone before it."""

    lead: str
    tone: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of the page with a heading; an empty one is left out."""

    name: str
    title: str
    words: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    points: tuple[Point, ...] = ()
    choices: tuple[Choice, ...] = ()
    tables: tuple[Table, ...] = ()
    #: Events in order: when, and what happened.
    story: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to show."""
        shown = (self.words, self.points, self.charts, self.choices, self.story, self.notes)
        return not (any(shown) or self.tables)

    @property
    def is_folded(self) -> bool:
        """Whether nothing of it is seen until it is asked for."""
        shown = (self.words, self.points, self.charts, self.choices, self.story, self.notes)
        return not any(shown) and all(table.folded for table in self.tables)


@dataclass(frozen=True)
class Head:
    """The beginning of the page."""

    title: str
    question: str
    #: met, missed, undecided or none.
    verdict: str
    summary: str
    facts: tuple[str, ...] = field(default=())


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell | str]],
    *,
    sortable: bool = False,
    figures: Sequence[int] = (),
    folded: str = "",
    searchable: bool = False,
) -> Table:
    """A table of rows of cells; a plain text is a cell of its own."""
    made = tuple(
        Row(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row)) for row in rows
    )
    return Table(caption, tuple(columns), made, sortable, tuple(figures), folded, searchable)


def slug(*words: str) -> str:
    """A name for ids and anchors; two different texts may share one."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-") or "x"
