"""The verb ``compare``: load, replicate what is missing, then print and draw differences."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar


@dataclass(frozen=True, slots=True)
class Wanted:
    """The arguments of ``telesim compare``."""

    scenarios: tuple[str, ...]
    reforms: tuple[Path, ...]
    margins: tuple[str, ...]
    kpis: tuple[str, ...]
    jobs: int
    unpaired: bool
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    json: bool
    cluster: str | None = None


def compare_scenarios(wanted: Wanted) -> None:
    """Answer."""
    from telesim.experiment.compare import CompareError, compare

    operands = wanted.scenarios
    if wanted.reforms:
        if len(operands) > 1:
            raise CompareError(
                f"--with beside {len(operands)} scenarios; write SCENARIO+REFORM for each that "
                "has reforms, as --with is for one scenario with and without"
            )
        operands = (operands[0], "+".join(("", *map(str, wanted.reforms))))
    where = computing(wanted.cluster, wanted.out, wanted.workers)
    with where, progress_bar("compare") as progress:
        comparison = compare(
            operands,
            replications=wanted.replications,
            seed=wanted.seed,
            workers=wanted.workers,
            out=wanted.out,
            margins=wanted.margins,
            kpis=wanted.kpis,
            jobs=wanted.jobs,
            independent=wanted.unpaired,
            progress=progress,
        )
    from telesim.report.comparison_chart import draw_comparison

    chart = draw_comparison(comparison)
    with reader_may_leave():
        if wanted.json:
            typer.echo(json.dumps(comparison.as_json(), allow_nan=False))
            return
        from telesim.report.comparison_tables import print_comparison

        written = ("comparison.json", "differences.csv", *comparison.job_files, chart.name)
        print_comparison(comparison, sys.stdout, written)
