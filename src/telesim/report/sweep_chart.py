"""Charts of a sweep: a line for each target over one path, a heat map for each over two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.sweep.values import value_text
from telesim.report.look import LIMIT, colour, leave_a_footer, nothing, quiet
from telesim.report.saving import save
from telesim.report.sweep_tables import target_names, verdicts_on
from telesim.report.words import counted, limit_words, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from telesim.experiment.sweep import Sweep

#: File name of the chart.
NAME = "sweep.png"
#: Panels in one chart; further targets and KPIs stand in the table.
MOST_PANELS = 12
#: Cells of a heat map that still have room for a figure.
_MOST_TOLD = 80

#: One panel: its title, unit, limit, and (mean, low, high, verdict) at every point.
_Values = list[tuple[float, float, float, str] | None]
_Panel = tuple[str, str, float | None, _Values]


def draw_sweep(sweep: Sweep) -> Path | None:
    """Draw the chart into the sweep's folder; None where more than two paths were swept.

    Raises:
        StoreError: the file cannot be written.
    """
    if not 1 <= len(sweep.paths) <= 2:
        return None
    return save(sweep.folder / NAME, sweep_figure, sweep)


def sweep_figure(sweep: Sweep) -> Figure:
    """One panel for each target and each KPI asked for."""
    from matplotlib.figure import Figure

    panels = _panels(sweep)
    shown = panels[:MOST_PANELS]
    columns = min(2, len(shown)) or 1
    rows = math.ceil(len(shown) / columns) or 1
    figure = Figure(figsize=(5.5 * columns, 1.0 + 3.1 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    figure.suptitle(
        f"{sweep.points[0].scenario.title or sweep.name}: over {' and '.join(sweep.paths)}",
        fontsize=11, fontweight="bold",
    )  # fmt: skip
    for number, one in enumerate(axes.flat):
        if number >= len(shown):
            one.set_axis_off()
        elif len(sweep.paths) == 1:
            _line(one, sweep, shown[number], number)
        else:
            _map(figure, one, sweep, shown[number])
    leave_a_footer(figure)
    left_out = len(panels) - len(shown)
    more = f"; {counted(left_out, 'panel')} more in sweep.csv" if left_out else ""
    figure.text(
        0.995, 0.005,
        f"{sweep.name}, seed {sweep.seed}, {counted(sweep.replications, 'replication')} of each "
        f"point on the same draws; 95 % intervals{more}",
        ha="right", va="bottom", fontsize=7, color=LIMIT,
    )  # fmt: skip
    return figure


def _panels(sweep: Sweep) -> list[_Panel]:
    found: list[_Panel] = []
    for name in target_names(sweep):
        verdicts = verdicts_on(sweep, name)
        some = next(one for one in verdicts if one is not None)
        limits = {one.limit for one in verdicts if one is not None}
        values = [
            None if v is None else _four(v.mean, v.ci_low, v.ci_high, v.verdict) for v in verdicts
        ]
        limit = some.limit if len(limits) == 1 else None
        title = f"{name} ({limit_words(some)})" if limit is not None else name
        found.append((title, some.unit, limit, values))
    for number, one in enumerate(sweep.points[0].answers.figures):
        its = [point.answers.figures[number] for point in sweep.points]
        where = ", ".join(one.asked.where.values())
        title = f"{one.asked.kpi}{f' ({where})' if where else ''}"
        found.append((title, one.unit, None, [_four(f.mean, f.ci_low, f.ci_high, "") for f in its]))
    return found


def _four(
    mean: float | None, low: float | None, high: float | None, verdict: str
) -> tuple[float, float, float, str] | None:
    if mean is None:
        return None
    return mean, mean if low is None else low, mean if high is None else high, verdict


def _line(axes: Axes, sweep: Sweep, panel: _Panel, number: int) -> None:
    """Mean with its band over the values; names of rules stand side by side without a line."""
    title, unit, limit, values = panel
    [path] = sweep.paths
    pairs = [
        (point.settings[path], value)
        for point, value in zip(sweep.points, values, strict=True)
        if value is not None and path in point.settings
    ]
    quiet(axes)
    axes.set_title(title, fontsize=10, loc="left")
    axes.set_xlabel(path)
    axes.set_ylabel(unit)
    if not pairs:
        nothing(axes, "no cases")
        return
    numeric = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x, _ in pairs)
    if numeric:
        pairs.sort(key=lambda pair: pair[0])
    x: list[Any] = [float(one) for one, _ in pairs] if numeric else list(range(len(pairs)))
    mean = [value[0] for _, value in pairs]
    low, high = [value[1] for _, value in pairs], [value[2] for _, value in pairs]
    if numeric:
        axes.fill_between(x, low, high, color=colour(number), alpha=0.2, linewidth=0)
        axes.plot(x, mean, color=colour(number), marker="o", markersize=4)
        if len(x) <= 12:
            axes.set_xticks(x, [value_text(one) for one, _ in pairs])
    else:
        reach = [[m - a for m, a in zip(mean, low, strict=True)],
                 [b - m for m, b in zip(mean, high, strict=True)]]  # fmt: skip
        axes.errorbar(x, mean, yerr=reach, fmt="o", color=colour(number), capsize=3)
        axes.set_xticks(x, [value_text(one) for one, _ in pairs])
        axes.margins(x=0.2)
    if limit is not None:
        axes.axhline(limit, color=LIMIT, linestyle="--", linewidth=1)
        axes.annotate(
            "limit", (1.0, limit), xycoords=("axes fraction", "data"),
            ha="right", va="bottom", fontsize=8, color=LIMIT,
        )  # fmt: skip
    if min(low) >= 0:
        highest = max((*high, *(() if limit is None else (limit,))))
        axes.set_ylim(0, 1.1 * highest or None)  # the word above the limit stays inside


def _map(figure: Figure, axes: Axes, sweep: Sweep, panel: _Panel) -> None:
    """Means as colours, with the verdict in each cell."""
    import numpy as np

    title, unit, _, values = panel
    across, up = sweep.paths
    columns = _distinct([point.settings.get(across) for point in sweep.points])
    rows = _distinct([point.settings.get(up) for point in sweep.points])
    cells = np.full((len(rows), len(columns)), np.nan)
    marks: dict[tuple[int, int], str] = {}
    for point, value in zip(sweep.points, values, strict=True):
        if value is None:
            continue
        at = rows.index(point.settings.get(up)), columns.index(point.settings.get(across))
        cells[at], marks[at] = value[0], value[3]
    axes.set_title(title, fontsize=10, loc="left")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    if np.isnan(cells).all():
        nothing(axes, "no cases")
        return
    image = axes.imshow(cells, origin="lower", aspect="auto", cmap="viridis_r")
    figure.colorbar(image, ax=axes, label=unit)
    axes.set_xticks(range(len(columns)), [_name(one) for one in columns])
    axes.set_yticks(range(len(rows)), [_name(one) for one in rows])
    if cells.size > _MOST_TOLD:
        return
    middle = (np.nanmin(cells) + np.nanmax(cells)) / 2
    for (row, column), mark in marks.items():
        text = plain(float(cells[row, column])) + (f"\n{mark}" if mark else "")
        dark = cells[row, column] > middle
        axes.text(
            column, row, text, ha="center", va="center", fontsize=8,
            color="white" if dark else "black",
        )  # fmt: skip


def _distinct(values: Sequence[Any]) -> list[Any]:
    """Each value once; numbers rise, all else keeps its order."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    if all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in found):
        found.sort()
    return found


def _name(value: Any) -> str:
    return "as it is" if value is None else value_text(value)
