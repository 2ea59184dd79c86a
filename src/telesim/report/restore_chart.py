"""Time to restore by cause group: the mean of each replication, and how cases are spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telesim.kpi.catalogue import where_key
from telesim.report.look import LIMIT, colour, leave_a_footer, marker, nothing, quiet
from telesim.report.words import counted, limit_words
from telesim.report.words import figure as words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.result import Result
    from telesim.experiment.verdicts import Verdict

_MEAN = "time_to_restore_mean"
_QUANTILES = (50, 80, 95, 99)
_WITHIN_H = (24, 48, 72)
#: Beyond this ratio of the longest to the shortest time the short ones would all lie at zero.
_MOST_ON_A_LINE = 12


@dataclass(frozen=True)
class Group:
    """What the chart shows of one cause group, in hours."""

    name: str
    mean: float
    low: float
    high: float
    #: Mean of each replication.
    means: tuple[float, ...]
    #: Time -> per cent restored within it, both rising.
    curve: tuple[tuple[float, float], ...]
    target: Verdict | None


def groups_of(result: Result, county: str | None = None) -> list[Group]:
    """The cause groups that had cases, in the order of the scenario's causes; in all or a county.

    A county's targets are those that ask for each county.
    """
    rows = {(r.kpi, r.where): r for r in result.estimates.itertuples(index=False)}
    values = result.replications
    values = values[(values["kpi"] == _MEAN) & values["value"].notna()]
    level = "whole" if county is None else "county"
    place = {} if county is None else {"county": county}
    targets = {
        where_key(v.where): v for v in result.verdicts if v.kpi == _MEAN and v.level == level
    }
    found = []
    for name in dict.fromkeys(c.cause_group for c in result.scenario.faults.values()):
        key = where_key({"cause_group": name, **place})
        row = rows.get((_MEAN, key))
        if row is None or math.isnan(row.mean):
            continue
        points = {
            (rows[kpi, key].mean, float(percent))
            for percent in _QUANTILES
            if ((kpi := f"time_to_restore_p{percent}"), key) in rows
        }
        points |= {
            (float(hours), rows[kpi, key].mean)
            for hours in _WITHIN_H
            if ((kpi := f"time_to_restore_within_{hours}h"), key) in rows
        }
        found.append(
            Group(
                name,
                row.mean,
                row.ci_low,
                row.ci_high,
                tuple(values.loc[values["where"] == key, "value"]),
                _rising(points),
                targets.get(key),
            )
        )
    return found


def _rising(points: set[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The points of a distribution in order of time; averaged quantiles may cross by a hair."""
    curve: list[tuple[float, float]] = []
    for time, share in sorted(p for p in points if not any(map(math.isnan, p))):
        curve.append((time, max(share, curve[-1][1] if curve else 0.0)))
    return tuple(curve)


def _headline(groups: list[Group]) -> str:
    said = []
    for group in groups:
        text = f"{group.name} {words(group.mean, 'h')}"
        if group.target is not None:
            text += f" ({limit_words(group.target)}: {group.target.verdict})"
        said.append(text)
    return "Mean time to restore: " + "; ".join(said) if said else "No faults to restore"


