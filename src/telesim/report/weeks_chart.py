"""Backlog, held orders and fill by week: mean over replications, and their range.

Backlog and held orders are means over each week, drawn as steps; fill is read once a week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telesim.report.look import GRID, LIMIT, STROKES, colour, leave_a_footer, nothing, quiet
from telesim.report.words import counted, plain
from telesim.scenario.wording import Wording, plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.result import Result

WAITING = "waiting list"
#: Panel title -> its axis, and which rows of the series it shows.
_FAULTS, _ORDERS, _HELD, _FILL = "Open faults", "Waiting list", "Held orders", "Fill"
AXES = {
    _FAULTS: "faults, weekly mean",
    _ORDERS: "installs and moves, weekly mean",
    _HELD: "orders by blocking level, weekly mean",
    _FILL: "in use, %, once a week",
}
_EMPTY = {_HELD: "no order ever lacks facilities"}


def _panel(family: str, series: str) -> str:
    if family == "held":
        return _HELD
    if family == "fill":
        return _FILL
    return _ORDERS if series == WAITING else _FAULTS


def by_panel(series: pd.DataFrame, wording: Wording) -> dict[str, dict[str, pd.DataFrame]]:
    """Panel -> line -> frame with the columns mean, low and high over replications, by date."""
    panels: dict[str, dict[str, pd.DataFrame]] = {name: {} for name in AXES}
    for (family, name), rows in series.groupby(["family", "series"], sort=False):
        each = rows.groupby("at")["value"].agg(["mean", "min", "max"])
        each.columns = ["mean", "low", "high"]
        panel = _panel(family, name)
        words = wording.level(name) if panel in (_HELD, _FILL) else name
        panels[panel][words] = each
    # A level that never blocked an order is left out.
    panels[_HELD] = {n: f for n, f in panels[_HELD].items() if f["high"].max() > 0}
    return panels


def _headline(panels: dict[str, dict[str, Any]], start: Any, port: str) -> str:
    said = []
    if panels[_FAULTS]:
        total = sum(frame["mean"] for frame in panels[_FAULTS].values())
        total = total[total.index >= start]
        peak = total.idxmax()
        most = plain(total.max())
        said.append(f"open faults peak at {most} ({peak:%d %b %Y})")
    for panel, name, words in (
        (_ORDERS, WAITING, "waiting list"),
        (_FILL, port, f"{plural(port)} in use"),
    ):
        if name in panels[panel]:
            mean = panels[panel][name]["mean"]
            mean = mean[mean.index >= start]
            per_cent = " %" if panel == _FILL else ""
            said.append(f"{words} {plain(mean.iloc[0])} to {plain(mean.iloc[-1])}{per_cent}")
    text = "; ".join(said)
    return f"Weekly means: {text}" if text else "Nothing to wait for"


def weeks_figure(result: Result) -> Figure:
    """Four panels over time; the warm-up is shaded."""
    import pandas as pd
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    scenario = result.scenario
    panels = by_panel(result.series, scenario.wording)
    begin = pd.Timestamp(scenario.date_of(0))
    start = pd.Timestamp(scenario.date_of(scenario.window_start_ms))
    end = pd.Timestamp(scenario.date_of(scenario.window_end_ms))
    figure = Figure(figsize=(11, 7), layout="constrained")
    figure.suptitle(_headline(panels, start, scenario.wording.port), fontsize=12, fontweight="bold")
    for axes, (title, lines) in zip(figure.subplots(2, 2).flat, panels.items(), strict=True):
        draw_panel(axes, title, lines, end)
        if not lines:
            continue
        if start > begin:
            axes.axvspan(begin, start, color=GRID, alpha=0.5, linewidth=0)
        locator = AutoDateLocator(maxticks=8)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    leave_a_footer(figure)
    figure.text(
        0.995, 0.005,
        f"{result.name}, seed {result.seed}; line: mean of "
        f"{counted(result.replication_count, 'replication')}, band: their range, grey: warm-up",
        ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
    return figure


def peak_words(title: str, lines: dict[str, pd.DataFrame], start: Any) -> str:
    """What a panel shows, in words: the peak of a backlog, or first and last reading of each line.

    Only from ``start`` on, the beginning of the window.
    """
    if title == _FILL:
        said = []
        for name, frame in lines.items():
            mean = frame["mean"][frame.index >= start]
            said.append(f"{plural(name)} {plain(mean.iloc[0])} to {plain(mean.iloc[-1])} %")
        return ", ".join(said)
    total = sum(frame["mean"] for frame in lines.values())
    total = total[total.index >= start]
    if not len(total) or not total.max() > 0:
        return ""
    return f"peak of {plain(total.max())} (week of {total.idxmax():%d %b %Y})"


def draw_panel(axes: Axes, title: str, lines: dict[str, pd.DataFrame], end: pd.Timestamp) -> None:
    """One panel: steps for means over a week, lines for readings, bands for the range."""
    axes.set_title(title, fontsize=10, loc="left")
    axes.set_ylabel(AXES[title])
    if not lines:
        nothing(axes, _EMPTY.get(title, "none in this scenario"))
        axes.set_xticks([])
        axes.set_yticks([])
    for number, (name, frame) in enumerate(lines.items()):
        tone, stroke = colour(number), STROKES[number % len(STROKES)]
        steps = title != _FILL
        if steps:  # a mean holds for all of its week, the last one up to the window's end
            frame = frame.reindex(frame.index.union([end]), method="ffill")
        axes.plot(
            frame.index, frame["mean"], color=tone, linestyle=stroke, label=name,
            drawstyle="steps-post" if steps else "default",
        )  # fmt: skip
        axes.fill_between(
            frame.index, frame["low"], frame["high"], color=tone, alpha=0.2, linewidth=0,
            step="post" if steps else None,
        )  # fmt: skip
    if title == _FILL:
        axes.axhline(100, color=LIMIT, linestyle="--", linewidth=1)
    else:
        axes.set_ylim(bottom=0)
    quiet(axes)
    if len(lines) > 1 and title == _FILL:  # above the panel, where no line runs through it
        axes.legend(
            fontsize=8, frameon=False, loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0,
            ncols=len(lines),
        )  # fmt: skip
    elif len(lines) > 1:
        axes.legend(fontsize=8, frameon=False)
