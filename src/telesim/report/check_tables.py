"""What ``telesim check`` prints: scenarios with their targets, KPIs beside their baseline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from telesim.report.check_words import (
    cause_lines,
    count_line,
    difference_words,
    figure_words,
    head_line,
    how_line,
    kpi_words,
    reason_line,
    target_words,
    told_shifts,
    tolerance_words,
    verdict_words,
)
from telesim.report.figure_tables import table_of
from telesim.report.words import summary_words

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.regression.check import Checked

#: Names of KPIs up to this long stay in one piece.
_KPI_WIDTH = 34
_STYLES = {
    "met": "green", "missed": "red", "undecided": "yellow", "same": "green", "moved": "red",
    "passed": "green", "failed": "red",
}  # fmt: skip


def print_checked(checked: Sequence[Checked], file: IO[str]) -> None:
    """Write the answer to a stream; colours only on a terminal that wants them."""
    from rich.console import Console

    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        _print_all(console, checked)
        return
    if "COLUMNS" not in os.environ:
        console.width = 140  # a pipe has no width; the table has six columns
    with console.capture() as captured:
        _print_all(console, checked)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_all(console: Console, checked: Sequence[Checked]) -> None:
    for one in checked:
        console.print(head_line(one), style="bold", soft_wrap=True)
        _print_targets(console, one)
        if one.baseline is not None:
            _print_shifts(console, one)
        console.print(f"{one.name}: {one.answer}", style=_STYLES[one.answer])
        console.print()
    if len(checked) > 1:
        said = [
            f"{sum(one.answer == word for one in checked)} {word}"
            for word in ("passed", "failed", "undecided")
        ]
        console.print(f"{len(checked)} checks: {', '.join(said)}")


def _print_targets(console: Console, one: Checked) -> None:
    if not one.verdicts:
        return
    wholes = list(one.targets)
    console.print(summary_words(wholes))
    for verdict in one.verdicts:
        if verdict.verdict != "met" and verdict.level != "month":
            console.print(f"  {target_words(verdict)}", style=_STYLES[verdict.verdict])


def _print_shifts(console: Console, one: Checked) -> None:
    from rich.text import Text

    console.print(count_line(one))
    for line in cause_lines(one):
        console.print(f"  {line}")
    told, left = told_shifts(one)
    if not told:
        return
    console.print(how_line(one))
    console.print()
    table = table_of("KPI", "Verdict", "Baseline", "Now", "Difference (90 %)", "Tolerance")
    table.columns[0].min_width = min(_KPI_WIDTH, max(len(one.kpi) for one in told))
    for shift in told:
        table.add_row(
            kpi_words(shift),
            Text(verdict_words(shift), style=_STYLES[shift.verdict]),
            figure_words(shift, shift.was),
            figure_words(shift, shift.now),
            difference_words(shift),
            tolerance_words(shift),
        )
    console.print(table)
    if left:
        console.print(f"... and {left} more that moved; --json tells all")
    for shift in told:
        if reason := reason_line(shift):
            console.print(reason)
    console.print()
