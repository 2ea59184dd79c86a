"""A chart of differences: a panel a figure, a dot each replication, the mean with its interval."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.compare.comparison import Compared, Comparison
from telesim.report.comparison_words import letter
from telesim.report.look import (
    BAD,
    COLOURS,
    GOOD,
    GRID,
    LIMIT,
    UNTOLD,
    leave_a_footer,
    nothing,
    quiet,
)
from telesim.report.saving import save
from telesim.report.words import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "differences.png"
#: Panels of one chart at most; further figures stand in the table alone.
_PANELS = 12
_RELATIONS = {"better": GOOD, "worse": BAD, "undecided": UNTOLD}
#: Equal, or different in what is neither good nor bad.
_OTHER = COLOURS[0]


def draw_comparison(comparison: Comparison) -> Path:
    """Draw the chart into the comparison's folder.

    Raises:
        StoreError: the file cannot be written.
    """
    return save(comparison.folder / NAME, differences_figure, comparison)


def differences_figure(comparison: Comparison) -> Figure:
    """One panel a figure, in its own unit; one line a scenario."""
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(one.figure.name for one in comparison.compared))[:_PANELS]
    others = len(comparison.names) - 1
    height = 1.4 + len(names) * (0.75 + 0.38 * others)
    figure = Figure(figsize=(9, height), layout="constrained")
    panels = figure.subplots(len(names), 1, squeeze=False)[:, 0]
    for axes, name in zip(panels, names, strict=True):
        _panel(axes, [one for one in comparison.compared if one.figure.name == name])
    kind = "common draws" if comparison.paired else "independent runs"
    figure.suptitle(
        "\n".join(
            f"{letter(n)} less A: {name} less {comparison.names[0]}"
            for n, name in enumerate(comparison.names)
            if n
        ),
        fontsize=11,
    )
    leave_a_footer(figure)
    has_margin = any(one.figure.margin for one in comparison.compared)
    figure.text(
        0.01,
        0.005,
        f"{counted(comparison.replication_count, 'replication')} of each, {kind}; dots: single "
        "replications; bars: interval of the mean"
        + ("; grey band: within the margin" if has_margin else ""),
        fontsize=8,
        color=LIMIT,
    )
    return figure


def _panel(axes: Axes, rows: list[Compared]) -> None:
    quiet(axes)
    figure = rows[0].figure
    unit = "percentage points" if figure.unit == "%" else figure.unit
    way = {True: "right is better", False: "left is better", None: ""}[figure.higher_is_better]
    axes.set_title(f"{figure.name}, {unit}" + (f" ({way})" if way else ""), fontsize=10, loc="left")
    if figure.margin:
        axes.axvspan(-figure.margin, figure.margin, color=GRID, zorder=0)
    axes.axvline(0, color=LIMIT, linewidth=1)
    told = [one for one in rows if not math.isnan(one.difference.difference)]
    if not told:
        nothing(axes, "no cases in both")
    for one in told:
        d, at = one.difference, -one.scenario
        colour = _RELATIONS.get(one.relation, _OTHER)
        axes.scatter(
            one.gaps, [at - 0.24] * len(one.gaps), s=14, color=colour, alpha=0.35, linewidths=0
        )
        if not math.isnan(d.ci_low):
            axes.plot([d.ci_low, d.ci_high], [at, at], color=colour, linewidth=3)
        axes.plot([d.difference], [at], "D", color=colour, markersize=6)
    axes.set_yticks(
        [-one.scenario for one in rows],
        [f"{letter(one.scenario)}: {one.relation}" for one in rows],
    )
    axes.set_ylim(-rows[-1].scenario - 0.6, -rows[0].scenario + 0.6)