def restore_figure(result: Result) -> Figure:
    """Left: the mean of every replication against the target. Right: the spread of cases."""
    from matplotlib.figure import Figure

    groups = groups_of(result)
    figure = Figure(figsize=(11, 2.2 + 1.1 * max(2, len(groups))), layout="constrained")
    left, right = figure.subplots(1, 2)
    figure.suptitle(_headline(groups), fontsize=12, fontweight="bold")
    draw_means(left, groups, result.replication_count)
    draw_spread(right, groups)
    leave_a_footer(figure)
    number = counted(result.replication_count, "replication")
    figure.text(
        0.995, 0.005, f"{result.name}, seed {result.seed}, {number}",
        ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
    return figure


def _limit(group: Group) -> tuple[float, ...]:
    return () if group.target is None else (group.target.limit,)


def _hours_axis(axes: Axes, shown: list[float], wide: Sequence[float] = ()) -> None:
    """From zero as long as all of it can be told apart, else on a logarithmic scale.

    ``wide`` are ends of intervals, which may go beyond the axis when it is logarithmic.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    positive = [hours for hours in shown if hours > 0]
    if not positive:
        return
    least, most = min(positive), max(positive)
    if most <= _MOST_ON_A_LINE * least:
        axes.set_xlim(0, 1.12 * max([most, *(w for w in wide if w <= 2 * most)]))
        return
    axes.set_xscale("log")
    axes.set_xlim(least / 2, most * 2)
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hours, _: f"{hours:g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def _scale_words(axes: Axes) -> str:
    """What an axis label adds about its scale; empty for an ordinary one."""
    return ", logarithmic" if axes.get_xscale() == "log" else ""


def draw_means(axes: Axes, groups: list[Group], replications: int) -> None:
    """The mean of every replication, and of all, against the target."""
    if not groups:
        nothing(axes, "no faults")
    for number, group in enumerate(groups):
        row = len(groups) - 1 - number
        spread = [row + 0.16 * math.sin(2.4 * k) for k in range(len(group.means))]
        axes.scatter(
            group.means, spread, s=18, color=colour(number), alpha=0.55, linewidths=0,
            label="one replication" if number == 0 else None,
        )  # fmt: skip
        if not math.isnan(group.low):
            axes.plot([group.low, group.high], [row, row], color="black", linewidth=2)
        axes.plot(
            [group.mean], [row], marker="D", color="black", markersize=7, linestyle="none",
            label="mean and 95 % interval" if number == 0 else None,
        )  # fmt: skip
        if group.target is not None:
            axes.plot(
                [group.target.limit] * 2, [row - 0.38, row + 0.38], color=LIMIT, linestyle="--"
            )
            axes.annotate(
                f"target {group.target.limit:g} h", (group.target.limit, row + 0.38),
                ha="center", va="bottom", fontsize=8, color=LIMIT,
            )  # fmt: skip
    axes.set_yticks(range(len(groups)), [group.name for group in reversed(groups)])
    axes.set_ylim(-0.9, max(len(groups), 1) - 0.3)
    shown = [hours for group in groups for hours in (*group.means, *_limit(group))]
    _hours_axis(axes, shown, [group.high for group in groups])
    axes.set_xlabel(f"mean time to restore, hours{_scale_words(axes)}")
    together = " and of all" if replications > 1 else ""
    axes.set_title(f"Means of {counted(replications, 'replication')}{together}", fontsize=10)
    quiet(axes)
    if groups:
        axes.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False)


def draw_spread(axes: Axes, groups: list[Group]) -> None:
    """How many cases are restored within which time."""
    if not groups:
        nothing(axes, "no faults")
    _hours_axis(axes, [h for g in groups for h in (*(t for t, _ in g.curve), *_limit(g))])
    # Nothing is restored at once; a logarithmic axis has no place for that point.
    origin = [(0.0, 0.0)] if axes.get_xscale() == "linear" else []
    for number, group in enumerate(groups):
        if not group.curve:
            continue
        points = [*origin, *group.curve]
        axes.plot(
            [time for time, _ in points], [share for _, share in points],
            color=colour(number), marker=marker(number), markersize=5, label=group.name,
            markevery=slice(len(origin), None),
        )  # fmt: skip
        if group.target is not None:
            axes.axvline(group.target.limit, color=colour(number), linestyle="--", linewidth=1)
    axes.set_ylim(0, 101)
    axes.set_xlabel(f"hours since the first report{_scale_words(axes)}")
    axes.set_ylabel("restored, % of faults that need a visit")
    axes.set_title("How cases are spread (dashed: target for the mean)", fontsize=10)
    quiet(axes)
    if groups:
        axes.legend(fontsize=8, loc="lower right", frameon=False)
