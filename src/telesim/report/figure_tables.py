"""Tables of KPIs: sections of rows, and the systems with one line each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from telesim.experiment.open_cases import OPEN_SHARE
from telesim.kpi.catalogue import where_key
from telesim.report.words import date_after, figure, plain, spread, whole

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from telesim.experiment.result import Result
    from telesim.report.headlines import Headline
    from telesim.report.systems import Beside, SystemLine

#: Units of times, in which open cases count with their age so far.
_TIMES = ("h", "days", "min", "s")
_HOURS_A_DAY = 24
#: Signs a line that no table reaches.
_WIDEST = 10_000
#: Columns of a terminal below which figures stand in lines of their own.
NARROW = 66
#: Letters of a name that are not broken.
_NAME = 20


def table_of(*columns: str, narrow: bool = False) -> Table:
    """An empty table in the one style of all tables; a narrow one has columns closer together."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        header_style="bold",
        padding=(0, 1, 0, 0) if narrow else (0, 1),
    )
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def unbroken(table: Table, but: Sequence[int] = (0, -1)) -> Table:
    """The table with every cell on one line, but for columns of names and words that may be long.

    The first column keeps room for a name of usual length.
    """
    may_break = {n % len(table.columns) for n in but}
    for n, column in enumerate(table.columns):
        column.no_wrap = n not in may_break
    longest = max((len(str(cell)) for cell in table.columns[0].cells), default=0)
    table.columns[0].min_width = min(longest, _NAME)
    return table


def print_table(console: Console, table: Table, but: Sequence[int] = (0, -1)) -> None:
    """Print a table unbroken, or row by row as lines where the terminal is too narrow for it.

    No column is ever left out: rich would cut those on the right, where the verdicts stand.
    """
    table = unbroken(table, but)
    if _least_width(console, table) <= console.width:
        console.print(table)
        return
    heads = [str(column.header) for column in table.columns]
    for row in zip(*(tuple(column.cells) for column in table.columns), strict=True):
        if str(row[0]):
            console.print(row[0], style="bold")
        for head, cell in zip(heads[1:], row[1:], strict=True):
            if str(cell):
                console.print(f"  {head}: " if head else "  ", cell, sep="")


def print_as_lines(console: Console, table: Table) -> None:
    """Print a table of figures without its columns: what it is, and its figures behind or below."""
    for row in zip(*(tuple(column.cells) for column in table.columns), strict=True):
        texts = [str(cell) for cell in row if str(cell).strip()]
        *words, _, _ = row
        label = ": ".join(str(cell).rstrip() for cell in words if str(cell).strip())
        figures = " ".join(texts[sum(bool(str(cell).strip()) for cell in words) :])
        indent = len(label) - len(label.lstrip())
        if not figures:
            console.print(label, style="bold")
        elif len(f"{label}  {figures}") <= console.width:
            console.print(f"{label}  {figures}")
        else:
            for line in wrap(label, console.width, subsequent_indent=" " * (indent + 2)):
                console.print(line)
            console.print(f"{' ' * (indent + 4)}{figures}")


def _least_width(console: Console, table: Table) -> int:
    """Signs a line that the table needs when no word is cut."""
    from rich.cells import cell_len
    from rich.measure import Measurement

    needed = fullest = 0
    for column in table.columns:
        texts = [str(column.header), *(str(cell) for cell in column.cells)]
        full = max(map(cell_len, texts))
        word = max((cell_len(word) for text in texts for word in text.split()), default=0)
        needed += full if column.no_wrap else max(word, column.min_width or 0)
        fullest += max(full, column.min_width or 0)
    wide = console.options.update(max_width=_WIDEST)
    return Measurement.get(console, wide, table).maximum - fullest + needed


class FigureTables:
    """Tables of one result; its estimates are looked up by KPI and place."""

    def __init__(self, result: Result) -> None:
        self._result = result
        estimates = result.estimates.itertuples(index=False)
        self._rows: dict[tuple[str, str], Any] = {(row.kpi, row.where): row for row in estimates}
        #: Whether a figure was marked as a lower bound.
        self.bounds = False

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
            if math.isnan(row.mean) and self._is_zero(line.counts):
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
                table.add_row(f"  {line.label}", *self._figures(row, in_days=line.in_days))
        return table

    def systems(self, lines: Iterable[SystemLine]) -> Table:
        """One line for each system; one without a figure in the run is left out."""
        table = table_of("System", "", "Mean", "95 % interval", narrow=True)
        for system, words, where, beside in lines:
            county, row = "", self._row(system.kpi, where)
            if system.worst_county:
                county, row = self._worst(system.kpi, where)
            if row is None:
                continue
            if system.idle is not None and math.isnan(row.mean) and self._is_zero(system.idle[0]):
                table.add_row(system.name, system.idle[1], "", "")
                continue
            said = "".join((words.format(county=county), *map(self._beside, beside)))
            said += self._on_sample_days(system.sample_days)
            table.add_row(system.name, said, *self._figures(row))
        return table

    def _beside(self, one: Beside) -> str:
        """A further figure in words; empty where the run has none."""
        row = self._row(one.kpi, one.where)
        if one.worst_county:
            _, row = self._worst(one.kpi, one.where)
        if row is None or math.isnan(row.mean):
            return ""
        return f"{one.words} {self._figures(row)[0]}"

    def _is_zero(self, kpi: str) -> bool:
        row = self._row(kpi, {}) if kpi else None
        return row is not None and row.mean == 0

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

    def _figures(self, row: Any, *, in_days: bool = False) -> tuple[str, str]:
        """A figure with its unit, marked where it is a lower bound, and its interval."""
        mean, low, high, unit = row.mean, row.ci_low, row.ci_high, row.unit
        if in_days and unit == "h":
            mean, low, high, unit = (*(x / _HOURS_A_DAY for x in (mean, low, high)), "days")
        bound = unit in _TIMES and row.open > OPEN_SHARE * row.cases
        self.bounds |= bound
        told = figure(mean, unit)
        if self._result.replication_count == 1 and told == plain(mean) and mean.is_integer():
            told = whole(mean)
        return f"{'≥' if bound else ''}{told}", spread(low, high, mean)
