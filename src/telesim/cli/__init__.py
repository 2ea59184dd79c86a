"""The command line: arguments to public verbs. Only typer is imported before a verb is known."""

from __future__ import annotations

from telesim.cli import (  # noqa: F401  (each adds its verbs)
    compare_verb,
    diff_verbs,
    explain_verb,
    plan_verb,
    regression_verbs,
    report_verb,
    results_verbs,
    run_verbs,
    scenario_verbs,
    sensitivity_verb,
    sweep_verb,
)
from telesim.cli.application import app

__all__ = ["app", "main"]


def main() -> None:
    """The console script."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a plain terminal cannot stop an answer
    app()
