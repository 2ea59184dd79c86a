"""The rows of the reference: one question each, with its exact answer."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "tests" / "theory" / "reference"
SCENARIOS = ROOT / "tests" / "theory" / "scenarios"


@dataclass(frozen=True)
class Row:
    """One row of a table; ``tolerance`` is the absolute error that ``exact`` may carry."""

    id: str
    family: str
    #: One of the short set, which the ordinary tests run where it fits.
    core: bool
    model: str
    parameters: dict[str, Any]
    quantity: str
    exact: float
    tolerance: float

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the row says."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@cache
def rows_of(family: str) -> tuple[Row, ...]:
    """The rows of one table, in its order.

    Raises:
        FileNotFoundError: there is no such table.
    """
    with (REFERENCE / f"{family}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(
            Row(
                line["id"],
                family,
                line["core"] == "1",
                line["model"],
                json.loads(line["parameters"]),
                line["quantity"],
                float(line["exact_value"]),
                float(line["value_tol"]),
            )
            for line in csv.DictReader(table)
        )


def row(identity: str) -> Row:
    """The row of that id.

    Raises:
        KeyError: no table has it.
    """
    for one in all_rows():
        if one.id == identity:
            return one
    raise KeyError(identity)


@cache
def all_rows() -> tuple[Row, ...]:
    """All rows, by the names of their tables."""
    names = sorted(file.stem for file in REFERENCE.glob("*.csv"))
    return tuple(one for name in names for one in rows_of(name))
