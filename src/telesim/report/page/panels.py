"""Charts of one panel, sized so that a telephone shows them at full width."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import fill
from typing import TYPE_CHECKING

from telesim.report.look import plain_text
from telesim.report.page.pieces import Chart, Table
from telesim.report.svg import as_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches; the page lays two beside each other where there is room.
WIDTH = 5.0
#: Letters of a line below the axes.
_LABEL = 48


def chart(
    name: str,
    title: str,
    draw: Callable[[Axes], None],
    *,
    height: float = 3.2,
    width: float = WIDTH,
    note: str = "",
    table: Table | None = None,
) -> Chart:
    """Draw one panel; its title stands above it as text of the page."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    with plain_text():
        axes = figure.subplots()
        draw(axes)
        for side in ("left", "center", "right"):
            axes.set_title("", loc=side)
        # It stands centred below the axes, which are narrower than the figure.
        axes.set_xlabel(fill(axes.get_xlabel(), _LABEL))
    return Chart(name, title, as_svg(figure, name, title), note, table)
