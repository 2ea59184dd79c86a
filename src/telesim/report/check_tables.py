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
    moved_words,
    reason_line,
    renewal_line,
    target_words,
    told_shifts,
    tolerance_words,
)
from telesim.report.figure_tables import table_of
from telesim.report.words import plain, summary_words

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.regression.check import Checked

#: Names of KPIs up to this long stay in one piece, from this width of the terminal on.
_KPI_WIDTH, _NARROW = 31, 95
#: From these widths on there is room for tolerances; for units and shares.
_ROOMY, _WIDE = 115, 135
_STYLES = {
    "met": "green", "missed": "red", "undecided": "yellow", "same": "green", "moved": "red",
    "passed": "green", "failed": "red",
}  # fmt: skip


def print_checked(checked: Sequence[Checked], file: IO[str]) -> None:
    """Write the answer to a stream; colours only on a terminal that wants them."""
    from rich.console import Console

    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        tell_checked(console, checked)
        return
    if "COLUMNS" not in os.environ:
        console.width = 140  # a pipe has no width; the table has six columns
    with console.capture() as captured:
        tell_checked(console, checked)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def tell_checked(console: Console, checked: Sequence[Checked]) -> None:
    """Each scenario with its targets and what moved, then how many passed."""
    for one in checked:
        console.print(head_line(one), style="bold", soft_wrap=True)
        _print_targets(console, one)
        if one.baseline is not None:
            _print_shifts(console, one)
        console.print(f"{one.name}: {one.answer}", style=_STYLES[one.answer])
        if meant := renewal_line(one):
            console.print(meant, soft_wrap=True)
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
    wide, roomy = console.width >= _WIDE, console.width >= _ROOMY
    last = ("Tolerance",) if roomy else ()
    heads = ("KPI", "Moved", "Baseline", "Now", "Difference (90 %)", *last)
    table = table_of(*heads, narrow=not wide)
    if console.width >= _NARROW:
        table.columns[0].min_width = min(_KPI_WIDTH, max(len(one.kpi) for one in told))
    for shift in told:
        cells = (
            kpi_words(shift),
            Text(moved_words(shift), style=_STYLES[shift.verdict]),
            figure_words(shift, shift.was) if wide or shift.was is None else plain(shift.was),
            figure_words(shift, shift.now),
            difference_words(shift, share=wide),
            tolerance_words(shift).partition(" (")[0],
        )
        table.add_row(*cells[: len(heads)])
    console.print(table)
    if left:
        console.print(f"... and {left} more that moved; --json tells all")
    for shift in told:
        if reason := reason_line(shift):
            console.print(reason)
    console.print()
