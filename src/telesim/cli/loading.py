"""Scenario files for all verbs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def load(file: Path, reforms: Sequence[Path]) -> Scenario:
    """The scenario of a file with reforms laid over it.

    Raises:
        ScenarioError: with everything that is wrong.
    """
    from telesim import scenario

    return scenario.load(file, tuple(reforms))


def warn_of_heads(file: Path, scenario: Scenario) -> None:
    """Say on stderr when reforms change how many people there are."""
    from telesim.scenario.heads import heads_changed

    warning = heads_changed(file, scenario)
    if warning:
        typer.echo(f"warning: {warning}", err=True)
