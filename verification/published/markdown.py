"""Tables in Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 100


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; every column but the first stands to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def wrapped(text: str) -> str:
    """The same with long lines of prose and of lists broken; tables and headings stay."""
    return "\n".join(
        line if len(line) <= WIDTH or line.startswith(("|", "#")) else _broken(line)
        for line in text.split("\n")
    )


def _broken(line: str) -> str:
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
