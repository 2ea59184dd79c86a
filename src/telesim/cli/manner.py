"""How much the command line says beside its answer: ``telesim --quiet`` and ``--verbose``."""

from __future__ import annotations

from dataclasses import dataclass

import typer


@dataclass(slots=True)
class Manner:
    """What was asked for; set once, before a verb begins."""

    #: No progress and no notes; warnings and errors are told all the same.
    quiet: bool = False
    #: Progress as lines also where stderr is no terminal, and where an unexpected error came from.
    verbose: bool = False


manner = Manner()


def note(line: str) -> None:
    """Something good to know that is no part of the answer, on stderr."""
    if not manner.quiet:
        typer.echo(line, err=True)
