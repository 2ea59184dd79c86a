"""What ``telesim results`` prints and asks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telesim.experiment.store_listing import Cleared, StoredRun

_HEAD = ("Scenario", "Key", "Seed", "Replications", "Written", "Size", "Source")
#: Columns of numbers.
_RIGHT = (2, 3, 5)
#: Names of files that stay, of each run.
_NAMED = 3


def print_listing(out: Path, scenario: str | None, as_json: bool) -> None:
    """One line a run, and the total."""
    from telesim.experiment.store_listing import stored_runs

    runs = stored_runs(out, scenario)
    if as_json:
        typer.echo(json.dumps([run.as_json() for run in runs], ensure_ascii=False))
        return
    if not runs:
        typer.echo(f"{out}: no runs are filed" + (f" of {scenario}" if scenario else ""))
        return
    rows = [_HEAD, *map(_row, runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        cells = (
            f"{cell:>{width}}" if column in _RIGHT else f"{cell:<{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        typer.echo("  ".join(cells).rstrip())
    older = [run for run in runs if run.source == "older"]
    tail = f"; {len(older):,} of them of an older source, never served again" if older else ""
    typer.echo(f"{_number(len(runs), 'run')}, {_size(sum(run.size_bytes for run in runs))}{tail}")


def clear(
    out: Path, older: bool, scenario: str | None, everything: bool, yes: bool, dry_run: bool
) -> None:
    """Say what goes, ask on a terminal, and clear it."""
    from telesim.experiment.store_listing import clean_results

    def cleared(only_look: bool) -> list[Cleared]:
        return clean_results(
            out, older=older, scenario=scenario, everything=everything, dry_run=only_look
        )

    would = cleared(only_look=True)
    if not would:
        typer.echo(f"{out}: nothing to clear")
        return
    word = "would clear" if dry_run or not yes else "cleared"
    if not (dry_run or yes):
        if not sys.stdin.isatty():
            raise typer.BadParameter(
                f"{_number(len(would), 'run')} to clear and nobody to ask, need --yes or --dry-run"
            )
        _tell(would, word)
        if not typer.confirm(f"Clear {_number(len(would), 'run')}?"):
            return
        cleared(only_look=False)
        return
    _tell(would if dry_run else cleared(only_look=False), word)


def _tell(each: Sequence[Cleared], word: str) -> None:
    for one in each:
        run = one.run
        typer.echo(
            f"{word} {run.folder}: {_number(run.replications, 'replication')}, "
            f"{_number(one.files, 'file')}, {_size(run.size_bytes)}, {run.source} source"
        )
        if one.left:
            names = ", ".join(str(path.relative_to(run.folder)) for path in one.left[:_NAMED])
            more = f" and {len(one.left) - _NAMED} more" if len(one.left) > _NAMED else ""
            typer.echo(f"  stays, not filed by telesim: {names}{more}")
    total = sum(one.run.size_bytes for one in each)
    typer.echo(f"{word} {_number(len(each), 'run')}, {_size(total)} in all")


def _row(run: StoredRun) -> tuple[str, ...]:
    return (
        run.scenario,
        run.key,
        "" if run.seed is None else str(run.seed),
        f"{run.replications:,}",
        f"{run.when.astimezone():%Y-%m-%d %H:%M}",
        _size(run.size_bytes),
        run.source,
    )


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"


def _size(size_bytes: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size_bytes < 1000:
            return f"{size_bytes:.3g} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:,.3g} GB"
