"""The trunk groups that lose most calls, as a table of ``run --details``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.kpi.catalogue import where_key
from telesim.report.figure_tables import table_of
from telesim.report.words import figure, plain

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.result import Result

#: Groups that are printed.
MOST = 10


def print_trunks(console: Console, result: Result) -> None:
    """Those groups behind which there is no other, the worst first; nothing where none loses any.

    Groups that overflow are left aside: what they do not carry is not lost yet.
    """
    rows = result.estimates
    rows = rows[rows["kpi"].isin(["trunk_blocking", "trunk_circuits_lacking"])]
    found = {(one.kpi, one.where): float(one.mean) for one in rows.itertuples(index=False)}
    worst = []
    for number, group in enumerate(result.scenario.trunks):
        key = where_key({"group": group.id})
        lost = found.get(("trunk_blocking", key), 0.0)
        if group.overflow_to is None and lost > 0:
            lacking = found.get(("trunk_circuits_lacking", key), 0.0)
            worst.append((-lost, number, group, lacking))
    if not worst:
        return
    worst.sort(key=lambda one: one[:2])
    table = table_of("", "Trunk group", "Calls lost", "Circuits lacking")
    for rank, (lost, _, group, lacking) in enumerate(worst[:MOST], start=1):
        name = f"{group.id} ({group.starts_at} to {group.ends_at})"
        table.add_row(str(rank), name, figure(-lost, "%"), plain(lacking))
    console.print("Trunk groups that lose most calls in the busy hour", style="bold")
    console.print(table)
    if len(worst) > MOST:
        console.print(f"... and {len(worst) - MOST} more that lose some in kpis.csv")
    console.print()
