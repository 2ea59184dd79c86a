"""Verbs that keep watch over KPIs: ``baseline``, ``check``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Cluster, Json, Out, Reforms, Replications, Seed, Settings, Workers
from telesim.cli.completing import scenario_files

Folder = Annotated[
    Path | None,
    typer.Option(
        "--baselines", metavar="DIR", help="Folder of the baselines; else results/baselines."
    ),
]


@app.command("baseline")
def baseline(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO...", help="Scenario files (YAML).", autocompletion=scenario_files
        ),
    ],
    reforms: Reforms = None,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    folder: Folder = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name of the file, instead of the scenario's."),
    ] = None,
) -> None:
    """Write down what a scenario's KPIs are, for check to compare with."""
    with answering():
        from telesim.cli.regression import Asked, write_baselines

        asked = Asked(
            tuple(scenarios), tuple(reforms or ()), tuple(settings or ()), replications, seed,
            workers, out, folder, cluster,
        )  # fmt: skip
        write_baselines(asked, name)


@app.command("check")
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]",
            help="Scenarios or baselines; none = every baseline there is.",
            autocompletion=scenario_files,
        ),
    ] = None,
    reforms: Reforms = None,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    folder: Folder = None,
    targets: Annotated[
        bool,
        typer.Option("--targets/--no-targets", help="Whether targets count, or moved KPIs alone."),
    ] = True,
    json: Json = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML.")
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option("--markdown", metavar="FILE", help="Also write a page for a CI job."),
    ] = None,
    append: Annotated[
        bool,
        typer.Option("--append", help="Add to the end of the --markdown file, not replace it."),
    ] = False,
) -> None:
    """Run scenarios against their targets and baselines: exit 1 missed or moved, 3 undecided."""
    if append and markdown is None:
        raise typer.BadParameter("--append: need --markdown FILE as well")
    with answering():
        from telesim.cli.regression import Asked, check_scenarios

        asked = Asked(
            tuple(files or ()), tuple(reforms or ()), tuple(settings or ()), replications, seed,
            workers, out, folder, cluster,
        )  # fmt: skip
        code = check_scenarios(asked, targets, json, junit, markdown, append)
        if code:
            raise typer.Exit(code)
