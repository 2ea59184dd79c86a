"""How full each exchange is at both ends of the window, and when it is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.experiment.run_out import run_out
from telesim.report.look import LIMIT, colour, leave_a_footer, nothing, quiet
from telesim.report.words import counted
from telesim.scenario.wording import plural

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from telesim.experiment.result import Result

#: Exchanges drawn at most, those that are full first.
MOST = 20


def fill_figure(result: Result) -> Figure:
    """A bar an exchange: from its fill at the window's start to that at its end, and dates.

    Raises:
        StoreError: the run's folder lacks a replication.
    """
    from matplotlib.figure import Figure

    every = run_out(result)
    shown = list(every.head(MOST).itertuples(index=False))
    port = plural(result.scenario.wording.port)
    figure = Figure(figsize=(10, 1.7 + 0.42 * max(1, len(shown))), layout="constrained")
    axes = figure.subplots()
    first = shown[0] if shown else None
    if first is None:
        figure.suptitle("No exchanges", fontsize=12, fontweight="bold")
        nothing(axes, "the scenario has none")
    else:
        said = (
            f"{first.exchange} is full first, about {first.middle}"
            if first.middle is not None
            else "No exchange is full within the window in most replications"
        )
        figure.suptitle(said, fontsize=12, fontweight="bold")
    for at, row in enumerate(shown):
        grown = row.fill_end - row.fill_start
        axes.barh(
            at, grown, left=row.fill_start, height=0.55, color=colour(0 if grown >= 0 else 2),
            hatch="" if grown >= 0 else "//", edgecolor="white",
        )  # fmt: skip
        axes.plot(row.fill_start, at, "|", color="black", markersize=14, markeredgewidth=2)
        axes.plot(row.fill_end, at, "o", color="black", markersize=5)
        words = (
            f"full in {row.full_in} of {row.n}"
            + (f", {row.earliest} to {row.latest}" if row.full_in else "")
            + (f"; order by {row.order_by}" if row.order_by is not None else "")
        )
        axes.text(101, at, words, va="center", fontsize=9)
    axes.axvline(100, color=LIMIT, linestyle="--", linewidth=1.2)
    axes.set_yticks(range(len(shown)), [f"{row.exchange} ({row.ports:,.0f})" for row in shown])
    axes.invert_yaxis()
    low = min([95.0, *(min(row.fill_start, row.fill_end) for row in shown)])
    axes.set_xlim(max(0.0, low - 3), 100 + 0.75 * (103 - low))
    axes.set_xticks([tick for tick in range(0, 101, 5) if tick >= low - 3])
    axes.set_xlabel(f"{port} in use, % (in brackets: {port} at the end)")
    quiet(axes)
    leave_a_footer(figure)
    more = f"; {len(every) - MOST} more in result.exchanges" if len(every) > MOST else ""
    figure.text(
        0.995, 0.005,
        f"{result.name}, seed {result.seed}, {counted(result.replication_count, 'replication')}; "
        f"stroke: window's start, dot: its end (means); dates: first to last replication{more}",
        ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
    return figure
