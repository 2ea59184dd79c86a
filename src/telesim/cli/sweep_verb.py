"""The verb ``sweep``: a grid or a list of points over paths of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import (
    Cluster,
    Json,
    Out,
    Reforms,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
)
from telesim.cli.completing import kpi_names
from telesim.cli.completing_paths import value_paths


@app.command("sweep")
def sweep(
    scenario: ScenarioFile,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="PATH=VALUES",
            help="Values by comma (1, 2 or repair-first, install-first or '5 %', '10 %'), 1..4, or "
            "0:1:0.25; repeated, every combination.",
            autocompletion=value_paths,
        ),
    ] = None,
    points: Annotated[
        Path | None,
        typer.Option(
            "--list", metavar="CSV", help="Instead, points: paths in the head, a row each."
        ),
    ] = None,
    kpis: Annotated[
        list[str] | None,
        typer.Option(
            "--kpi",
            metavar="NAME",
            help="Beside the targets: NAME or NAME:area=town,month=2001-01; may be repeated.",
            autocompletion=kpi_names,
        ),
    ] = None,
    reforms: Reforms = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check all points and say what it would take.")
    ] = False,
) -> None:
    """Answer a scenario at many points on the same draws: one table of all targets."""
    with answering():
        from telesim.cli.sweeping import Wanted, run_sweep

        run_sweep(
            Wanted(
                scenario, tuple(over or ()), points, tuple(kpis or ()), tuple(reforms or ()),
                replications, seed, workers, out, json, dry_run, cluster,
            )
        )  # fmt: skip
