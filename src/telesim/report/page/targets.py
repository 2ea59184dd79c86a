"""Targets: verdicts in sentences, and each target against the distribution of its figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.experiment.result import Result, where_words
from telesim.kpi.catalogue import KPIS, where_key
from telesim.report.look import LIMIT, colour, marker, quiet
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Chart, Point, Section, Table, slug, table
from telesim.report.tables import detail_lines, remote_words, target_name
from telesim.report.words import (
    chance_words,
    judged_figure,
    left_out_words,
    limit_words,
    open_words,
    plain,
    reason_words,
    shifted_words,
    spread,
)
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from telesim.experiment.verdicts import Verdict

MEANING = {
    "met": "all of the 95 % interval keeps the limit",
    "missed": "none of the 95 % interval keeps the limit",
    "undecided": "the 95 % interval lies on both sides of the limit, or too little is known",
}


def wholes(result: Result) -> list[Verdict]:
    """One verdict for each target, without those of single counties and months."""
    return [verdict for verdict in result.verdicts if verdict.level == "whole"]


def kept_words(result: Result) -> str:
    """What replications are called where they are counted: years, when the window is one."""
    year = 50 * WEEK_MS <= result.scenario.window <= 54 * WEEK_MS
    return "Years that keep it" if year else "Replications that keep it"


def targets_section(result: Result) -> Section:
    """What was asked and what the answer is."""
    verdicts = wholes(result)
    if not verdicts:
        return Section("answer", "The answer", ("No targets are set in this scenario.",))
    said = [
        shifted_words(verdicts),
        *(
            words(verdict)
            for verdict in verdicts
            for words in (reason_words, left_out_words, open_words)
        ),
        *(remote_words(result, verdict) for verdict in verdicts),
        *detail_lines(result),
    ]
    found = {verdict.verdict for verdict in verdicts}
    meanings = [f"{word.capitalize()}: {text}." for word, text in MEANING.items() if word in found]
    return Section(
        "answer",
        "The answer",
        points=tuple(point(verdict) for verdict in verdicts),
        tables=(_table(result, verdicts),),
        notes=(*filter(None, said), *meanings),
    )


def point(verdict: Verdict) -> Point:
    """A verdict in plain words."""
    what = KPIS[verdict.kpi].description.rstrip(".")
    of = where_words(verdict.where)
    place = "" if of == "everywhere" else f" ({of})"
    if verdict.mean is None:
        text = f"wanted {limit_words(verdict)}, but no case came up. {what}{place}."
        return Point(verdict.name, verdict.verdict, text)
    interval = ""
    if verdict.ci_low is not None and verdict.ci_high is not None:
        low, high = (plain(x, verdict.mean) for x in (verdict.ci_low, verdict.ci_high))
        interval = f" (95 % interval {low} to {high})" if low != high else ""
    mean = judged_figure(verdict.mean, verdict.unit)
    text = f"{mean}{interval}, wanted {limit_words(verdict)}. {what}{place}."
    return Point(verdict.name, verdict.verdict, text)


def _table(result: Result, verdicts: Sequence[Verdict]) -> Table:
    rows = [
        (
            Cell(target_name(verdict)),
            Cell(verdict.verdict, tone=verdict.verdict),
            Cell(judged_figure(verdict.mean, verdict.unit), verdict.mean),
            Cell(spread(verdict.ci_low, verdict.ci_high, verdict.mean)),
            Cell(limit_words(verdict), verdict.limit),
            Cell(chance_words(verdict), verdict.probability),
        )
        for verdict in verdicts
    ]
    columns = ("Target", "Verdict", "Mean", "95 % interval", "Limit", kept_words(result))
    return table("Targets and verdicts", columns, rows, figures=(2, 3, 4, 5))


def distribution_section(results: Sequence[Result]) -> Section:
    """Each target's limit against the figures of all replications, one chart for each target."""
    charts = []
    for number, verdict in enumerate(wholes(results[0])):
        same = [
            (result, next((v for v in wholes(result) if v.name == verdict.name), None))
            for result in results
        ]
        told = [(result, v) for result, v in same if v is not None and v.mean is not None]
        if told:
            charts.append(_distribution(f"target-{number}-{slug(verdict.name)}", told))
    what = (
        "Each dot is one replication, the diamond is the mean of all with its 95 % interval, and "
        "the dashed line is the limit; the side that keeps it is shaded."
    )
    words = (what,) if charts else ()
    return Section("distributions", "Targets against distributions", words, tuple(charts))


def values_of(result: Result, verdict: Verdict) -> list[float]:
    """The figure in each replication that has one, in their order."""
    rows = result.replications
    key = where_key(verdict.where)
    rows = rows[(rows["kpi"] == verdict.kpi) & (rows["where"] == key) & rows["value"].notna()]
    return [float(value) for value in rows["value"]]


def _distribution(name: str, told: Sequence[tuple[Result, Verdict]]) -> Chart:
    verdict = told[0][1]
    limit = verdict.limit

    def draw(axes: Axes) -> None:
        shown: list[float] = [limit]
        for number, (result, one) in enumerate(told):
            row, values = len(told) - 1 - number, values_of(result, one)
            shown += [x for x in (*values, one.ci_low, one.ci_high) if x is not None]
            offset = [row + 0.2 * math.sin(2.4 * k) for k in range(len(values))]
            axes.scatter(
                values, offset, s=22, color=colour(number), marker=marker(number), alpha=0.6,
                linewidths=0,
            )  # fmt: skip
            if one.ci_low is not None and one.ci_high is not None:
                axes.plot([one.ci_low, one.ci_high], [row, row], color="black", linewidth=2)
            axes.plot([one.mean or 0.0], [row], marker="D", color="black", markersize=7)
        low, high = min(0.0, *shown), max(shown)
        axes.set_xlim(low, high + 0.06 * (high - low or 1))
        axes.set_ylim(-0.6, len(told) - 0.4)
        axes.axvline(limit, color=LIMIT, linestyle="--", linewidth=1.5)
        ends = axes.get_xlim()
        kept = (ends[0], limit) if verdict.direction == "at_most" else (limit, ends[1])
        axes.axvspan(*kept, color=LIMIT, alpha=0.08, linewidth=0)
        axes.set_yticks(
            range(len(told)),
            [result.name for result, _ in reversed(told)] if len(told) > 1 else [""],
        )
        axes.set_xlabel(f"{_what(verdict)}, {verdict.unit}")
        quiet(axes)

    rows = [
        (
            Cell(result.name),
            Cell(one.verdict, tone=one.verdict),
            Cell(judged_figure(one.mean, one.unit), one.mean),
            Cell(spread(one.ci_low, one.ci_high, one.mean)),
            Cell(", ".join(plain(x) for x in values_of(result, one))),
        )
        for result, one in told
    ]
    said = "; ".join(
        (f"{result.name} " if len(told) > 1 else "")
        + f"{judged_figure(one.mean, one.unit)}, {one.verdict}"
        for result, one in told
    )
    columns = ("Run", "Verdict", "Mean", "95 % interval", "Each replication")
    return chart(
        name,
        f"{verdict.name} ({limit_words(verdict)}): {said}",
        draw,
        height=1.25 + 0.5 * len(told),
        table=table(f"{verdict.name} in each replication, {verdict.unit}", columns, rows,
                    figures=(2, 3), folded="The same as a table"),
    )  # fmt: skip


def _what(verdict: Verdict) -> str:
    of = where_words(verdict.where)
    name = verdict.kpi.replace("_", " ")
    return name if of == "everywhere" else f"{name} ({of})"
