"""A figure to a PNG file: written beside, then renamed, with the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from telesim.experiment.errors import StoreError
from telesim.report.look import picture_text
from telesim.writing import writing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_About = ParamSpec("_About")
DOTS_PER_INCH = 120


def save(
    path: Path, draw: Callable[_About, Figure], *about: _About.args, **more: _About.kwargs
) -> Path:
    """Draw a figure, names as they are written, write it as PNG and return its path.

    Raises:
        StoreError: the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    try:
        with writing(path) as partial, picture_text():
            figure = draw(*about, **more)
            FigureCanvasAgg(figure)
            figure.savefig(partial, dpi=DOTS_PER_INCH, format="png")
    except OSError as problem:
        raise StoreError(f"cannot write {path}: {problem.strerror or problem}") from problem
    return path
