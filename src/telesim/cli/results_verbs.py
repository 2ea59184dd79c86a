"""The verb ``results``: what the store holds, and clearing it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Json, Out

Named = Annotated[
    str | None,
    typer.Option(
        "--scenario", metavar="NAME", help="Only runs of this name, such as before+piece-rate."
    ),
]

_results = typer.Typer(rich_markup_mode=None, add_completion=False)
app.add_typer(
    _results,
    name="results",
    help="List the runs that are filed; `results clean` clears them.",
)


@_results.callback(invoke_without_command=True)
def results(
    context: typer.Context,
    out: Out = Path("results"),
    scenario: Named = None,
    json: Json = False,
) -> None:
    """List the runs that are filed: scenario, key, seed, replications, when, size, source."""
    if context.invoked_subcommand is not None:
        context.obj = (out, scenario)  # `results --out DIR clean` means the same folder
        return
    with answering():
        from telesim.cli.storing import print_listing

        print_listing(out, scenario, json)


@_results.command("clean")
def clean(
    context: typer.Context,
    out: Out = Path("results"),
    older: Annotated[
        bool,
        typer.Option("--older", help="Runs of another source or library, never served again."),
    ] = False,
    scenario: Named = None,
    everything: Annotated[bool, typer.Option("--all", help="All runs.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Clear without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Clear runs that are filed; whatever else lies there stays."""
    with answering():
        from telesim.cli.storing import clear

        before_out, before_scenario = context.obj
        out = before_out if out == Path("results") else out
        clear(out, older, scenario or before_scenario, everything, yes, dry_run)
