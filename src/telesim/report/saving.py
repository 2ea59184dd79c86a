"""A figure to a PNG file: written beside, then renamed, with the same bytes each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.errors import StoreError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 120


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG and return its path.

    Raises:
        StoreError: the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    partial = path.with_name(f".{path.name}.partial")
    try:
        figure.savefig(partial, dpi=DOTS_PER_INCH, format="png")
        partial.replace(path)
    except OSError as problem:
        raise StoreError(f"cannot write {path}: {problem.strerror or problem}") from problem
    return path
