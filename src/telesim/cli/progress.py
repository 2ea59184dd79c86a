"""A progress bar with the time left, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from telesim.cli.manner import manner

if TYPE_CHECKING:
    from telesim.experiment.replicate import Progress

#: Lines of progress in a log, at most, beside the first.
_STEPS = 20
#: Columns of a terminal below which name, number and time left are all that fit.
_NARROW = 60


def _in_lines(name: str) -> Progress:
    """Progress for a log: a line for each twentieth of the way, and for the end."""
    told = -1

    def say(done: int, total: int) -> None:
        nonlocal told
        step = _STEPS * done // max(total, 1)
        if step > told:
            told = step
            print(f"{name}: {done} of {total} replications", file=sys.stderr, flush=True)

    return say


@contextmanager
def progress_bar(name: str) -> Iterator[Progress | None]:
    """A bar with the time left on stderr; nothing, or lines, when that is no terminal."""
    if manner.quiet or not sys.stderr.isatty():
        yield _in_lines(name) if manner.verbose else None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("replications,"),
        TimeElapsedColumn(),
        TextColumn("gone,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    if console.width < _NARROW:
        columns = (columns[0], columns[2], columns[6], columns[7])
    # All replications count for the speed, however long ago: a long one comes once a minute.
    day_s = 86_400.0
    bar = Progress(*columns, console=console, transient=True, speed_estimate_period=day_s)
    task = bar.add_task(name, total=None)

    def told(done: int, total: int) -> None:
        if done < total:
            bar.start()  # not before: where all is filed a bar would only flash
        bar.update(task, completed=done, total=total)

    try:
        yield told
    finally:
        bar.stop()
