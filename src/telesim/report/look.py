"""The look that all charts share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Colours that people with any common colour blindness tell apart (Okabe and Ito 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
STROKES = ("-", "--", "-.", ":")
#: Differences and designs by what they are worth, the same in all charts.
GOOD, BAD, UNTOLD = "#009E73", "#D55E00", "#777777"
#: Limits of targets.
LIMIT = "#444444"
GRID = "#DDDDDD"
#: Parts of a case's time: colour and hatch, told apart with any common colour blindness; time off
#: shift is grey.
PARTS_LOOK = {
    "reporting": ("#CC79A7", ""),
    "office": ("#56B4E9", ""),
    "facilities": ("#009E73", ""),
    "customer": ("#F0E442", ""),
    "waiting for a crew": ("#D55E00", ""),
    "off shift": ("#C4C4C4", ""),
    "travel": ("#E69F00", "//"),
    "work": ("#0072B2", ""),
    "rework": ("#000000", "//"),
}
#: Fonts of the usual systems with Chinese signs; pictures take the first that is installed.
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Micro Hei",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "Arial Unicode MS",
)  # fmt: skip


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


@contextmanager
def plain_text() -> Iterator[None]:
    """Names are drawn as they are written: no formulas, and no word on signs without a glyph."""
    import matplotlib as mpl

    with mpl.rc_context({"text.parse_math": False}), warnings.catch_warnings():
        # A page's own fonts have the Chinese signs that the fonts of the layout lack.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        yield


@contextmanager
def picture_text() -> Iterator[None]:
    """The same for a picture, whose glyphs must be there: with a Chinese font if one is."""
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    chinese = [name for name in CHINESE_FONTS if name in installed][:1]
    with plain_text(), mpl.rc_context({"font.family": ["DejaVu Sans", *chinese]}):
        yield
