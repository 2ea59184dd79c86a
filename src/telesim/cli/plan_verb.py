"""The verb ``plan``: crews, expansions and policies at least cost under limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Cluster, Json, Out, Reforms, ScenarioFile, Seed, Workers
from telesim.cli.completing_paths import target_names, what_may_vary


@app.command("plan")
def plan(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    question: Annotated[
        Path | None,
        typer.Option(
            "--question", metavar="FILE", help="The question in YAML: vary, costs, require, for."
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=VALUES",
            help="What may vary: crews.ROW=2..6, 'crews.gang-*=+0..+2' (so many more in each row "
            "that fits), projects.ID='in or out', FILE.yaml='in or out', "
            "policies.base=seat,local; else all crews, around an estimate. May be repeated.",
            autocompletion=what_may_vary,
        ),
    ] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option(
            "--cost",
            metavar="PATH=MONEY",
            help="What it costs: 'crews.ROW=30000 CNY a year' ('crews.*' for all), "
            "'policies.base=local=9000 CNY a year', 'projects.ID=240000 CNY once'; else what the "
            "scenario states.",
            autocompletion=what_may_vary,
        ),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="LIMIT",
            help="A target, 'P(TARGET) >= 0.9', or 'KPI(where) <= LIMIT'; else all targets.",
            autocompletion=target_names,
        ),
    ] = None,
    month: Annotated[
        str | None,
        typer.Option("--for", metavar="MONTH", help="One month of the window: 2001-07 or july."),
    ] = None,
    ties: Annotated[
        str | None,
        typer.Option(
            "--ties",
            metavar="LIMIT",
            help="Which limit's KPI decides among equals.",
            autocompletion=target_names,
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", min=2, help="Of the plan, with fresh draws.")
    ] = 40,
    at_most: Annotated[
        int | None,
        typer.Option("--at-most", min=1, metavar="N", help="Replications in all."),
    ] = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    json: Json = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say where the search would start, and its time."),
    ] = False,
) -> None:
    """Choose crews, expansions and policies at least cost under limits."""
    with answering():
        from telesim.cli.planning import Wanted, make_plan

        make_plan(
            Wanted(
                scenario,
                tuple(reforms or ()),
                question,
                tuple(vary or ()),
                tuple(cost or ()),
                tuple(require or ()),
                month,
                ties,
                replications,
                at_most,
                seed,
                workers,
                out,
                json,
                dry_run,
                cluster,
            )
        )
