"""The pages as programs: fences of README and docs, what they show, and what is compared.

Fences of a page are taken in their order, in one folder of their own that has the project's
scenarios. A comment in the line before a fence says what it is:

- ``console``: lines that begin with ``$ `` are commands, what follows is what they print. A line
  ``...`` stands for any lines, and what has one may end early; ``...`` inside a line stands for any
  text. Only ``telesim`` is run.
- ``python``: the snippets of a page are one program, with ``import telesim`` before it.
- ``<!-- file: NAME -->``: the fence is that file, written into the folder.
- ``<!-- exits N -->``: the commands end with that code.
- ``<!-- long: REASON -->``: takes most of a minute; run by ``make examples`` alone.
- ``<!-- not run: REASON -->``: takes hours, or is not for a machine.

What is not run is read all the same: verbs and options must exist, Python must be Python and name
things that telesim has.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
#: Made by a program from runs of hours, with no command to be tried by a reader in passing.
MADE = ("verification.md", "published.md")
PAGES = {
    path.relative_to(TOP).as_posix(): path
    for path in (
        TOP / "README.md",
        *sorted((TOP / "docs").glob("*.md")),
        *sorted((TOP / "docs" / "how").glob("*.md")),
    )
    if path.name not in MADE
}
_FENCE = re.compile(
    r"^(?P<marks>(?:<!--[^\n]*-->\n)*)(?P<tick>```+|:::+)(?P<info>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=tick)[ ]*$",
    flags=re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"<!-- (file|exits|long|not run): ?(.*?) -->|<!-- (exits) (\d+) -->")
#: Set by `make examples`; without it what a page marks as long is not run.
LONG = "TELESIM_TEST_EXAMPLES"
#: What differs between machines, checkouts or days: keys, sizes, times, dates of writing.
_DIFFERS = (
    (re.compile(r"\b[0-9a-f]{12}\b"), "KEY"),
    (re.compile(r"\d+(\.\d+)? [kM]B\b"), "SIZE"),
    (re.compile(r"about \d[\d.]* (s|min|h)\b"), "about TIME"),
    (re.compile(r"\bon \d+ workers?\b"), "on N workers"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "WRITTEN"),
)


@dataclass(frozen=True)
class Fence:
    """One fence of a page: its language, its text, its line and what its marks say.

    ``reason`` says why nothing runs it here, "" for what is run.
    """

    page: str
    line: int
    language: str
    body: str
    file: str = ""
    exits: int = 0
    reason: str = ""

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.page}:{self.line}"


def fences(page: str) -> list[Fence]:
    """All fences of a page."""
    text = PAGES[page].read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        marks: dict[str, str] = {}
        for mark in _MARK.finditer(match["marks"]):
            marks[mark[1] or mark[3]] = mark[2] if mark[1] else mark[4]
        line = text.count("\n", 0, match.start("tick")) + 1
        found.append(
            Fence(
                page,
                line,
                match["info"].strip(),
                match["body"],
                marks.get("file", ""),
                int(marks.get("exits", 0)),
                marks.get("not run", "" if os.environ.get(LONG) else marks.get("long", "")),
            )
        )
    return found


def commands(fence: Fence) -> list[tuple[str, str]]:
    """Commands of a console fence, each with what is shown under it."""
    body = fence.body.replace(" \\\n", " ")
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{fence.place}: begin with a command, '$ telesim ...'"
    return [(part.split("\n", 1)[0], part.partition("\n")[2]) for part in parts[1:]]


def matches(shown: str, printed: str) -> bool:
    """Whether what a page shows is what a command printed."""
    return _pattern(shown).fullmatch(_same_everywhere(printed)) is not None


def _same_everywhere(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    for differs, word in _DIFFERS:
        text = differs.sub(word, text)
    return text + "\n"


def _pattern(shown: str) -> re.Pattern[str]:
    told = []
    for line in _same_everywhere(shown).splitlines():
        if line == "...":
            told.append(r"(?:[^\n]*\n)*?")
        else:
            told.append(r"[^\n]*?".join(map(re.escape, line.split("..."))) + r"\n")
    if "..." in shown.splitlines():
        told.append(r"(?:[^\n]*\n)*")  # shown in part
    return re.compile("".join(told))


def shown_commands(page: str) -> Iterator[tuple[Fence, list[str]]]:
    """Every call of telesim in a page that no test runs: its words."""
    for fence in fences(page):
        run = fence.language == "console" and not fence.reason
        if run or fence.language not in ("", "console", "text", "bash", "sh"):
            continue
        for line in fence.body.replace("\\\n", " ").splitlines():
            bare = line.strip().removeprefix("$ ")
            if bare.startswith("telesim ") and (fence.language != "" or not line.startswith(" ")):
                yield fence, shlex.split(bare, comments=True)[1:]


def unknown_words(words: list[str], group: Any) -> list[str]:
    """Verbs and options of a call that the command line does not have."""
    words = [one for one in words if one not in ("-q", "--quiet", "-v", "--verbose", "--version")]
    command = group
    while words and getattr(command, "commands", None) and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    if command is group:
        return words[:1]
    known = {word for one in command.params for word in (*one.opts, *one.secondary_opts)}
    known |= {"--help", "-h"}
    options = [one.partition("=")[0] for one in words if re.match(r"--?[a-z]", one)]
    return [one for one in options if one not in known]


def missing_names(snippet: str) -> list[str]:
    """Names that Python of a page takes from telesim, and that are not there."""
    import telesim

    tree = ast.parse(snippet)
    return [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "telesim"
        and not hasattr(telesim, node.attr)
    ]
