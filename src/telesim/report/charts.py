"""Two charts of a run: time to restore against the targets, and the state of the town by week."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.result import Result
from telesim.report.restore_chart import restore_figure
from telesim.report.saving import save
from telesim.report.weeks_chart import weeks_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: File name -> what draws it.
CHARTS: dict[str, Callable[[Result], Figure]] = {
    "time-to-restore.png": restore_figure,
    "backlog-and-fill.png": weeks_figure,
}


def draw_charts(result: Result) -> tuple[Path, ...]:
    """Draw both charts into the run's folder.

    Raises:
        StoreError: a file cannot be written.
    """
    return tuple(save(result.folder / name, draw, result) for name, draw in CHARTS.items())
