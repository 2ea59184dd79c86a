"""The verb ``report``: one or several runs as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.completing import result_folders


@app.command("report")
def report(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULT...",
            help="The folder of a run, or of an explanation; several stand side by side.",
            autocompletion=result_folders,
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The page to write.")
    ] = Path("report.html"),
    case: Annotated[
        str | None,
        typer.Option(
            "--case", metavar="ID", help="The job whose life is told; else the longest repair."
        ),
    ] = None,
    replication: Annotated[
        int | None,
        typer.Option("--replication", min=1, help="Whose log is read; else the first kept."),
    ] = None,
) -> None:
    """Write one HTML page that a browser shows without a network: verdicts, charts, sources."""
    with answering():
        from telesim import write_report

        path = write_report(*results, to=output, case=case, replication=replication)
        typer.echo(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")
