"""A chart as SVG to stand inside a page: text stays text, colours follow the page's own."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING, Any

from telesim.report.look import COLOURS, GRID, LIMIT, plain_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Settings with which equal charts give equal bytes.
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "telesim",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
}
#: Colours of a chart -> those of the page, which differ by day and by night.
_PAGE_COLOURS = {
    **{tone.lower(): f"var(--tone-{number})" for number, tone in enumerate(COLOURS, start=1)},
    "#000000": "currentColor",
    "#ffffff": "var(--paper)",
    LIMIT.lower(): "var(--limit)",
    GRID.lower(): "var(--grid)",
    "#cccccc": "var(--grid)",  # frames of legends
}
_COLOUR = re.compile("|".join(_PAGE_COLOURS))
#: What belongs to a file of its own, not to a page.
_NOT_OF_A_PAGE = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL
)
_OPENING = re.compile(r"<svg\b[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_USED = re.compile(r'(?:url\(#|href="#)([^)"]*)')
#: The page names the fonts; of matplotlib's list the size alone stays.
_FONT_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_FONT = re.compile(r"font: ((?:[a-z]+ )*)([\d.]+px) [^;\"]*")
_FINE = re.compile(r"(\d\.\d\d)\d+")
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r">\s+<")
_TAG = re.compile(r"<[^>]*>")


def as_svg(figure: Figure, name: str, title: str) -> str:
    """The chart as one ``<svg>`` element.

    Args:
        figure: as the chart modules draw it.
        name: begins its ids, so it must be the only one of its page.
        title: what is to be seen, for those who do not see it.
    """
    import matplotlib as mpl

    file = io.StringIO()
    with mpl.rc_context(_SETTINGS), plain_text():
        figure.savefig(
            file, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    text = _NOT_OF_A_PAGE.sub("", file.getvalue())
    used = set(_USED.findall(text))
    text = _ID.sub(lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", text)
    text = _USED.sub(lambda m: f"{m[0][: len(m[0]) - len(m[1])]}{name}-{m[1]}", text)
    text = text.replace("xlink:href", "href")
    # Only inside tags: what a name says stays as it is.
    text = _TAG.sub(lambda m: _of_page(m[0]), text)
    opening = (
        f'<svg class="chart" role="img" aria-labelledby="{name}-title" '
        r'viewBox="\1" preserveAspectRatio="xMidYMid meet">'
    )
    text = _OPENING.sub(opening, text, count=1)
    text = text.replace(">", f'><title id="{name}-title">{escape(title)}</title>', 1)
    return _BETWEEN.sub("><", text).strip()


def _of_page(tag: str) -> str:
    """A tag with the page's colours and fonts, hundredths of a point at the finest."""
    tag = _COLOUR.sub(lambda m: _PAGE_COLOURS[m[0]], _SPACE.sub(" ", tag))
    tag = _FONT.sub(r"font-size: \2; \1", _FONT_FAMILY.sub("", tag))
    return _FINE.sub(r"\1", tag)
