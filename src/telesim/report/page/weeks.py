"""Backlog, held orders and fill over time, and how repairs are spread, as charts of one panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.experiment.result import Result
from telesim.report.look import GRID, STROKES, colour, quiet
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Chart, Choice, Section, Table, slug, table
from telesim.report.restore_chart import Group, draw_means, draw_spread, groups_of
from telesim.report.weeks_chart import AXES, by_panel, draw_panel, peak_words
from telesim.report.words import figure, limit_words, plain, spread

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_AS_TABLE = "The same as a table"


def weeks_section(result: Result) -> Section:
    """How things stood week by week."""
    import pandas as pd

    scenario = result.scenario
    panels = by_panel(result.series, scenario.wording)
    begin = pd.Timestamp(scenario.date_of(0))
    start, end = _window_start(result), pd.Timestamp(scenario.date_of(scenario.window_end_ms))
    charts = []
    missing = []
    for title, lines in panels.items():
        if not lines:
            missing.append(f"{title}: none in this scenario.")
            continue

        def draw(axes: Axes, title: str = title, lines: dict[str, pd.DataFrame] = lines) -> None:
            draw_panel(axes, title, lines, end)
            _grey_warm_up(axes, begin, start)
            _dates(axes)

        peak = peak_words(title, lines, start)
        charts.append(
            chart(
                f"weeks-{slug(title)}",
                f"{title}: {peak}" if peak else title,
                draw,
                table=_weeks_table(title, lines),
            )
        )
    words = (
        "Lines are means over all replications, bands the range from the lowest to the highest of "
        "them; the warm-up, which no figure counts, is grey.",
    )
    return Section("weeks", "Over time", words, tuple(charts), notes=tuple(missing))


def _window_start(result: Result) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(result.scenario.date_of(result.scenario.window_start_ms))


def _grey_warm_up(axes: Axes, begin: pd.Timestamp, start: pd.Timestamp) -> None:
    if start > begin:
        axes.axvspan(begin, start, color=GRID, alpha=0.5, linewidth=0)


def _dates(axes: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _weeks_table(title: str, lines: dict[str, pd.DataFrame]) -> Table:
    dates = next(iter(lines.values())).index

    def cell(frame: pd.DataFrame, at: pd.Timestamp) -> Cell:
        mean, low, high = (float(frame[name][at]) for name in ("mean", "low", "high"))
        return Cell(f"{plain(mean)} {spread(low, high, mean)}".strip(), mean)

    rows = [
        [Cell(f"{at:%Y-%m-%d}"), *(cell(frame, at) for frame in lines.values())] for at in dates
    ]
    return table(
        f"{title}: {AXES[title]}, mean (range over replications)",
        ("Week from", *lines),
        rows,
        figures=range(1, len(lines) + 1),
        folded=_AS_TABLE,
    )


def together_section(results: Sequence[Result]) -> Section:
    """The means of several runs over time, in one chart for each line of a panel."""
    import pandas as pd

    charts = []
    names = [result.name for result in results]
    panels = [by_panel(result.series, result.scenario.wording) for result in results]
    begin = min(pd.Timestamp(result.scenario.date_of(0)) for result in results)
    start = min(_window_start(result) for result in results)
    for title in AXES:
        keys = list(dict.fromkeys(name for panel in panels for name in panel[title]))
        for key in keys:
            frames = [panel[title].get(key) for panel in panels]

            def draw(
                axes: Axes, title: str = title, frames: Sequence[pd.DataFrame | None] = frames
            ) -> None:
                for number, (name, frame) in enumerate(zip(names, frames, strict=True)):
                    if frame is None:
                        continue
                    tone, stroke = colour(number), STROKES[number % len(STROKES)]
                    axes.plot(frame.index, frame["mean"], color=tone, linestyle=stroke, label=name)
                    axes.fill_between(
                        frame.index, frame["low"], frame["high"], color=tone, alpha=0.15,
                        linewidth=0,
                    )  # fmt: skip
                axes.set_ylabel(AXES[title])
                axes.set_ylim(bottom=0)
                axes.legend(fontsize=8, frameon=False)
                _grey_warm_up(axes, begin, start)
                _dates(axes)
                quiet(axes)

            told = {
                name: frame for name, frame in zip(names, frames, strict=True) if frame is not None
            }
            same = title == key or len(keys) == 1
            heading = title if same else f"{title}: {key}"
            charts.append(
                chart(f"together-{slug(title, key)}", heading, draw,
                      table=_weeks_table(title, told) if _same_weeks(told) else None)
            )  # fmt: skip
    words = (
        "Lines are means over all replications, bands their range; grey is warm-up in all of them.",
    )
    return Section("weeks", "Over time", words if charts else (), tuple(charts))


def _same_weeks(frames: dict[str, pd.DataFrame]) -> bool:
    each = list(frames.values())
    return all(frame.index.equals(each[0].index) for frame in each)


def restore_section(result: Result) -> Section:
    """Times to restore in the whole and in each county, of which the reader chooses one."""
    if not result.scenario.faults:
        return Section("restore", "Time to restore")
    options = [("all counties", _restore_charts(result, None))]
    if len(result.scenario.counties) > 1:
        options += [(c, _restore_charts(result, c)) for c in result.scenario.counties]
    shown = tuple((name, charts) for name, charts in options if charts)
    if len(shown) <= 1:
        return Section("restore", "Time to restore", charts=shown[0][1] if shown else ())
    choice = Choice("restore-county", "County", shown)
    return Section("restore", "Time to restore", choices=(choice,))


def _restore_charts(result: Result, county: str | None) -> tuple[Chart, ...]:
    groups = groups_of(result, county)
    if not groups:
        return ()
    number = list(result.scenario.counties).index(county) + 1 if county is not None else 0
    where = f" in {county}" if county is not None else ""
    means = "; ".join(f"{group.name} {figure(group.mean, 'h')}" for group in groups)
    height = 1.7 + 0.7 * len(groups)
    return (
        chart(
            f"restore-means-{number}", f"Mean time to restore{where}: {means}",
            lambda axes: draw_means(axes, groups, result.replication_count), height=height,
            table=_means_table(groups),
        ),
        chart(
            f"restore-spread-{number}",
            f"How many faults are restored within how many hours{where}",
            lambda axes: draw_spread(axes, groups), height=max(height, 3.0),
            note="Dashed: target for the mean." if any(g.target for g in groups) else "",
            table=_spread_table(groups),
        ),
    )  # fmt: skip


def _means_table(groups: Sequence[Group]) -> Table:
    rows = [
        (
            Cell(group.name),
            Cell(figure(group.mean, "h"), group.mean),
            Cell(spread(group.low, group.high, group.mean)),
            Cell("" if group.target is None else limit_words(group.target)),
            Cell(", ".join(plain(x) for x in group.means)),
        )
        for group in groups
    ]
    columns = ("Cause group", "Mean", "95 % interval", "Target", "Each replication, h")
    return table("Mean time to restore", columns, rows, figures=(1, 2), folded=_AS_TABLE)


def _spread_table(groups: Sequence[Group]) -> Table:
    rows = [
        (Cell(group.name), Cell(figure(time, "h"), time), Cell(figure(share, "%"), share))
        for group in groups
        for time, share in group.curve
    ]
    columns = ("Cause group", "Within", "Restored")
    return table("Faults restored by time", columns, rows, figures=(1, 2), folded=_AS_TABLE)
