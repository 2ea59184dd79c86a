"""Two charts of a run: time to restore against the targets, and the state of the town by week."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.errors import StoreError
from telesim.experiment.result import Result
from telesim.report.look import picture_text
from telesim.report.restore_chart import restore_figure
from telesim.report.weeks_chart import weeks_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: File name -> what draws it.
CHARTS: dict[str, Callable[[Result], Figure]] = {
    "time-to-restore.png": restore_figure,
    "backlog-and-fill.png": weeks_figure,
}
_DOTS_PER_INCH = 120


def draw_charts(result: Result) -> tuple[Path, ...]:
    """Draw both charts into the run's folder.

    Raises:
        StoreError: a file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    paths = []
    for name, draw in CHARTS.items():
        path = result.folder / name
        partial = path.with_name(f".{name}.partial")
        try:
            with picture_text():
                figure = draw(result)
                FigureCanvasAgg(figure)
                figure.savefig(partial, dpi=_DOTS_PER_INCH, format="png")
            partial.replace(path)
        except OSError as problem:
            raise StoreError(f"cannot write {path}: {problem.strerror or problem}") from problem
        paths.append(path)
    return tuple(paths)
