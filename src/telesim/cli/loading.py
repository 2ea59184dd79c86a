"""Scenario files for all verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def load(
    file: Path, reforms: Sequence[Path], settings: Mapping[str, Any] | None = None
) -> Scenario:
    """The scenario of a file with reforms, and then single values, laid over it.

    Raises:
        ScenarioError: with everything that is wrong.
    """
    from telesim import scenario

    return scenario.load(file, tuple(reforms), settings=settings)


def warn_of_heads(file: Path, scenario: Scenario) -> None:
    """Say on stderr when reforms change how many people there are."""
    from telesim.scenario.heads import heads_changed

    warning = heads_changed(file, scenario)
    if warning:
        typer.echo(f"warning: {warning}", err=True)
