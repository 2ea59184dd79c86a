"""The reference of the event log: what each kind of row means."""

from __future__ import annotations

import re

from marks import code, prose, table

from telesim.eventlog import Kind
from telesim.scenario.descriptions import descriptions_of

_HEAD = """# Rows of the event log

The only record of a run. Each change of state is a row of integers: `time` (ms since the start),
`kind`, `case`, `line`, `place` (number of a cabinet or exchange in table order), `crew`, `reason` and
`amount`. `telesim run --keep-log` files the logs, `telesim.simulate` gives one, and `telesim case`
tells the rows of one case in words. A number is never given a new meaning.
"""


def page() -> str:
    """The whole page."""
    said = descriptions_of(Kind)
    rows = [(code(kind.value), code(kind.name), prose(said.get(kind.name, ""))) for kind in Kind]
    return _HEAD + "\n" + table(("Number", "Kind", "Meaning"), rows)


def undescribed() -> list[str]:
    """Kinds without a word on what they are."""
    said = descriptions_of(Kind)
    return [kind.name for kind in Kind if not re.search(r"\w", said.get(kind.name, ""))]
