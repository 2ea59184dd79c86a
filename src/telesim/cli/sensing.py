"""What the verb ``sensitivity`` does: ranges, the time first, one progress, tables and charts."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar
from telesim.cli.sweeping import forecast_lines


@dataclass(frozen=True, slots=True)
class Wanted:
    """The arguments of ``telesim sensitivity``."""

    file: Path
    ranges: tuple[str, ...]
    ranges_file: Path | None
    under: tuple[str, ...]
    spread: float | None
    turns: tuple[str, ...]
    points: int
    trajectories: int
    sobol: bool
    base: int
    kpis: tuple[str, ...]
    reforms: tuple[Path, ...]
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    json: bool
    dry_run: bool
    cluster: str | None = None


def run_sensitivity(wanted: Wanted) -> None:
    """Answer, or say what an answer would take."""
    from telesim.experiment.sensitivity import answer, prepare

    ready = prepare(
        wanted.file,
        ranges=wanted.ranges,
        ranges_file=wanted.ranges_file,
        under=wanted.under,
        spread=wanted.spread,
        turns=wanted.turns,
        points=wanted.points,
        trajectories_wanted=wanted.trajectories,
        sobol=wanted.sobol,
        base_rows=wanted.base,
        kpis=wanted.kpis,
        reforms=wanted.reforms,
        replications=wanted.replications,
        seed=wanted.seed,
    )
    filed = ready.plan.filed(wanted.out)
    if wanted.dry_run:
        for one in ready.factors:
            typer.echo(f"{one.path}: {one.words()} (now {one.base or 'not set'}; {one.source})")
        if ready.left_out:
            ends = "the scenario does not load at the ends of their ranges"
            typer.echo(f"left out, because {ends}: {', '.join(ready.left_out)}")
        for factor, values, _ in ready.turns:
            told = ", ".join(f"{value:.4g}" for value in values)
            typer.echo(f"--turn {factor.path}: {told} {factor.unit}".rstrip())
        for line in forecast_lines(ready.plan, filed, wanted.workers):
            typer.echo(line)
        return
    with computing(wanted.cluster, wanted.out, wanted.workers):
        if filed < ready.plan.wanted:  # how long it takes is said before it starts
            for line in forecast_lines(ready.plan, filed, wanted.workers):
                typer.echo(line, err=True)
        if ready.turns:
            typer.echo("further points are added where a verdict turns", err=True)
        with progress_bar(f"{len(ready.plan.points)} points") as progress:
            found = answer(ready, workers=wanted.workers, out=wanted.out, progress=progress)
    from telesim.report.sensitivity_chart import draw_sensitivity

    charts = [chart.name for chart in draw_sensitivity(found)]
    with reader_may_leave():
        if wanted.json:
            typer.echo(json.dumps(found.as_json(), allow_nan=False))
        else:
            from telesim.report.sensitivity_tables import print_sensitivity

            print_sensitivity(found, sys.stdout, (*found.files, *charts))
