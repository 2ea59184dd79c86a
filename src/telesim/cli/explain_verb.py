"""The verb ``explain``: what each reform contributed, and where the hours went."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Cluster, Json, Out, Replications, Seed, Workers
from telesim.cli.completing import reform_files, scenario_files


@app.command("explain")
def explain(
    before: Annotated[
        Path,
        typer.Argument(
            metavar="BEFORE",
            help="A scenario file; alone, and without --with, a file that extends another.",
            autocompletion=scenario_files,
        ),
    ],
    after: Annotated[
        Path | None,
        typer.Argument(
            metavar="AFTER",
            help="A file that extends BEFORE and names reforms.",
            autocompletion=scenario_files,
        ),
    ] = None,
    reforms: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help="Instead of AFTER: a reform to explain; repeated.",
            autocompletion=reform_files,
        ),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="GROUP", help="The single reforms of one group."),
    ] = None,
    on_top: Annotated[
        bool,
        typer.Option("--on-top", help="With --within: the other groups hold throughout."),
    ] = False,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", min=1, help="A window of so many weeks, instead of the file's."),
    ] = None,
    orders: Annotated[
        int | None,
        typer.Option(
            "--orders",
            min=2,
            help="Orders to sample for more than 6 parts, else 16; intervals need 4.",
        ),
    ] = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would take.")
    ] = False,
) -> None:
    """Share the difference between two scenarios out over the reforms that lie between them."""
    with answering():
        from telesim.cli.explaining import Asked, explain_scenarios

        asked = Asked(
            before, after, tuple(reforms or ()), within, on_top, weeks, orders,
            replications, seed, workers, out, json, dry_run, cluster,
        )  # fmt: skip
        explain_scenarios(asked)
