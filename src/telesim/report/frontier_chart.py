"""Cost against service: every design that was looked at, the best at each cost, and the plan."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.plan.outcome import Plan
from telesim.report.look import BAD, GOOD, LIMIT, UNTOLD, colour, quiet
from telesim.report.saving import save
from telesim.report.words import counted, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.plan.figures import Figure as Told

NAME = "frontier.png"
#: Panels of requirements at most.
_PANELS = 4
#: What keeps all requirements, what does not, what is not told: colour, marker.
_SHOWN = {
    "kept": ("keeps every requirement", GOOD, "o"),
    "failed": ("fails one", BAD, "x"),
    "open": ("not told", UNTOLD, "s"),
}
#: Beyond this ratio of the largest to the smallest mean the small ones would all lie at zero.
_MOST_ON_A_LINE = 12


def frontier_figure(plan: Plan) -> Figure:
    """A panel for each requirement: the mean against the cost of each design."""
    from matplotlib.figure import Figure

    told = list({one.label: one for one in plan.figures}.values())[:_PANELS]
    columns = min(2, len(told))
    rows = math.ceil(len(told) / columns)
    figure = Figure(figsize=(5.5 * columns, 1.4 + 3.2 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    made = (
        f"{plan.question.scenario.name}, seed {plan.seed}; designs from the search, the plan from "
        f"{counted(plan.fresh, 'replication')} with fresh draws"
    )
    headline = f"{plan.words}: {plain(plan.cost)} {plan.currency} a year"
    figure.suptitle(f"{headline}\n{made}", fontsize=10)
    for panel, one in zip(axes, told, strict=False):
        _draw(panel, plan, one)
    for panel in axes[len(told) :]:
        panel.set_visible(False)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=2 * columns + 1, fontsize=8,
        frameon=False,
    )  # fmt: skip
    return figure


def _draw(axes: Axes, plan: Plan, one: Told) -> None:
    designs = plan.designs.dropna(subset=[f"{one.label} mean"])
    values = designs[f"{one.label} mean"]
    for answer, (words, shade, mark) in _SHOWN.items():
        its = designs["answer"] == answer
        if its.any():
            axes.scatter(
                designs.loc[its, "cost"], values[its], s=22, color=shade, marker=mark,
                alpha=0.7, label=words,
            )  # fmt: skip
    best = _best_so_far(designs, f"{one.label} mean", at_most=one.at_most)
    axes.step(
        best["cost"], best[f"{one.label} mean"], where="post", color=colour(0), linewidth=1.3,
        label="best for the money",
    )  # fmt: skip
    axes.axhline(one.limit, color=LIMIT, linestyle="--", linewidth=1, label="limit")
    if one.mean is not None:
        axes.plot(
            [plan.cost], [one.mean], marker="D", color="black", markersize=8, linestyle="none",
            label="the plan",
        )  # fmt: skip
        if one.ci_low is not None and one.ci_high is not None:
            axes.plot([plan.cost] * 2, [one.ci_low, one.ci_high], color="black", linewidth=2)
    _scale(axes, [*values, one.limit])
    axes.set_xlabel(f"{plan.currency} a year")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylabel(one.unit + (", logarithmic" if axes.get_yscale() == "log" else ""))
    axes.set_title(f"{one.name}: mean, limit {one.limit:g} {one.unit}", fontsize=10)
    quiet(axes)


def _best_so_far(designs: pd.DataFrame, column: str, *, at_most: bool) -> pd.DataFrame:
    ordered = designs.sort_values(["cost", column], ascending=[True, at_most])
    best = ordered[column].cummin() if at_most else ordered[column].cummax()
    return ordered[ordered[column] == best]


def _scale(axes: Axes, shown: list[float]) -> None:
    positive = [value for value in shown if value > 0]
    if positive and max(positive) > _MOST_ON_A_LINE * min(positive):
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    else:
        axes.set_ylim(0, 1.1 * max([0.0, *positive]) or 1)


def draw_frontier(plan: Plan) -> Path:
    """Draw the chart into the plan's folder.

    Raises:
        StoreError: the file cannot be written.
    """
    return save(plan.folder / NAME, frontier_figure, plan)
