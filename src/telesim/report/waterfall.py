"""Two charts of an explanation: a waterfall for each target, and where the hours went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from telesim.experiment.parts import PARTS
from telesim.experiment.result import where_words
from telesim.kpi.catalogue import KPIS
from telesim.report.explanation_tables import effect_word, headline, signed
from telesim.report.look import BAD, GOOD, LIMIT, PARTS_LOOK, quiet
from telesim.report.saving import save
from telesim.report.words import counted, limit_words, plain

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.explain.explanation import Explanation, TargetTold
    from telesim.experiment.explain.told_hours import HoursRow

#: Limits further away than so many times what is shown would press it together.
_BEYOND = 2.5
#: Height of the line that says what was run, and of the legend above it, in inches.
_FOOTER_IN, _LEGEND_IN = 0.18, 0.3
_END = "#8C8C8C"
#: By effect: colour and hatch, so that print without colour can be read.
_EFFECTS = {
    "better": (GOOD, ""),
    "worse": (BAD, "//"),
    "undecided": ("#FFFFFF", ".."),
    "none": ("#FFFFFF", ""),
    "": ("#56B4E9", ""),
}
_WORDS = {"better": "better", "worse": "worse", "undecided": "interval holds zero"}


def draw_explanation(explanation: Explanation) -> tuple[Path, ...]:
    """Draw all charts into the study's folder.

    Raises:
        StoreError: a file cannot be written.
    """
    folder = explanation.folder
    paths = [
        save(
            folder / f"waterfall-{_file_name(target.name)}.png",
            waterfall_figure, explanation, target,
        )
        for target in explanation.targets
    ]  # fmt: skip
    if explanation.hours:
        paths.append(save(folder / "where-the-hours-went.png", hours_figure, explanation))
    return tuple(paths)


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)


def waterfall_figure(explanation: Explanation, target: TargetTold) -> Figure:
    """From BEFORE to AFTER, one step for each part, with its interval and the target's limit."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 2.0 + 0.48 * (len(target.shares) + 2)), layout="constrained")
    axes = figure.subplots()
    figure.suptitle(headline(target), fontsize=12, fontweight="bold")
    handles = draw_steps(axes, target)
    figure.legend(handles=handles, loc="lower left", ncols=4, fontsize=8, frameon=False)
    axes.set_xlabel(f"{KPIS[target.kpi].description.rstrip('.')}, {target.unit}", fontsize=9)
    _footer(figure, explanation)
    return figure


def draw_steps(axes: Axes, target: TargetTold, *, wrap: int = 0) -> list[Artist]:
    """The bars of a waterfall and the limit; gives back what its legend tells.

    Args:
        axes: where to draw.
        target: whose difference is told.
        wrap: names of parts are broken into lines of so many signs; 0 = never.
    """
    from matplotlib.patches import Patch

    rows = len(target.shares) + 2
    level = target.before_mean.mean
    _end(axes, 0, level)
    labels = [f"before  {plain(level)}"]
    shown: dict[str, None] = {}
    for row, share in enumerate(target.shares, start=1):
        step = share.value.mean
        effect = effect_word(share.value, target.higher_is_better)
        shown[effect] = None
        colour, hatch = _EFFECTS[effect]
        axes.barh(
            row, step, left=level, height=0.62, color=colour, hatch=hatch, edgecolor=LIMIT,
            linewidth=0.8,
        )  # fmt: skip
        axes.plot([level, level], [row - 1 + 0.31, row - 0.31], color=LIMIT, linewidth=0.8)
        low, high = share.value.low, share.value.high
        if not math.isnan(low) and low != high:
            axes.errorbar(
                level + step, row, xerr=[[step - low], [high - step]], fmt="none",
                ecolor="black", elinewidth=1.1, capsize=3,
            )  # fmt: skip
        name = fill(share.player, wrap) if wrap else share.player
        labels.append(f"{name}  {signed(step)}")
        level += step
    axes.plot([level, level], [rows - 2 + 0.31, rows - 1 - 0.31], color=LIMIT, linewidth=0.8)
    _end(axes, rows - 1, target.after_mean.mean)
    labels.append(f"after  {plain(target.after_mean.mean)}")
    axes.set_yticks(range(rows), labels)
    axes.invert_yaxis()
    words = limit_words(target.after)
    reach = max(axes.get_xlim()[1], *(end.mean for end in (target.before_mean, target.after_mean)))
    if target.after.limit <= _BEYOND * reach:
        axes.axvline(target.after.limit, color="black", linestyle="--", linewidth=1.3)
    else:
        words += ", beyond the axis"
    handles: list[Artist] = [
        Patch(
            facecolor=_EFFECTS[one][0], hatch=_EFFECTS[one][1], edgecolor=LIMIT, label=_WORDS[one]
        )
        for one in _WORDS
        if one in shown
    ]
    axes.margins(x=0.08)
    quiet(axes)
    return [*handles, *axes.plot([], [], color="black", linestyle="--", label=words)]


