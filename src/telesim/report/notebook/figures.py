"""Chosen KPIs of a result, with units and intervals, as a notebook shows them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telesim.experiment.open_cases import OPEN_SHARE
from telesim.experiment.result import where_words
from telesim.kpi.catalogue import KPIS
from telesim.report.figure_tables import table_of
from telesim.report.words import judged_figure, spread

if TYPE_CHECKING:
    from rich.table import Table

    from telesim.experiment.result import Result

_TIMES = ("h", "days", "min", "s")


@dataclass(frozen=True, repr=False)
class Figures:
    """Rows of a table: what it is, where, mean and interval in words, cases and replications."""

    rows: tuple[tuple[str, str, str, str, str], ...]
    notes: tuple[str, ...] = ()

    def table(self) -> Table:
        """The rows under their headings."""
        made = table_of("Figure", "Where", "Mean", "95 % interval", "Cases")
        for row in self.rows:
            made.add_row(*row)
        return made

    def __repr__(self) -> str:
        return "\n".join("  ".join(filter(None, row)) for row in (*self.rows, self.notes))


def figures_of(result: Result, kpis: Sequence[str], wheres: Sequence[Mapping[str, str]]) -> Figures:
    """A row for each KPI at each place or group.

    Raises:
        KeyError: the result has no such KPI, or not there; names the nearest.
    """
    rows, bound = [], False
    known = set(result.estimates["kpi"])
    for kpi in kpis:
        if kpi not in known:
            near = difflib.get_close_matches(kpi, known, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise KeyError(f"no KPI {kpi!r} in {result.name}{hint}")
        for where in wheres:
            row: Any = result.kpi(kpi, **where)
            is_bound = row["unit"] in _TIMES and row["open"] > OPEN_SHARE * row["cases"]
            bound |= is_bound
            mean = judged_figure(row["mean"], row["unit"])
            rows.append(
                (
                    KPIS[kpi].description.rstrip(".") if kpi in KPIS else kpi,
                    where_words(dict(where)),
                    f"{'≥ ' if is_bound else ''}{mean}",
                    spread(row["ci_low"], row["ci_high"], row["mean"]).strip("()"),
                    f"{int(row['cases']):,}",
                )
            )
    note = f"≥: a lower bound, as more than {100 * OPEN_SHARE:g} % of its cases are still open."
    return Figures(tuple(rows), (note,) if bound else ())
