"""The verb ``explain``: load every combination, say what it takes, simulate, print and draw."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of ``telesim explain``."""

    before: Path
    after: Path | None
    reforms: tuple[Path, ...]
    within: str | None
    on_top: bool
    weeks: int | None
    orders: int | None
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    json: bool
    dry_run: bool
    cluster: str | None = None


def explain_scenarios(asked: Asked) -> None:
    """Answer; the estimate of the time goes to stderr before anything is simulated."""
    from telesim.experiment.explain import prepare

    prepared = prepare(
        asked.before,
        asked.after,
        reforms=asked.reforms,
        within=asked.within,
        on_top=asked.on_top,
        window=None if asked.weeks is None else f"{asked.weeks} weeks",
        orders=asked.orders,
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out,
        loading=_say_loading if sys.stderr.isatty() else None,
    )
    if asked.dry_run:
        estimate = prepared.estimate()
        if asked.json:
            typer.echo(json.dumps(estimate.as_json(), allow_nan=False))
            return
        typer.echo(estimate.line())
        for player in prepared.stack.players:
            typer.echo(f"  {player.name}: {', '.join(file.stem for file in player.files)}")
        return
    with computing(asked.cluster, asked.out, asked.workers):
        typer.echo(prepared.estimate().line(), err=True)
        with progress_bar("explain") as progress:
            explanation = prepared.answer(progress)
    from telesim.report.waterfall import draw_explanation

    written = tuple(path.name for path in draw_explanation(explanation))
    with reader_may_leave():
        if asked.json:
            typer.echo(json.dumps(explanation.as_json(), allow_nan=False))
        else:
            from telesim.report.explanation_tables import print_explanation

            print_explanation(explanation, sys.stdout, written)


def _say_loading(done: int, wanted: int) -> None:
    """One line that is written over; it takes seconds for each where the tables are large."""
    typer.echo(f"\rloading combinations of reforms: {done} of {wanted} ", nl=False, err=True)
    if done == wanted:
        typer.echo(err=True)
