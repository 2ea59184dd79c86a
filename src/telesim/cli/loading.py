"""Scenario files for all verbs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def load(file: Path, reforms: Sequence[Path]) -> Scenario:
    """The scenario of a file with reforms laid over it.

    Raises:
        ScenarioError: with everything that is wrong.
    """
    from telesim import scenario

    return scenario.load(file, tuple(reforms))
