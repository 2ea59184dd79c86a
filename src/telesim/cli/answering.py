"""Every error becomes a line on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from telesim.cli.manner import manner

#: Exit codes beside 0 = answered and 1 or 3 of ``run --strict``.
INVALID, FAILED, INTERRUPTED = 2, 4, 130
#: Set it to see where an unexpected error came from.
DEBUG = "TELESIM_DEBUG"


@contextmanager
def answering() -> Iterator[None]:
    """Turn what goes wrong inside into words and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        _say("interrupted; whole replications are kept, the same command goes on from them")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _forget_reader()
        raise typer.Exit(0) from None
    except Exception as problem:
        code, lines = _explained(problem)
        for line in lines:
            _say(line)
        if os.environ.get(DEBUG) or manner.verbose:
            raise
        raise typer.Exit(code) from None


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print something whose reader (head, less) may have seen enough; go on all the same."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_reader()


def _forget_reader() -> None:
    """Keep Python from flushing into a closed pipe at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(problem: Exception) -> tuple[int, list[str]]:
    """Exit code and lines for an error."""
    from telesim.experiment.errors import RunError
    from telesim.scenario.errors import ScenarioError

    if isinstance(problem, ScenarioError):
        return INVALID, str(problem).splitlines()
    if isinstance(problem, RunError):
        return FAILED, [str(problem)]
    if isinstance(problem, OSError):
        place = f"{problem.filename}: " if problem.filename else ""
        return FAILED, [f"{place}{problem.strerror or problem}"]
    if isinstance(problem, MemoryError):
        return FAILED, ["out of memory; fewer --workers need less"]
    told = isinstance(problem, ValueError | KeyError)
    if told and type(problem).__module__.startswith("telesim."):
        return INVALID, str(problem).splitlines()
    text = f"unexpected {type(problem).__name__}: {problem}"
    return FAILED, [f"{text} (a defect of telesim; {DEBUG}=1 shows where)"]


def _say(line: str) -> None:
    typer.echo(" ".join(line.splitlines()), err=True)
