"""Tables of KPIs: sections of rows, and the systems with one line each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from telesim.kpi.catalogue import where_key
from telesim.report.words import date_after, figure, spread

if TYPE_CHECKING:
    from rich.table import Table

    from telesim.experiment.result import Result
    from telesim.report.headlines import Headline
    from telesim.report.systems import SystemLine


def table_of(*columns: str) -> Table:
    """An empty table in the one style of all tables."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


class FigureTables:
    """Tables of one result; its estimates are looked up by KPI and place."""

    def __init__(self, result: Result) -> None:
        self._result = result
        estimates = result.estimates.itertuples(index=False)
        self._rows: dict[tuple[str, str], Any] = {(row.kpi, row.where): row for row in estimates}

    def _row(self, kpi: str, where: dict[str, str]) -> Any:
        """The estimate of a KPI, or None where the run has none."""
        return self._rows.get((kpi, where_key(where)))

    def _on_sample_days(self, kpi: str) -> str:
        """``, on 72 sample days`` where a KPI counts them: as many in all replications."""
        row = self._row(kpi, {}) if kpi else None
        if row is None or not row.mean > 0:
            return ""
        return f", on {row.mean:,.0f} sample day{'s' * (row.mean != 1)}"

    def sections(self, lines: Iterable[Headline]) -> Table:
        """Rows under their sections; those that the run has no figure for are left out."""
        section = ""
        table = table_of("", "Mean", "95 % interval")
        for line in lines:
            row = self._row(line.kpi, line.where)
            if row is None or (line.quiet_at_zero and row.mean == 0):
                continue
            if line.section != section:
                section = line.section
                title = section + self._on_sample_days(line.sample_days)
                table.add_row(title, "", "", style="bold")
            if row.unit == "days from the start":
                some = 0 < row.n < self._result.replication_count
                often = f", in {row.n} of {self._result.replication_count}" if some else ""
                table.add_row(f"  {line.label}{often}", *self._dates(row))
            else:
                table.add_row(f"  {line.label}", *_figures(row))
        return table

    def systems(self, lines: Iterable[SystemLine]) -> Table:
        """One line for each system; one without a figure in the run is left out."""
        table = table_of("System", "", "Mean", "95 % interval")
        for system, words, where in lines:
            said = words + self._on_sample_days(system.sample_days)
            if system.worst_county:
                county, row = self._worst(system.kpi, where)
                said = f"{words}, {county}"
            else:
                row = self._row(system.kpi, where)
            if row is not None:
                table.add_row(system.name, said, *_figures(row))
        return table

    def _worst(self, kpi: str, where: dict[str, str]) -> tuple[str, Any]:
        """The county with the highest mean, and its row; None where no county has one."""
        counties: Sequence[str] = self._result.scenario.counties
        found = [(county, self._row(kpi, {**where, "county": county})) for county in counties]
        told = [
            (county, row) for county, row in found if row is not None and not math.isnan(row.mean)
        ]
        return max(told, key=lambda one: float(one[1].mean), default=("", None))

    def _dates(self, row: Any) -> tuple[str, str]:
        """A figure in days from the start as dates."""
        start = self._result.scenario.start
        if math.isnan(row.ci_low):
            return date_after(start, row.mean), ""
        between = f"({date_after(start, row.ci_low)} to {date_after(start, row.ci_high)})"
        return date_after(start, row.mean), between


def _figures(row: Any) -> tuple[str, str]:
    return figure(row.mean, row.unit), spread(row.ci_low, row.ci_high, row.mean)
