"""The verb ``run``: load, replicate with a progress bar, then print, draw and judge."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.loading import load, warn_of_heads
from telesim.cli.manner import note
from telesim.cli.progress import progress_bar
from telesim.cli.setting import parse_settings

if TYPE_CHECKING:
    from telesim.experiment.result import Result
    from telesim.scenario import Scenario

MISSED, UNDECIDED = 1, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """The arguments of ``telesim run``."""

    file: Path
    reforms: tuple[Path, ...]
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    details: bool
    json: bool
    strict: bool
    keep_log: bool
    dry_run: bool
    precision: str | None = None
    at_most: int | None = None
    cluster: str | None = None
    settings: tuple[str, ...] = ()


def run_scenario(wanted: Wanted) -> int:
    """Answer and return the exit code."""
    scenario = load(wanted.file, wanted.reforms, parse_settings(wanted.settings))
    warn_of_heads(wanted.file, scenario)
    if wanted.dry_run:
        _print_forecast(scenario, wanted)
        return 0
    from telesim.experiment import run

    where = computing(wanted.cluster, wanted.out, wanted.workers)
    with where, progress_bar(scenario.name) as progress:
        result = run(
            scenario,
            replications=wanted.replications,
            seed=wanted.seed,
            workers=wanted.workers,
            out=wanted.out,
            keep_log=wanted.keep_log,
            progress=progress,
            precision=wanted.precision,
            at_most=wanted.at_most,
        )
    written = _draw(result)
    _say_what_was_filed(result)
    # The verdict is the exit code, also when nobody reads the table to its end.
    with reader_may_leave():
        if wanted.json:
            typer.echo(json.dumps(result.as_json(), allow_nan=False))
        else:
            from telesim.report.tables import print_result

            print_result(result, sys.stdout, written, detailed=wanted.details)
    return _strict_code(result) if wanted.strict else 0


def _strict_code(result: Result) -> int:
    return {"missed": MISSED, "undecided": UNDECIDED}.get(result.verdict, 0)


def _draw(result: Result) -> tuple[str, ...]:
    """Draw the charts, unless those of a larger run stand there; words for the run's files."""
    if result.kept:
        return (f"the files of the larger run of {result.kept} replications, left as they were",)
    from telesim.experiment.store import SUMMARIES
    from telesim.report.charts import draw_charts

    return (*SUMMARIES, *(chart.name for chart in draw_charts(result)))


def _say_what_was_filed(result: Result) -> None:
    """Say on stderr what came out of the store and what stays in it."""
    filed, computed = result.filed, result.computed
    if filed:
        were = _count(filed, "replication was", "replications were")
        now = _count(computed, "was simulated now", "were simulated now")
        tail = now if computed else "nothing was simulated again"
        note(f"{were} filed already; {tail}")
    if result.kept:
        asked = _count(result.replication_count, "replication", "replications")
        note(
            f"this answer is of {asked}; the tables and charts in {result.folder} are of "
            f"{result.kept} and stay as they were"
        )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _print_forecast(scenario: Scenario, wanted: Wanted) -> None:
    from telesim.experiment.forecast import forecast
    from telesim.experiment.precision import FIRST, Precision

    rule = Precision.asked(wanted.precision, wanted.at_most, wanted.replications)
    number = wanted.replications if rule is None else rule.at_most
    found = forecast(scenario, number, wanted.seed, wanted.workers, wanted.out)
    if wanted.json:
        typer.echo(json.dumps(found.as_json(), allow_nan=False))
        return
    for line in found.lines():
        typer.echo(line)
    if rule is not None:
        typer.echo(
            f"Precision: the time is that of all {rule.at_most:,} replications; the first look is "
            f"taken after {FIRST}"
        )
