"""What the verb ``sweep`` does: check all points, simulate with one progress, print and draw."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar

if TYPE_CHECKING:
    from telesim.experiment.sweep.plan import Planned


@dataclass(frozen=True, slots=True)
class Wanted:
    """The arguments of ``telesim sweep``."""

    file: Path
    over: tuple[str, ...]
    points: Path | None
    kpis: tuple[str, ...]
    reforms: tuple[Path, ...]
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    json: bool
    dry_run: bool
    cluster: str | None = None


def run_sweep(wanted: Wanted) -> None:
    """Answer, or say what an answer would take."""
    from telesim.experiment.sweep import sweep
    from telesim.experiment.sweep.plan import planned
    from telesim.experiment.sweep.points import axes_of

    plan = planned(
        wanted.file,
        axes_of(wanted.over),
        points=wanted.points,
        kpis=wanted.kpis,
        reforms=wanted.reforms,
        replications=wanted.replications,
        seed=wanted.seed,
    )
    filed = plan.filed(wanted.out)
    if wanted.dry_run:
        for line in forecast_lines(plan, filed, wanted.workers):
            typer.echo(line)
        return
    if filed:
        typer.echo(f"{filed:,} of {plan.wanted:,} replications were filed already", err=True)
    where = computing(wanted.cluster, wanted.out, wanted.workers)
    with where, progress_bar(f"{len(plan.points)} points") as progress:
        answered = sweep(plan, workers=wanted.workers, out=wanted.out, progress=progress)
    from telesim.report.sweep_chart import draw_sweep

    chart = draw_sweep(answered)
    with reader_may_leave():
        if wanted.json:
            typer.echo(json.dumps(answered.as_json(), allow_nan=False))
        else:
            from telesim.report.sweep_tables import print_sweep

            print_sweep(answered, sys.stdout, () if chart is None else (chart.name,))


def forecast_lines(plan: Planned, filed: int, workers: int | None) -> list[str]:
    """What is left to simulate and about how long that takes, from a pilot of the first point."""
    from telesim.experiment.forecast import forecast
    from telesim.experiment.replicate import at_once
    from telesim.experiment.study_time import time_words

    left = plan.wanted - filed
    each = forecast(plan.scenarios[0], 1, plan.seed, 1).seconds_per_replication
    slots = at_once(workers)
    return [
        f"{len(plan.points)} points, {plan.wanted:,} replications, {filed:,} of them filed already",
        f"about {time_words(each)} for a replication alone on a core, "
        f"{time_words(-(-left // slots) * each)} for what is left on {slots} at once",
    ]
