"""Charts of sensitivity: sizes of effects, shares of variance, and curves with their crossings."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.report.look import GRID, LIMIT, colour, leave_a_footer, nothing, quiet
from telesim.report.saving import save
from telesim.report.words import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.sensitivity import Sensitivity
    from telesim.experiment.sensitivity.curves import Curve, TargetCurve

#: Bars of one panel; further numbers stand in the table.
MOST_BARS = 12
#: Panels of one chart.
MOST_PANELS = 12


def draw_sensitivity(found: Sensitivity) -> tuple[Path, ...]:
    """Draw what the study has: ``effects.png``, ``shares.png``, ``curve-1.png`` and so on.

    Raises:
        StoreError: a file cannot be written.
    """
    paths = []
    if len(found.effects):
        paths.append(save(found.folder / "effects.png", bars_figure, found, "effects"))
    if len(found.shares):
        paths.append(save(found.folder / "shares.png", bars_figure, found, "shares"))
    for number, one in enumerate(found.curves, 1):
        paths.append(save(found.folder / f"curve-{number}.png", curve_figure, found, one))
    return tuple(paths)


def _grid(panels: int, height: float) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure

    columns = min(2, panels) or 1
    rows = math.ceil(panels / columns) or 1
    figure = Figure(figsize=(6.5 * columns, 1.0 + height * rows), layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for one in axes[panels:]:
        one.set_axis_off()
    return figure, axes


def bars_figure(found: Sensitivity, what: str) -> Figure:
    """Sizes of ``effects``, or ``shares`` of the variance: a panel for each target or KPI."""
    table = found.effects if what == "effects" else found.shares
    shown = found.questions[:MOST_PANELS]
    figure, axes = _grid(len(shown), 1.2 + 0.26 * min(MOST_BARS, len(found.factors)))
    title = "Effect over each number's range" if what == "effects" else "Shares of the variance"
    figure.suptitle(f"{found.scenario.title or found.scenario.name}: {title}", fontsize=11,
                    fontweight="bold")  # fmt: skip
    for one, question in zip(axes, shown, strict=False):
        rows = list(table[table["target"] == question.name].itertuples(index=False))[:MOST_BARS]
        one.set_title(question.name, fontsize=10, loc="left")
        quiet(one)
        if not rows:
            nothing(one, "no cases at some points")
            continue
        rows.reverse()
        places = range(len(rows))
        if what == "effects":
            _sizes(one, rows, question.unit)
        else:
            for shift, name, number in ((0.2, "first", 0), (-0.2, "total", 1)):
                values = [_within(getattr(row, name)) for row in rows]
                one.barh([p + shift for p in places], values, height=0.36, color=colour(number),
                         xerr=_reach(rows, name, values), ecolor=LIMIT, capsize=2,
                         label="by itself" if name == "first" else "with others")  # fmt: skip
            one.legend(fontsize=8, loc="lower right")
            one.set_xlabel("share of the variance")
        one.set_yticks(places, [row.path for row in rows], fontsize=8)
    _footer(figure, found, "grey: not to be told from noise; " if what == "effects" else "")
    return figure


def _sizes(axes: Axes, rows: list[Any], unit: str) -> None:
    values = [row.mu_star for row in rows]
    colours = ["#BBBBBB" if row.told is False else colour(0 if row.mean < 0 else 1) for row in rows]
    axes.barh(range(len(rows)), values, color=colours, xerr=_reach(rows, "mu_star", values),
              ecolor=LIMIT, capsize=2)  # fmt: skip
    axes.set_xlabel(
        f"size of the effect, {unit} (blue lowers, orange raises on average)", fontsize=8
    )
    axes.axvline(0, color=LIMIT, linewidth=0.8)


def _within(share: float) -> float:
    """A share as the chart shows it, from 0 to 1, which noise may pass."""
    return share if math.isnan(share) else min(1.0, max(0.0, share))


def _reach(rows: list[Any], name: str, values: list[float]) -> Any:
    lows = [getattr(row, f"{name}_low") for row in rows]
    highs = [getattr(row, f"{name}_high") for row in rows]
    if name in ("first", "total"):
        lows, highs = [_within(one) for one in lows], [_within(one) for one in highs]
    if any(math.isnan(one) for one in lows):
        return None
    return [
        [value - low for value, low in zip(values, lows, strict=True)],
        [high - value for value, high in zip(values, highs, strict=True)],
    ]


def curve_figure(found: Sensitivity, one: Curve) -> Figure:
    """Every target over one number: mean, band, limit and the span of each crossing."""
    shown = one.targets[:MOST_PANELS]
    figure, axes = _grid(len(shown), 3.1)
    figure.suptitle(
        f"{found.scenario.title or found.scenario.name}: where verdicts turn over "
        f"{one.factor.path}", fontsize=11, fontweight="bold",
    )  # fmt: skip
    for number, (panel, target) in enumerate(zip(axes, shown, strict=False)):
        _curve(panel, one, target, number)
    _footer(figure, found, "shaded: the turning value may lie there; ")
    return figure


def _curve(axes: Axes, one: Curve, target: TargetCurve, number: int) -> None:
    quiet(axes)
    first = target.verdicts[0]
    axes.set_title(f"{target.name}: {', '.join(target.answers)}", fontsize=10, loc="left")
    axes.set_xlabel(f"{one.factor.path} {one.factor.unit}".rstrip())
    axes.set_ylabel(first.unit)
    told = [
        (x, v.mean, v.mean if v.ci_low is None else v.ci_low,
         v.mean if v.ci_high is None else v.ci_high)
        for x, v in zip(one.values, target.verdicts, strict=True)
        if v.mean is not None
    ]  # fmt: skip
    if not told:
        nothing(axes, "no cases")
        return
    x, mean, low, high = zip(*told, strict=True)
    for crossing in target.crossings:
        start = one.values[0] if crossing.low is None else crossing.low
        end = one.values[-1] if crossing.high is None else crossing.high
        axes.axvspan(start, end, color=GRID, alpha=0.6, linewidth=0)
        if crossing.value is not None:
            axes.axvline(crossing.value, color=LIMIT, linewidth=1, linestyle=":")
    axes.fill_between(x, low, high, color=colour(number), alpha=0.2, linewidth=0)
    axes.plot(x, mean, color=colour(number), marker="o", markersize=4)
    axes.axhline(first.limit, color=LIMIT, linestyle="--", linewidth=1)
    axes.annotate("limit", (1.0, first.limit), xycoords=("axes fraction", "data"), ha="right",
                  va="bottom", fontsize=8, color=LIMIT)  # fmt: skip
    if min(low) >= 0:
        axes.set_ylim(0, 1.1 * max((*high, first.limit)) or None)
    if one.no_effect is not None:
        axes.axvline(one.no_effect, color=LIMIT, linewidth=0.8)
        axes.annotate("no effect", (one.no_effect, 0.02), xycoords=("data", "axes fraction"),
                      rotation=90, ha="right", va="bottom", fontsize=8, color=LIMIT)  # fmt: skip


def _footer(figure: Figure, found: Sensitivity, words: str) -> None:
    leave_a_footer(figure)
    figure.text(
        0.995, 0.005,
        f"{words}{found.scenario.name}, seed {found.seed}, "
        f"{counted(found.replications, 'replication')} of each point on the same draws; "
        "95 % intervals", ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
