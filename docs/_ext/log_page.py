"""The reference of the event log: what each kind of row means."""

from __future__ import annotations

import inspect
import re

from marks import code, prose, table

from telesim.eventlog import Kind

_HEAD = """# Rows of the event log

The only record of a run. Each change of state is a row of integers: `time` (ms since the start),
`kind`, `case`, `line`, `place` (number of a cabinet or exchange in table order), `crew`, `reason`
and `amount`. `telesim run --keep-log` files the logs, `telesim.simulate` gives one, and
`telesim case` tells the rows of one case in words. A number is never given a new meaning.
"""


def descriptions() -> dict[str, str]:
    """Kind -> what the comment above it says."""
    found: dict[str, str] = {}
    said: list[str] = []
    for line in inspect.getsource(Kind).splitlines():
        comment, kind = re.fullmatch(r"\s*#: ?(.*)", line), re.match(r"\s*([A-Z_]+) = \d+", line)
        if comment is not None:
            said.append(comment[1].strip())
        else:
            if kind is not None:
                found[kind[1]] = " ".join(said)
            said = []
    return found


def page() -> str:
    """The whole page."""
    said = descriptions()
    rows = [(code(kind.value), code(kind.name), prose(said.get(kind.name, ""))) for kind in Kind]
    return _HEAD + "\n" + table(("Number", "Kind", "Meaning"), rows)


def undescribed() -> list[str]:
    """Kinds without a word on what they are."""
    said = descriptions()
    return [kind.name for kind in Kind if not re.search(r"\w", said.get(kind.name, ""))]
