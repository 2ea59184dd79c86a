"""The command line: arguments to public verbs. Only typer is imported before a verb is known."""

from __future__ import annotations

from telesim.cli import report_verb, run_verbs, scenario_verbs  # noqa: F401  (each adds its verbs)
from telesim.cli.application import app

__all__ = ["app", "main"]


def main() -> None:
    """The console script."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a plain terminal cannot stop an answer
    app()
