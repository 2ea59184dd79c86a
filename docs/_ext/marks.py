"""Words of the code as Markdown: tables, cells, docstrings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

_ROLE = re.compile(r":\w+:`~?([^`]+)`")


def prose(text: str) -> str:
    """A docstring or comment as one paragraph of Markdown."""
    text = " ".join(text.split())
    text = _ROLE.sub(r"`\1`", text).replace("``", "`")
    # Only what stands outside code needs shielding from Markdown.
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(one if one.startswith("`") else _shielded(one) for one in parts)


def _shielded(text: str) -> str:
    kept = re.sub(r"([\\_<>\[\]{}$])", r"\\\1", text)
    # Emphasis such as *assumed* stays; a lone star is a sign.
    return re.sub(r"(?<!\w)\*(?!\w)|(?<=\s)\*(?=\s)", r"\*", kept)


def paragraphs(doc: str) -> str:
    """A docstring with its paragraphs and lists."""
    first, _, rest = doc.strip().partition("\n")
    blocks = re.split(r"\n\s*\n", first + "\n" + textwrap.dedent(rest))
    told = []
    for block in blocks:
        if block.lstrip().startswith("- "):
            points = re.split(r"\n(?=\s*- )", block)
            told.append("\n".join("- " + prose(one.strip()[2:]) for one in points))
        else:
            told.append(prose(block))
    return "\n\n".join(told)


def code(text: object) -> str:
    """Something written as it stands in a file."""
    return f"`{text}`" if str(text) else ""


def cell(text: str) -> str:
    """What may stand in a cell of a table."""
    return text.replace("\n", " ").replace("|", "\\|") or " "


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; an empty text when it has no rows."""
    lines = ["| " + " | ".join(cell(one) for one in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines])
