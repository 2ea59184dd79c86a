"""What is printed on a terminal, laid out as HTML: the same words and tables, told once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Verdicts and effects -> a sign and a tone, so that they are read without colour too.
_SIGNS = {
    "met": ("✓", "good"),
    "better": ("✓", "good"),
    "best": ("✓", "good"),
    "missed": ("✗", "bad"),
    "worse": ("✗", "bad"),
    "not the best": ("✗", "bad"),
    "undecided": ("?", "open"),
}
#: Styles of the terminal -> the same tones.
_STYLED = {"green": "good", "red": "bad", "yellow": "open"}
#: Dark letters on a light ground, at least 7 : 1, whether the page around is light or dark; blue,
#: orange and yellow are told apart with any common colour blindness.
_TONES = {
    "good": "background:#cfe8f7;color:#00334f",
    "bad": "background:#ffdcc2;color:#5c2200",
    "open": "background:#fff2b8;color:#453600",
}
_CHIP = "padding:0 .4em;border-radius:.6em;white-space:nowrap;"
_CELL = "text-align:left;padding:.15em .8em .15em 0;vertical-align:top;"
_HEAD = "white-space:nowrap;border-bottom:1px solid #888"
_TABLE = "border-collapse:collapse;margin:.2em 0 .8em;font-variant-numeric:tabular-nums"
#: A longer cell may break; a figure and its interval may not.
_UNBROKEN = 48
_INDENT = re.compile(r"^ +")
_TIED = re.compile(r"(\d) (h|days|min|s|%|points)(?![\w-])")


def tied(text: str) -> str:
    """The same with figures tied to their units."""
    return _TIED.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def chip(word: str, tone: str = "") -> str:
    """A verdict as HTML: its word in a coloured field, behind a sign that says the same."""
    sign, own = (
        _SIGNS.get(word.rpartition(" ")[2], ("", "")) if word not in _SIGNS else _SIGNS[word]
    )
    ground = _TONES[tone or own or "open"]
    return f'<span style="{_CHIP}{ground}">{sign} {escape(tied(word))}</span>'


class Sheet(Console):
    """A console that keeps what is printed as HTML; every text on it is escaped."""

    def __init__(self) -> None:
        super().__init__(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False)
        self._html: list[str] = []
        self._lines: list[str] = []

    def print(self, *things: Any, **how: Any) -> None:
        """Take lines of text and tables; an empty line ends a paragraph."""
        if not things:
            self._end_paragraph()
        for thing in things:
            if isinstance(thing, Table):
                self._end_paragraph()
                self._html.append(_table(thing))
            elif not str(thing).strip():
                self._end_paragraph()
            elif how.get("style") == "bold":
                self._end_paragraph()
                self._html.append(_paragraph(f"<strong>{escape(tied(str(thing)))}</strong>"))
            else:
                words = escape(tied(str(thing)))
                self._lines.append(_INDENT.sub(lambda m: "&nbsp;" * len(m[0]), words))

    def title(self, text: str) -> None:
        """The name of what is shown."""
        self._end_paragraph()
        self._html.append(f'<h4 style="margin:.4em 0">{escape(text)}</h4>')

    @contextmanager
    def folded(self, words: str) -> Iterator[None]:
        """What is printed meanwhile is shown when asked for; nothing is left of an empty fold."""
        self._end_paragraph()
        outside, self._html = self._html, []
        try:
            yield
        finally:
            self._end_paragraph()
            inside, self._html = self._html, outside
            if inside:
                head = f'<summary style="cursor:pointer">{escape(words)}</summary>'
                self._html.append(f"<details>{head}{''.join(inside)}</details>")

    def as_html(self) -> str:
        """All of it, in one element."""
        self._end_paragraph()
        return f"<div>{''.join(self._html)}</div>"

    def _end_paragraph(self) -> None:
        if self._lines:
            self._html.append(_paragraph("<br>".join(self._lines)))
            self._lines = []


def _paragraph(inner: str) -> str:
    return f'<p style="margin:.3em 0 .5em;max-width:60em">{inner}</p>'


def _table(table: Table) -> str:
    cells = [list(column.cells) for column in table.columns]
    heads = [str(column.header) for column in table.columns]
    rows = [
        _row([column[n] for column in cells], is_bold=str(row.style) == "bold")
        for n, row in enumerate(table.rows)
    ]
    head = "".join(f'<th scope="col" style="{_CELL}{_HEAD}">{escape(one)}</th>' for one in heads)
    return (
        f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(cells: list[RenderableType], *, is_bold: bool) -> str:
    told = [str(cell) for cell in cells]
    if is_bold and not any(told[1:]):
        return (
            f'<tr><th scope="colgroup" colspan="{len(told)}" style="{_CELL}padding-top:.5em">'
            f"{escape(told[0])}</th></tr>"
        )
    weight = "font-weight:bold;" if is_bold else ""
    made = [_cell(cell, n, weight) for n, cell in enumerate(cells)]
    return f'<tr style="background:none">{"".join(made)}</tr>'


def _cell(cell: RenderableType, number: int, weight: str) -> str:
    text = str(cell)
    tone = _STYLED.get(str(cell.style), "") if isinstance(cell, Text) else ""
    if text and (tone or text in _SIGNS):
        inner = chip(text, tone)
    else:
        inner = _INDENT.sub(lambda m: "&nbsp;" * len(m[0]), escape(tied(text)))
    style = _CELL + weight + ("" if len(text) > _UNBROKEN else "white-space:nowrap;")
    if number:
        return f'<td style="{style}">{inner}</td>'
    return f'<th scope="row" style="{style}{"" if weight else "font-weight:normal;"}">{inner}</th>'
