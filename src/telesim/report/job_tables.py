"""Job by job: how many got better and worse, where, why, and which most."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.compare.comparison import Comparison
    from telesim.experiment.compare.jobs import JobsCompared


def print_jobs(console: Console, jobs: JobsCompared, comparison: Comparison) -> None:
    """Print what changed for single jobs between the first scenario and another."""
