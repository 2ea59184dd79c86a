"""When each exchange is full: first, middle and last date over the replications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telesim.experiment.run_out import run_out
from telesim.report.look import LIMIT, colour, leave_a_footer, nothing, quiet
from telesim.report.words import counted, plain
from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.result import Result

#: Exchanges drawn at most, those that are full first.
MOST = 25


def fill_figure(result: Result) -> Figure:
    """A line an exchange, from the first to the last date on which it is full.

    Raises:
        StoreError: the run's folder lacks a replication.
    """
    import pandas as pd
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    scenario = result.scenario
    every = run_out(result)
    shown = list(every.head(MOST).itertuples(index=False))
    figure = Figure(figsize=(10, 2.1 + 0.4 * max(1, len(shown))), layout="constrained")
    axes = figure.subplots()
    figure.suptitle(_headline(shown, plural(scenario.wording.port)), fontsize=12, fontweight="bold")
    start = pd.Timestamp(scenario.date_of(scenario.window_start_ms))
    end = pd.Timestamp(scenario.date_of(scenario.window_end_ms))
    for at, row in enumerate(shown):
        _draw(axes, at, row, start)
    if not shown:
        nothing(axes, "the scenario has no exchanges")
    axes.set_yticks(range(len(shown)), [str(row.exchange) for row in shown])
    axes.invert_yaxis()
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(start, end)
    locator = AutoDateLocator(maxticks=10)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_xlabel(f"date in the window of the run, {start:%Y-%m-%d} to {end:%Y-%m-%d}")
    quiet(axes)
    _legend(figure, shown)
    leave_a_footer(figure)
    more = f"; {len(every) - MOST} more in result.exchanges" if len(every) > MOST else ""
    figure.text(
        0.995, 0.005,
        f"{result.name}, seed {result.seed}, {counted(result.replication_count, 'replication')}"
        f"{more}", ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
    return figure


def _headline(shown: list[Any], ports: str) -> str:
    if shown and shown[0].middle is not None:
        return f"{shown[0].exchange} runs out of {ports} first, about {shown[0].middle}"
    return f"No exchange runs out of {ports} within the window in most replications"


def _draw(axes: Axes, at: int, row: Any, start: Any) -> None:
    import pandas as pd

    if not row.full_in:
        words = f" not full; {plain(row.fill_end)} % in use at the end"
        axes.text(start, at, words, va="center", fontsize=9, color=LIMIT)
        return
    first, last = pd.Timestamp(row.earliest), pd.Timestamp(row.latest)
    axes.plot([first, last], [at, at], color=colour(1), linewidth=5, solid_capstyle="butt")
    if row.middle is not None:
        axes.plot([pd.Timestamp(row.middle)], [at], "D", color=colour(1), markersize=9,
                  markeredgecolor="black")  # fmt: skip
    if row.order_by is not None and pd.Timestamp(row.order_by) >= start:
        axes.plot([pd.Timestamp(row.order_by)], [at], "^", color=colour(0), markersize=9,
                  markeredgecolor="black")  # fmt: skip
    if row.full_in < row.n:
        words = f"  in {row.full_in} of {row.n}"
        axes.text(last, at, words, va="center", fontsize=9, color=LIMIT)


def _legend(figure: Figure, shown: list[Any]) -> None:
    from matplotlib.lines import Line2D

    if not any(row.full_in for row in shown):
        return
    handles = [
        Line2D([], [], color=colour(1), linewidth=5, label="full: first to last replication"),
        Line2D([], [], color=colour(1), marker="D", markeredgecolor="black", linestyle="none",
               label="middle replication"),
    ]  # fmt: skip
    if any(row.order_by is not None for row in shown):
        handles.append(
            Line2D([], [], color=colour(0), marker="^", markeredgecolor="black", linestyle="none",
                   label="order by then (lead time before the middle)")
        )  # fmt: skip
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=8, frameon=False)
