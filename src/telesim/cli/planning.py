"""The work of the verb ``plan``: read the question, plan with a progress bar, print and draw."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar

if TYPE_CHECKING:
    from telesim.experiment.plan.question import Question


@dataclass(frozen=True, slots=True)
class Wanted:
    """The arguments of ``telesim plan``."""

    file: Path
    reforms: tuple[Path, ...]
    question: Path | None
    vary: tuple[str, ...]
    cost: tuple[str, ...]
    require: tuple[str, ...]
    month: str | None
    ties: str | None
    replications: int
    at_most: int | None
    seed: int | None
    workers: int | None
    out: Path
    json: bool
    dry_run: bool
    cluster: str | None = None


def make_plan(wanted: Wanted) -> None:
    """Answer the question and print it."""
    question = _read(wanted)
    if wanted.dry_run:
        _print_forecast(question, wanted)
        return
    from telesim.experiment.plan.planning import plan
    from telesim.report.frontier_chart import draw_frontier

    where = computing(wanted.cluster, wanted.out, wanted.workers)
    with where, progress_bar(f"plan {question.scenario.name}") as progress:
        found = plan(
            question,
            replications=wanted.replications,
            seed=wanted.seed,
            at_most=wanted.at_most,
            workers=wanted.workers,
            out=wanted.out,
            progress=progress,
        )
    chart = draw_frontier(found)
    with reader_may_leave():
        if wanted.json:
            typer.echo(json.dumps(found.as_json(), allow_nan=False))
        else:
            from telesim.report.plan_tables import print_plan

            files = ("plan.json", "designs.csv", "frontier.csv", "shadow.csv", chart.name)
            print_plan(found, sys.stdout, files)


def _read(wanted: Wanted) -> Question:
    from telesim.experiment.plan.question import read
    from telesim.experiment.plan.written import Written, laid_over, pairs, read_file

    written = Written(
        pairs(wanted.vary, "--vary"),
        pairs(wanted.cost, "--cost"),
        wanted.require,
        wanted.month,
        None,
        wanted.ties,
    )
    if wanted.question is not None:
        written = laid_over(read_file(wanted.question), written)
    place = "plan" if wanted.question is None else str(wanted.question)
    return read(wanted.file, wanted.reforms, written, place)


def _print_forecast(question: Question, wanted: Wanted) -> None:
    from telesim.experiment.plan.forecast import forecast_plan

    found = forecast_plan(question, wanted.replications, wanted.seed, wanted.workers)
    if wanted.json:
        typer.echo(json.dumps(found.as_json(), allow_nan=False))
        return
    for line in found.lines():
        typer.echo(line)
