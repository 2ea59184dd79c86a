"""Verbs about scenario files: ``init``, ``validate``, ``rates``, ``show``, ``schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Reforms, ScenarioFile


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a project folder: a commented scenario with tables, a notebook and a CI workflow."""
    with answering():
        from telesim.cli.starting import write_template

        write_template(folder)


@app.command("validate")
def validate(scenario: ScenarioFile, reforms: Reforms = None) -> None:
    """Check a scenario, and what it asks of its crews and capacity, without simulating."""
    with answering():
        from telesim.cli.inspecting import print_check

        print_check(scenario, reforms or [])


@app.command("rates")
def rates(
    scenario: ScenarioFile,
    total: Annotated[
        list[str],
        typer.Option(
            "--total", metavar="AREA=N", help="Reports per 100 lines and month, repeats and all."
        ),
    ],
    share: Annotated[
        list[str] | None,
        typer.Option(
            "--share",
            metavar="CAUSE=N",
            help="Per cent of them, 100 over all causes; none given: as the present rates imply.",
        ),
    ] = None,
    installs: Annotated[
        list[str] | None,
        typer.Option(
            "--installs",
            metavar="AREA=N",
            help="Installs per 100 lines and month that a run finished (orders_done_rate); "
            "else those for which there is room.",
        ),
    ] = None,
    moves: Annotated[
        list[str] | None,
        typer.Option("--moves", metavar="AREA=N", help="The same for moves."),
    ] = None,
    reforms: Reforms = None,
) -> None:
    """Solve the rates of first-time faults with which stated totals of reports are met."""
    with answering():
        from telesim.cli.inspecting import print_rates

        print_rates(scenario, reforms or [], total, share or [], installs or [], moves or [])


@app.command("show")
def show(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    under: Annotated[
        str, typer.Option("--under", metavar="PATH", help="Only values below this dotted path.")
    ] = "",
    rows: Annotated[bool, typer.Option("--rows", help="Also each cell of the tables.")] = False,
) -> None:
    """Print the resolved values, each with the file and line that set it and its source."""
    with answering():
        from telesim.cli.inspecting import print_settings

        print_settings(scenario, reforms or [], under, rows)


@app.command("schema")
def schema(
    reform: Annotated[bool, typer.Option("--reform", help="That of reform files.")] = False,
    kpis: Annotated[
        bool,
        typer.Option("--kpis", help="Instead, list what targets may name: KPIs, words, clocks."),
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    if reform and kpis:
        raise typer.BadParameter("need one of --reform and --kpis, not both")
    with answering():
        from telesim.cli.inspecting import print_kpis, print_schema

        if kpis:
            print_kpis()
        else:
            print_schema(reform)
