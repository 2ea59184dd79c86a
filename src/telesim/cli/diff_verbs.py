"""Verbs beside the main path: ``diff`` and ``fmt`` on files, ``doctor`` on the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Json, Out, Reforms, ScenarioFile
from telesim.cli.completing import scenario_and_reform_files, scenario_files


@app.command("diff")
def diff(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None,
        typer.Argument(
            metavar="[OTHER]",
            help="Another one; without it, the first with --with.",
            autocompletion=scenario_files,
        ),
    ] = None,
    reforms: Reforms = None,
    under: Annotated[
        str, typer.Option("--under", metavar="PATH", help="Only values below this dotted path.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every value, however many of a section differ.")
    ] = False,
    json: Json = False,
) -> None:
    """Compare two scenarios by what they mean: values with units, and who set them."""
    with answering():
        from telesim.cli.diffing import print_difference

        print_difference(scenario, other, reforms or [], under, every, json)


@app.command("fmt")
def fmt(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Scenarios and reforms (YAML).",
            autocompletion=scenario_and_reform_files,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file would change.")
    ] = False,
) -> None:
    """Rewrite scenario files in one layout, comments kept."""
    with answering():
        from telesim.cli.formatting import format_files

        if not format_files(files, check) and check:
            raise typer.Exit(1)


@app.command("doctor")
def doctor(
    out: Out = Path("results"),
    json: Json = False,
) -> None:
    """Say whether the installation is sound: versions, cores, the store, a short simulation."""
    with answering():
        from telesim.cli.doctoring import examine

        if not examine(out, json):
            raise typer.Exit(1)
