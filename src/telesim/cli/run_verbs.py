"""Verbs about one run: ``run``, ``workload``, ``case``."""

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
    Settings,
    Workers,
)
from telesim.cli.completing import result_folders


@app.command("run")
def run(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    settings: Settings = None,
    replications: Replications = None,
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision",
            metavar='"5 %"',
            help="Instead, add replications until each target's interval is so narrow relative to "
            "its mean, or its verdict is decided; 20 at least.",
        ),
    ] = None,
    at_most: Annotated[
        int | None,
        typer.Option(
            "--at-most", metavar="N", help="Replications that --precision may take; else 200."
        ),
    ] = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    details: Annotated[
        bool,
        typer.Option("--details", help="Also print a section on each system, not a line alone."),
    ] = False,
    json: Json = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit 1 when a target is missed, 3 when one is undecided."),
    ] = False,
    keep_log: Annotated[
        bool, typer.Option("--keep-log", help="Keep the event log of every replication.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say what a run would take: heads, cases, time."),
    ] = False,
) -> None:
    """Simulate a scenario and say which of its targets are met."""
    with answering():
        from telesim.cli.running import Wanted, run_scenario

        wanted = Wanted(
            scenario, tuple(reforms or ()), replications, seed, workers, out,
            details, json, strict, keep_log, dry_run, precision, at_most, cluster,
            tuple(settings or ()),
        )  # fmt: skip
        code = run_scenario(wanted)
        if code:
            raise typer.Exit(code)


@app.command("workload")
def workload(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    seed: Seed = None,
    replication: Annotated[
        int, typer.Option("--replication", min=1, help="Which replication to draw.")
    ] = 1,
    out: Out = Path("results"),
) -> None:
    """Write everything random of one replication as Parquet, for a look."""
    with answering():
        from telesim.cli.drawing import write_workload

        write_workload(scenario, reforms or [], seed, replication, out)


@app.command("case")
def case(
    result: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT",
            help="The folder of a run with --keep-log.",
            autocompletion=result_folders,
        ),
    ],
    identity: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="An order (O12), fault (F7), complaint (C5), construction project (W3), call to a "
            "main frame (M4), suspension (S8), public telephone (P6), borrowed line on its way "
            "back (B9) or ticket of a further report (D2), or the number alone; without it, those "
            "that took longest.",
        ),
    ] = None,
    replication: Annotated[
        int, typer.Option("--replication", min=1, help="Which replication to read.")
    ] = 1,
) -> None:
    """Tell the life of one order, fault, complaint or other case in words."""
    with answering():
        from telesim.report.case import tell_case

        for line in tell_case(result, identity, replication):
            typer.echo(line)
