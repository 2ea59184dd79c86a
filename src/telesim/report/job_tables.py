"""Job by job: how many got better and worse, on what the time went, where, and which most."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from telesim.report.comparison_words import change_words, letter, signed
from telesim.report.figure_tables import print_table, table_of
from telesim.report.words import figure

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from telesim.experiment.compare.comparison import Comparison
    from telesim.experiment.compare.jobs import JobsCompared

_SEVERAL = {"repair": "repairs", "order": "orders"}
_NAN = math.nan
#: A part whose mean moves less than this, in hours or days, is left out of the table.
_LEAST = 0.005


def print_jobs(console: Console, jobs: JobsCompared, comparison: Comparison) -> None:
    """Print what changed for single jobs between the first scenario and another."""
    b = letter(jobs.scenario)
    console.print(f"Job by job: the same repairs and orders in A and {b}", style="bold")
    if jobs.summary.empty:
        console.print("No job of the window stands in both.")
        console.print()
        return
    _summary(console, jobs.summary, b)
    _parts(console, jobs.parts, b)
    _where(console, jobs.where, b)
    counties = len(comparison.results[0].scenario.counties)
    _named(console, jobs.worst, f"Longer in {b}", b, counties)
    _named(console, jobs.best, f"Shorter in {b}", b, counties)
    if len(jobs.worst) or len(jobs.best):
        one = (jobs.worst if len(jobs.worst) else jobs.best).iloc[0]
        console.print("Cases stand behind the number of their replication. The life of the first:")
        for n, case in ((0, one["case_a"]), (jobs.scenario, one["case_b"])):
            console.print(
                f"  in {letter(n)}: telesim case {comparison.results[n].folder} {case} "
                f"--replication {one['replication']}",
                soft_wrap=True,
            )
        console.print()


def _summary(console: Console, summary: pd.DataFrame, b: str) -> None:
    table = table_of(
        "In both", "Number", f"Longer in {b}", "Shorter", "Same", f"{b} less A, mean (95 %)",
        "Only in A", f"Only in {b}", narrow=True,
    )  # fmt: skip
    for row in summary.itertuples(index=False):
        table.add_row(
            _SEVERAL[str(row.kind)],
            f"{row.matched:,}",
            *(_share(int(n), int(row.matched)) for n in (row.worse, row.better, row.same)),
            _change(row),
            _alone(int(row.only_a), float(row.mean_only_a), str(row.unit)),
            _alone(int(row.only_b), float(row.mean_only_b), str(row.unit)),
        )
    print_table(console, table)
    if summary["only_a"].sum() + summary["only_b"].sum():
        console.print(
            f"Jobs in A or {b} alone count in the figures above, but not in what follows."
        )
    console.print()


def _alone(n: int, mean: float, unit: str) -> str:
    return f"{n:,} ({figure(mean, unit)})" if n else "0"


def _share(n: int, of: int) -> str:
    return f"{100 * n / of:.0f} %"


def _change(row: Any) -> str:
    return change_words(float(row.change), float(row.ci_low), float(row.ci_high), str(row.unit))


def _parts(console: Console, parts: pd.DataFrame, b: str) -> None:
    table = table_of("Where the time went", "", "A", b, f"{b} less A, mean (95 %)")
    before = ""
    for row in parts.itertuples(index=False):
        if max(float(row.mean_a), float(row.mean_b), abs(float(row.change))) < _LEAST:
            continue
        kind = _SEVERAL[str(row.kind)]
        table.add_row(
            kind if kind != before else "",
            str(row.part),
            figure(float(row.mean_a), str(row.unit)),
            figure(float(row.mean_b), str(row.unit)),
            _change(row),
        )
        before = kind
    print_table(console, table)
    console.print()


def _where(console: Console, where: pd.DataFrame, b: str) -> None:
    table = table_of("Where it changed", "", "Number", "A", b, f"{b} less A", "Most of it",
                     narrow=True)  # fmt: skip
    for (kind, by), rows in where.groupby(["kind", "by"], sort=False):
        if len(rows) < 2:
            continue
        head = f"{_SEVERAL[str(kind)]} by {by}"
        for row in rows.itertuples(index=False):
            unit = str(row.unit)
            table.add_row(
                head,
                str(row.group),
                f"{row.matched:,}",
                figure(float(row.mean_a), unit),
                figure(float(row.mean_b), unit),
                change_words(float(row.change), _NAN, _NAN, unit),
                _because(row),
            )
            head = ""
    if table.row_count:
        print_table(console, table)
        console.print()


def _because(row: Any) -> str:
    """The part that moved most and by how much, in the unit of the row's times."""
    if not row.because:
        return ""
    moved = float(row.because_change)
    return f"{row.because} {signed(moved, moved)}"


def _named(console: Console, jobs: pd.DataFrame, title: str, b: str, counties: int) -> None:
    if jobs.empty:
        return
    table = table_of(title, "Where", "Since", "A", b, "Most of it", "Case", narrow=True)
    for row in jobs.itertuples(index=False):
        unit = str(row.unit)
        table.add_row(
            str(row.what),
            f"{row.cabinet} ({row.county})" if counties > 1 else str(row.cabinet),
            str(row.at)[:10],
            _time(float(row.a), unit, bool(row.open_a)),
            _time(float(row.b), unit, bool(row.open_b)),
            _because(row),
            f"{row.replication}: {row.case_a}"
            + (f", {row.case_b}" if row.case_b != row.case_a else ""),
        )
    print_table(console, table, but=(0, 1, -1))
    console.print()


def _time(value: float, unit: str, is_open: bool) -> str:
    return ("≥ " if is_open else "") + figure(value, unit)
