"""The look that all charts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colours that people with any common colour blindness tell apart (Okabe and Ito 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
STROKES = ("-", "--", "-.", ":")
#: Limits of targets.
LIMIT = "#444444"
GRID = "#DDDDDD"


def colour(number: int) -> str:
    """The colour of the n-th thing of a chart."""
    return COLOURS[number % len(COLOURS)]


def marker(number: int) -> str:
    """The marker of the n-th thing, so that print without colour can be read."""
    return MARKERS[number % len(MARKERS)]


def quiet(axes: Axes) -> None:
    """A light grid behind the data and no box around it."""
    axes.grid(True, color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def nothing(axes: Axes, words: str) -> None:
    """Say in an empty panel why it is empty."""
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes, color=LIMIT)


def leave_a_footer(figure: Figure) -> None:
    """Keep a strip below the panels free for the line that says what was run."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure.set_layout_engine(ConstrainedLayoutEngine(rect=(0, 0.03, 1, 0.97)))
