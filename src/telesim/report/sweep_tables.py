"""A sweep as a planner reads it: for each target the points, their figures and where it turns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from telesim.experiment.sweep.values import value_text
from telesim.report.figure_tables import table_of
from telesim.report.words import (
    chance_words,
    counted,
    figure,
    judged_figure,
    limit_words,
    spread,
)

if TYPE_CHECKING:
    from rich.table import Table

    from telesim.experiment.point_answers import Figure
    from telesim.experiment.sweep import PointAnswer, Sweep
    from telesim.experiment.verdicts import Verdict

#: Points that a printed table has at most; the file has all.
MOST_PRINTED = 40


def print_sweep(sweep: Sweep, stream: IO[str], charts: Sequence[str]) -> None:
    """Tables for all targets and KPIs, then where the files stand."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, soft_wrap=False)
    first = sweep.points[0].scenario
    console.print(first.title or first.name, style="bold")
    console.print(
        f"{counted(len(sweep.points), 'point')} over {', '.join(sweep.paths) or 'no path'}; "
        f"{counted(sweep.replications, 'replication')} of each on the same draws, "
        f"seed {sweep.seed}"
    )
    for title, table, notes in parts_of(sweep):
        console.print()
        console.print(title, style="bold")
        console.print(table)
        for note in notes:
            console.print(note)
    console.print()
    if len(sweep.points) > MOST_PRINTED:
        console.print(f"The first {MOST_PRINTED} points; sweep.csv has all.")
    console.print("Keep it: replications of all whose own window keeps the limit, and the share.")
    console.print(
        "Each interval and verdict holds at 95 % by itself: of many points a few err by chance."
    )
    console.print(f"Results: {sweep.folder}")
    names = ", ".join(("sweep.csv", "sweep.parquet", "manifest.json", *charts))
    console.print(f"with {names}")


def parts_of(sweep: Sweep) -> Iterator[tuple[str, Table, list[str]]]:
    """Title, table and closing words for each target and KPI."""
    for name in target_names(sweep):
        found = verdicts_on(sweep, name)
        some = next(verdict for verdict in found if verdict is not None)
        table = table_of(*sweep.paths, "Mean (95 % interval)", "Verdict", "Keep it")
        for point, verdict in _printed(sweep, found):
            if verdict is None:
                table.add_row(*_cells(sweep, point), "no such target", "", "")
                continue
            mean = judged_figure(verdict.mean, verdict.unit)
            table.add_row(
                *_cells(sweep, point),
                f"{mean} {spread(verdict.ci_low, verdict.ci_high, verdict.mean)}".rstrip(),
                verdict.verdict,
                chance_words(verdict),
            )
        limits = {limit_words(verdict) for verdict in found if verdict is not None}
        limit = limit_words(some) if len(limits) == 1 else "a limit of each point's own"
        yield f"{name}: {limit}", table, turn_words(sweep, name)
    for number, asked in enumerate(sweep.points[0].answers.figures):
        where = ", ".join(asked.asked.where.values())
        table = table_of(*sweep.paths, "Mean (95 % interval)")
        for point, one in _printed(sweep, [p.answers.figures[number] for p in sweep.points]):
            table.add_row(*_cells(sweep, point), _told(one))
        yield f"{asked.asked.kpi}{f' ({where})' if where else ''}", table, []


def _told(one: Figure) -> str:
    return f"{figure(one.mean, one.unit)} {spread(one.ci_low, one.ci_high, one.mean)}".rstrip()


def _printed(sweep: Sweep, found: Sequence[Any]) -> list[tuple[PointAnswer, Any]]:
    return list(zip(sweep.points, found, strict=True))[:MOST_PRINTED]


def _cells(sweep: Sweep, point: PointAnswer) -> list[str]:
    return [
        value_text(point.settings[path]) if path in point.settings else "as it is"
        for path in sweep.paths
    ]


def target_names(sweep: Sweep) -> list[str]:
    """The targets that any point has, in the order of the file."""
    return list(dict.fromkeys(v.name for point in sweep.points for v in point.answers.verdicts))


def verdicts_on(sweep: Sweep, name: str) -> list[Verdict | None]:
    """The verdict on a target as a whole at every point; None where a point lacks the target."""
    return [
        next((v for v in point.answers.verdicts if v.name == name and v.level == "whole"), None)
        for point in sweep.points
    ]


def turn_words(sweep: Sweep, name: str) -> list[str]:
    """Between which values of the one swept path the verdict changes."""
    if len(sweep.paths) != 1:
        return []
    [path] = sweep.paths
    told = [
        (point.settings[path], verdict.verdict)
        for point, verdict in zip(sweep.points, verdicts_on(sweep, name), strict=True)
        if verdict is not None and path in point.settings
    ]
    answers = list(dict.fromkeys(said for _, said in told))
    if len(answers) == 1:
        return [f"{answers[0].capitalize()} at every point."]
    turns = [
        f"{before} at {value_text(one)}, {after} at {value_text(other)}"
        for (one, before), (other, after) in itertools.pairwise(told)
        if before != after
    ]
    return [f"It turns: {'; '.join(turns)}."]
