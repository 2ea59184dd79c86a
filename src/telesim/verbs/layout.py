"""Scenario and reform files in one layout, comments kept, meaning untouched: ``fmt``.

The layout: UTF-8 without byte-order mark, plain line ends, two spaces a level, lists set in by
two, no blanks at ends of lines, one blank line at most, ``{a: 1, b: 2}`` on one line. Words,
quotes, order, long lines and the columns of comments stay as they are.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

#: Lines are never broken: a reader's own line ends are worth more.
_WIDTH = 100_000
_BLANKS = re.compile(r"\n{3,}")


class FormatError(ValueError):
    """A file whose layout cannot be changed without changing what it says."""


def fmt(*files: str | Path, check: bool = False) -> list[Path]:
    """Rewrite scenario and reform files in one layout; all are read before any is written.

    Args:
        files: YAML files.
        check: write nothing.

    Returns:
        The files that were, or would be, rewritten.

    Raises:
        ScenarioError: files that are no scenarios or reforms.
        FormatError: a file that would say something else afterwards; none is written.
    """
    from telesim.scenario.errors import Problems

    paths = [Path(file) for file in files]
    problems = Problems()
    texts = [_read(path, problems) for path in paths]
    problems.raise_if_any()
    made = {path: laid_out(text or "", path) for path, text in zip(paths, texts, strict=True)}
    odd = [path for path, new in made.items() if path.read_bytes() != new]
    for path in [] if check else odd:
        _write(path, made[path])
    return odd


def _read(file: Path, problems: object) -> str | None:
    """The text of a file that holds a sound mapping; else problems are filed."""
    from telesim.scenario.errors import Problems
    from telesim.scenario.reading import YAML_BYTES, read_text, read_yaml

    assert isinstance(problems, Problems)
    if read_yaml(file, problems) is None:
        return None
    return read_text(file, YAML_BYTES, problems)


def laid_out(text: str, file: Path) -> bytes:
    """The same file in the layout.

    Raises:
        FormatError: it would say something else.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = io.StringIO()
    try:
        yaml.dump(yaml.load(text), written)
    except (YAMLError, ValueError) as problem:
        raise FormatError(f"{file}: cannot be laid out: {str(problem).splitlines()[0]}") from None
    new = written.getvalue()
    # Within a block of text blanks and blank lines are part of what it says.
    tidy = _BLANKS.sub("\n\n", re.sub(r"[ \t]+$", "", new, flags=re.MULTILINE)).strip("\n") + "\n"
    for candidate in (tidy, new):
        if _said(candidate) == _said(text) and _comments(candidate) == _comments(text):
            return candidate.encode()
    raise FormatError(f"{file}: would say something else in the common layout; left as it is")


def _said(text: str) -> object:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def _comments(text: str) -> list[str]:
    """What stands behind each # that may begin a comment, without the blanks at its end."""
    return [found.rstrip() for found in re.findall(r"(?:^|[ \t])(#.*)", text, re.MULTILINE)]


def _write(file: Path, data: bytes) -> None:
    from telesim.writing import writing

    with writing(file) as partial:
        partial.write_bytes(data)
        partial.chmod(file.stat().st_mode)
