"""Counties, crews, money, plant and all other figures, as tables and charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from telesim.experiment.result import Result
from telesim.kpi.catalogue import KPIS, where_key
from telesim.report.details import details
from telesim.report.figure_tables import FigureTables
from telesim.report.headlines import headlines
from telesim.report.look import colour, quiet
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Row, Section, Table, table
from telesim.report.systems import systems
from telesim.report.tables import BOUND, held_shares
from telesim.report.words import figure, judged_figure, plain, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.table import Table as TextTable

#: What crews do with their time -> words and hatching, for print without colour.
_TIME = {
    "crew_work_share": ("on site", ""),
    "crew_travel_share": ("travelling", "/"),
    "crew_depot_share": ("at the depot", "-"),
    "crew_preventive_share": ("preventive work", "x"),
    "crew_idle_share": ("without a job", ""),
}
_IDLE = "crew_idle_share"
_CREW_FIGURES = {
    "crew_utilisation": "Time on jobs",
    "crew_days": "Crew-days",
    "overtime_hours": "Overtime",
}
_COSTS = {
    "cost_wages": "wages",
    "cost_overtime": "overtime",
    "cost_expansions": "expansions",
    "cost_circuits": "circuits",
    "rerouting_wire_cost": "wire of re-routed lines",
    "cost_total": "total",
    "revenue_lost_waiting": "revenue lost to waiting orders",
}
_LEAGUE_ROWS = 400


class Figures:
    """Estimates of a result by KPI and place."""

    def __init__(self, result: Result) -> None:
        rows = result.estimates.itertuples(index=False)
        self._rows: dict[tuple[str, str], Any] = {(row.kpi, row.where): row for row in rows}

    def row(self, kpi: str, where: dict[str, str] | None = None) -> Any:
        """The estimate, or None where there is none or it cannot be said."""
        row = self._rows.get((kpi, where_key(where or {})))
        return None if row is None or math.isnan(row.mean) else row

    def cell(self, kpi: str, where: dict[str, str] | None = None) -> Cell:
        """Mean and interval in one cell."""
        row = self.row(kpi, where)
        if row is None:
            return Cell("–")
        text = f"{figure(row.mean, row.unit)} {spread(row.ci_low, row.ci_high, row.mean)}"
        return Cell(text.strip(), row.mean)


def league_section(result: Result) -> Section:
    """Counties from best to worst."""
    if len(result.scenario.counties) < 2 or not result.county_verdicts:
        return Section("counties", "Counties")
    names = list(dict.fromkeys(v.name for v in result.county_verdicts))
    found = {(v.where["county"], v.name): v for v in result.county_verdicts}
    held = held_shares(result)
    rows = []
    for rank, county in enumerate(list(result.league["county"])[:_LEAGUE_ROWS], start=1):
        row = [Cell(str(rank), rank), Cell(county)]
        for name in names:
            verdict = found.get((county, name))
            if verdict is None:
                row.append(Cell("–"))
                continue
            said = f" {verdict.verdict}" if verdict.mean is not None else ""
            text = f"{judged_figure(verdict.mean, verdict.unit)}{said}"
            row.append(Cell(text, verdict.mean, verdict.verdict))
        if held:
            row.append(Cell(figure(held.get(county), "%"), held.get(county)))
        rows.append(row)
    columns = ("Rank", "County", *names, *(["Orders held"] if held else []))
    made = table("County league table", columns, rows, sortable=True,
                 figures=(0, *range(2, len(columns))))  # fmt: skip
    words = (
        "Best first: fewest targets not met, then fewest missed, then furthest inside their "
        "limits. Press a column's name to sort by it.",
    )
    return Section("counties", "Counties", words, tables=(made,))


def crews_section(result: Result) -> Section:
    """What each team does with its time."""
    figures = Figures(result)
    teams = [team for team in result.scenario.teams if figures.row(_IDLE, {"team": team})]
    if not teams:
        return Section("crews", "Crews")

    def draw(axes: Axes) -> None:
        lefts = [0.0] * len(teams)
        for number, (kpi, (words, hatch)) in enumerate(_TIME.items()):
            rows = [figures.row(kpi, {"team": team}) for team in teams]
            wide = [0.0 if row is None else float(row.mean) for row in rows]
            if not any(wide):
                continue
            tone = "#DDDDDD" if kpi == _IDLE else colour(number)
            axes.barh(
                range(len(teams)), wide, left=lefts, color=tone, hatch=hatch, label=words,
                edgecolor="white", linewidth=0.5, height=0.6,
            )  # fmt: skip
            lefts = [left + one for left, one in zip(lefts, wide, strict=True)]
        axes.set_yticks(range(len(teams)), teams)
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel("time on duty, overtime included, %")
        axes.legend(fontsize=8, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0))
        quiet(axes)

    told = {k: words for k, (words, _) in _TIME.items()}
    used = {k: w for k, w in told.items() if any(figures.row(k, {"team": t}) for t in teams)}
    rows = [
        [
            Cell(team),
            *(figures.cell(kpi, {"team": team}) for kpi in _CREW_FIGURES),
            *(figures.cell(kpi, {"team": team}) for kpi in used),
        ]
        for team in teams
    ]
    columns = ("Team", *_CREW_FIGURES.values(), *(words.capitalize() for words in used.values()))
    busiest = max(teams, key=lambda team: _mean(figures.row("crew_utilisation", {"team": team})))
    share = figure(_mean(figures.row("crew_utilisation", {"team": busiest})), "%")
    made = chart(
        "crew-time", f"What crews do with their time; busiest: {busiest}, on jobs for {share}",
        draw, height=1.5 + 0.45 * len(teams),
        table=table("Crew use by team, with 95 % intervals", columns, rows, sortable=True,
                    figures=range(1, len(columns)), folded="Figures with intervals"),
    )  # fmt: skip
    return Section("crews", "Crews", charts=(made,))


def _mean(row: Any) -> float:
    return 0.0 if row is None else float(row.mean)


def money_section(result: Result) -> Section:
    """What the window costs, and what waiting loses."""
    figures = Figures(result)
    rows = {kpi: row for kpi in _COSTS if (row := figures.row(kpi)) is not None and row.mean > 0}
    if "cost_total" not in rows:
        return Section("money", "Costs")
    currency = result.scenario.currency
    unit = f"{currency.code}, prices of {currency.price_year}" if currency.price_year else (
        currency.code)  # fmt: skip
    bars = [kpi for kpi in rows if kpi != "cost_total"]

    def draw(axes: Axes) -> None:
        for number, kpi in enumerate(bars):
            row = rows[kpi]
            lost = kpi == "revenue_lost_waiting"
            axes.barh(
                number, row.mean, color=colour(1 if lost else 0), hatch="//" if lost else "",
                edgecolor="white", height=0.6,
            )  # fmt: skip
            if not math.isnan(row.ci_low):
                axes.plot([row.ci_low, row.ci_high], [number, number], color="black", linewidth=2)
        axes.set_yticks(range(len(bars)), [_COSTS[kpi] for kpi in bars])
        axes.invert_yaxis()
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.locator_params(axis="x", nbins=3)
        axes.set_xlabel(unit)
        quiet(axes)

    cells = [
        (
            Cell(_COSTS[kpi]),
            Cell(plain(row.mean), row.mean),
            Cell(spread(row.ci_low, row.ci_high, row.mean)),
            Cell(KPIS[kpi].description),
        )
        for kpi, row in rows.items()
    ]
    total = plain(rows["cost_total"].mean)
    made = chart(
        "costs", f"Costs of the window: {total} {currency.code} in all", draw,
        height=1.3 + 0.42 * len(bars),
        note="Lines at the ends of bars: 95 % intervals." if result.replication_count > 1 else "",
        table=table(f"Costs of the window, {unit}", ("", "Mean", "95 % interval", "What it is"),
                    cells, figures=(1, 2), folded="Figures with intervals"),
    )  # fmt: skip
    return Section("money", "Costs", charts=(made,))


def figures_section(result: Result) -> Section:
    """All headline figures and those of each system."""
    tables = FigureTables(result)
    made = [
        _of_text(tables.sections(headlines(result.scenario)), "Headline figures", ""),
        _of_text(tables.systems(systems(result.scenario)), "Systems, one line each", ""),
        _of_text(
            tables.sections(tuple(details(result.scenario))), "More of each system",
            "More of each system",
        ),
    ]  # fmt: skip
    notes = (BOUND,) if tables.bounds else ()
    return Section("figures", "All figures", tables=tuple(t for t in made if t.rows), notes=notes)


def _of_text(text: TextTable, caption: str, folded: str) -> Table:
    """A table of the command line as one of the page."""
    cells = [list(column.cells) for column in text.columns]
    rows = []
    for number, row in enumerate(text.rows):
        words = [str(column[number]).strip() for column in cells]
        is_head = str(row.style) == "bold"
        rows.append(
            Row((Cell(words[0]),), True) if is_head else Row(tuple(Cell(one) for one in words))
        )
    last = len(text.columns)
    columns = tuple(str(column.header) for column in text.columns)
    return Table(caption, columns, tuple(rows), figures=(last - 2, last - 1), folded=folded)


def all_kpis_section(results: Sequence[Result]) -> Section:
    """Every total, to search in; of several runs side by side."""
    each = [Figures(result) for result in results]
    totals = _totals(results)
    rows = [
        [Cell(kpi), *(figures.cell(kpi) for figures in each), Cell(KPIS[kpi].description)]
        for kpi in totals
        if kpi in KPIS
    ]
    names = [result.name for result in results] if len(results) > 1 else ["Mean (95 % interval)"]
    made = table(
        "Every KPI over the whole window and all places", ("KPI", *names, "What it is"), rows,
        sortable=True, searchable=True, figures=range(1, len(names) + 1),
        folded=f"Every KPI ({len(rows)})",
    )  # fmt: skip
    return Section("kpis", "Every KPI", tables=(made,) if rows else ())


def _totals(results: Sequence[Result]) -> Iterable[str]:
    found: dict[str, None] = {}
    for result in results:
        rows = result.estimates[result.estimates["mean"].notna()]
        found |= dict.fromkeys(rows.loc[rows["where"] == where_key({}), "kpi"])
    return found
