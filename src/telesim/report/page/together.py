"""Several results side by side: verdicts, differences with intervals, and counties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.experiment.beside import Gap, can_pair, common_draws, gaps
from telesim.experiment.result import Result, where_words
from telesim.report.look import LIMIT, colour, marker, quiet
from telesim.report.page.figures import Figures
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Chart, Point, Section, table
from telesim.report.page.targets import MEANING, wholes
from telesim.report.words import figure, judged_figure, limit_words, plain, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TONES = {"better": "met", "worse": "missed", "not sure": "undecided"}


def verdicts_section(results: Sequence[Result]) -> Section:
    """Each target in each result."""
    first = wholes(results[0])
    if not first:
        return Section("answer", "The answer", ("No targets are set in these scenarios.",))
    rows = []
    for verdict in first:
        row = [Cell(verdict.name), Cell(limit_words(verdict), verdict.limit)]
        for result in results:
            one = next(v for v in wholes(result) if v.name == verdict.name)
            mean = judged_figure(one.mean, one.unit)
            text = f"{one.verdict}: {mean} {spread(one.ci_low, one.ci_high, one.mean)}".strip()
            row.append(Cell(text, one.mean, one.verdict))
        rows.append(row)
    names = [result.name for result in results]
    made = table("Targets and verdicts, mean with 95 % interval", ("Target", "Limit", *names), rows)
    points = tuple(_changes(results, verdict.name) for verdict in first)
    meanings = tuple(f"{word.capitalize()}: {text}." for word, text in MEANING.items())
    return Section("answer", "The answer", points=points, tables=(made,), notes=meanings)


def _changes(results: Sequence[Result], name: str) -> Point:
    each = [next(v for v in wholes(result) if v.name == name) for result in results]
    same = len({one.verdict for one in each}) == 1
    said = [
        f"{'' if same else f'{one.verdict} with '}{judged_figure(one.mean, one.unit)} "
        f"under {result.name}"
        for one, result in zip(each, results, strict=True)
    ]
    text = f"{', '.join(said)}; wanted {limit_words(each[0])}."
    return Point(name, each[0].verdict if same else "", text)


def gaps_section(results: Sequence[Result]) -> Section:
    """Differences from the first result."""
    title = f"What changes against {results[0].name}"
    if not can_pair():
        note = "Intervals of differences need telesim.experiment.compare, which is not installed."
        return Section("differences", title, notes=(note,))
    found = [one for one in gaps(results) if not math.isnan(one.difference)]
    if common_draws(results):
        words = (
            "The same seed, start and spans: each replication meets the same faults and orders in "
            "all of them, so that differences are taken replication by replication (paired).",
        )
    else:
        words = (
            "Seed, start or spans differ, so that draws are not common: intervals are wider than "
            "those of paired differences (Welch).",
        )
    rows = [
        (
            Cell(one.name),
            Cell(where_words(one.where)),
            *((Cell(results[one.result].name),) if len(results) > 2 else ()),
            Cell(figure(one.first, one.unit), one.first),
            Cell(figure(one.other, one.unit), one.other),
            Cell(_signed(one), one.difference),
            Cell(_interval(one)),
            Cell(one.said, tone=_TONES.get(one.said, "")),
        )
        for one in found
    ]
    columns = (
        "Figure", "Of", *(("Run",) if len(results) > 2 else ()), results[0].name,
        results[1].name if len(results) == 2 else "Its figure", "Difference", "95 % interval",
        "That is",
    )  # fmt: skip
    shift = len(results) > 2
    made = table("Differences, with 95 % intervals", columns, rows, sortable=True,
                 figures=tuple(k + shift for k in (2, 3, 4, 5)))  # fmt: skip
    notes = ("Each interval is at 95 % by itself: of twenty figures that do not change at all, one "
             "is expected to look changed.",)  # fmt: skip
    targets = [one for one in found if any(v.name == one.name for v in wholes(results[0]))]
    charts = tuple(
        _gap_chart(results, [one for one in targets if one.unit == unit], unit)
        for unit in dict.fromkeys(one.unit for one in targets)
    )
    return Section("differences", title, words, charts, tables=(made,), notes=notes)


def _signed(one: Gap) -> str:
    """A difference with its sign; of shares it is told in points."""
    told = _with_sign(one.difference, one.difference)
    unit = "points" if one.unit == "%" else figure(1.0, one.unit).removeprefix("1.0").strip()
    return f"{told} {unit}".strip()


def _with_sign(value: float, like: float) -> str:
    text = plain(abs(value), like)
    if not text.strip("0.,"):
        return "0"
    return f"{'+' if value > 0 else '−'}{text}"


def _interval(one: Gap) -> str:
    if math.isnan(one.ci_low):
        return ""
    return " to ".join(_with_sign(end, one.difference) for end in (one.ci_low, one.ci_high))


def _gap_chart(results: Sequence[Result], found: Sequence[Gap], unit: str) -> Chart:
    def draw(axes: Axes) -> None:
        for at, one in enumerate(found):
            tone = colour(one.result - 1)
            if not math.isnan(one.ci_low):
                axes.plot([one.ci_low, one.ci_high], [at, at], color=tone, linewidth=2.5)
            axes.plot([one.difference], [at], marker=marker(one.result - 1), color=tone,
                      markersize=8)  # fmt: skip
        names = [
            one.name + (f", {results[one.result].name}" if len(results) > 2 else "")
            for one in found
        ]
        axes.axvline(0, color=LIMIT, linewidth=1.5, linestyle="--")
        axes.set_yticks(range(len(found)), names)
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_xlabel(f"difference from {results[0].name}, {unit}")
        quiet(axes)

    said = "; ".join(f"{one.name} {_signed(one)}, {one.said}" for one in found)
    return chart(
        f"gaps-{found[0].kpi.replace('_', '-')}-{len(found)}", f"Differences, {unit}: {said}", draw,
        height=1.2 + 0.4 * len(found), note="Lines are 95 % intervals; dashed: no difference.",
    )  # fmt: skip


def counties_section(results: Sequence[Result]) -> Section:
    """Each target in each county of each result."""
    counties = results[0].scenario.counties
    if len(counties) < 2 or not results[0].county_verdicts:
        return Section("counties", "Counties")
    names = list(dict.fromkeys(v.name for v in results[0].county_verdicts))
    each = [{(v.where["county"], v.name): v for v in r.county_verdicts} for r in results]
    rows = []
    for county in results[0].league["county"]:
        for name in names:
            told = [found.get((county, name)) for found in each]
            if not any(told):
                continue
            cells = [
                Cell("–") if one is None else Cell(
                    f"{judged_figure(one.mean, one.unit)} {one.verdict}", one.mean, one.verdict
                )
                for one in told
            ]  # fmt: skip
            rows.append([Cell(county), Cell(name), *cells])
    columns = ("County", "Target", *(result.name for result in results))
    made = table("Targets by county", columns, rows, sortable=True, searchable=len(rows) > 20,
                 figures=range(2, len(columns)))  # fmt: skip
    return Section("counties", "Counties", tables=(made,))


def work_section(results: Sequence[Result]) -> Section:
    """Crews and money side by side."""
    each = [Figures(result) for result in results]
    names = [result.name for result in results]
    teams = list(dict.fromkeys(team for result in results for team in result.scenario.teams))
    crews = [
        [Cell(f"{team}: {words}"), *(f.cell(kpi, {"team": team}) for f in each)]
        for team in teams
        for kpi, words in (
            ("crew_utilisation", "time on jobs"),
            ("crew_travel_share", "time travelling"),
            ("overtime_hours", "overtime"),
        )
    ]
    code = results[0].scenario.currency.code
    money = [
        [Cell(f"{words}, {code}"), *(f.cell(kpi) for f in each)]
        for kpi, words in (
            ("cost_wages", "wages"),
            ("cost_overtime", "overtime"),
            ("cost_expansions", "expansions"),
            ("cost_total", "total"),
            ("revenue_lost_waiting", "revenue lost to waiting orders"),
        )
        if any(f.row(kpi) for f in each)
    ]
    figures = range(1, len(names) + 1)
    tables = [
        table(caption, ("", *names), rows, figures=figures)
        for caption, rows in (("Crews, with 95 % intervals", crews),
                              ("Costs of the window, with 95 % intervals", money))
        if rows
    ]  # fmt: skip
    return Section("work", "Crews and costs", tables=tuple(tables))