def _end(axes: Axes, row: int, value: float) -> None:
    axes.barh(row, value, height=0.62, color=_END, edgecolor=LIMIT, linewidth=0.8)


def hours_figure(explanation: Explanation) -> Figure:
    """Mean time of each group of cases before and after as stacked bars, one panel a group."""
    from matplotlib.figure import Figure

    groups: dict[tuple[str, str, str], list[HoursRow]] = {}
    for row in explanation.hours:
        key = (row.what, where_words(row.where), row.unit)
        groups.setdefault(key, []).append(row)
    figure = Figure(figsize=(11, 1.6 + 1.5 * len(groups)), layout="constrained")
    panels = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    figure.suptitle("Where the hours went: mean for each case", fontsize=12, fontweight="bold")
    drawn = parts_spent(explanation.hours)
    handles: dict[str, Artist] = {}
    for axes, ((what, where, unit), rows) in zip(panels, groups.items(), strict=True):
        handles.update(draw_hours(axes, rows, drawn))
        axes.set_title(f"{what}, {where}", fontsize=10, loc="left")
        axes.set_xlabel(unit, fontsize=9)
    figure.legend(
        handles=list(handles.values()), labels=list(handles), loc="lower left",
        ncols=min(len(handles), 9), fontsize=8, frameon=False,
    )  # fmt: skip
    _footer(figure, explanation)
    return figure


def parts_spent(rows: Sequence[HoursRow]) -> list[str]:
    """The parts in which any time was spent, in their own order."""
    spent = {row.part for row in rows if row.before + row.after > 0}
    return [part for part in PARTS if part in spent]


def draw_hours(axes: Axes, rows: Sequence[HoursRow], drawn: Sequence[str]) -> dict[str, Artist]:
    """Two stacked bars of one group of cases, before and after; gives the bars of each part."""
    of_part = {row.part: row for row in rows}
    left = [0.0, 0.0]
    handles: dict[str, Artist] = {}
    for part in drawn:
        colour, hatch = PARTS_LOOK[part]
        row = of_part[part]
        handles[part] = axes.barh(
            [0, 1], [row.before, row.after], left=left, height=0.6, label=part,
            color=colour, hatch=hatch, edgecolor="white", linewidth=0.6,
        )[0]  # fmt: skip
        left = [left[0] + row.before, left[1] + row.after]
    for at, total in enumerate(left):
        axes.text(total, at, f" {plain(total)} {rows[0].unit}", va="center", fontsize=9)
    axes.set_yticks([0, 1], ["before", "after"])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max(left))
    quiet(axes)
    return handles


def _footer(figure: Figure, explanation: Explanation) -> None:
    """What was run, below the legend, which stands below the panels."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    height = figure.get_figheight()
    for legend in figure.legends:
        legend.set_bbox_to_anchor((0.0, _FOOTER_IN / height))
    strip = (_FOOTER_IN + _LEGEND_IN) / height
    figure.set_layout_engine(ConstrainedLayoutEngine(rect=(0, strip, 1, 1 - strip)))
    number = counted(explanation.replications, "replication")
    figure.text(
        0.995, 0.005,
        f"{explanation.before[:60]} → {explanation.after[:60]}, {explanation.method}, "
        f"seed {explanation.seed}, {number}",
        ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
