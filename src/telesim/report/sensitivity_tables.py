"""Effects, shares and curves as a planner reads them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from telesim.experiment.sensitivity.turning import Crossing
from telesim.report.figure_tables import table_of
from telesim.report.words import chance_words, counted, judged_figure, limit_words, plain, spread

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from telesim.experiment.sensitivity import Sensitivity
    from telesim.experiment.sensitivity.curves import Curve, TargetCurve
    from telesim.experiment.sensitivity.responses import Question

#: Numbers that a printed table has at most; the file has all.
MOST_PRINTED = 15


def print_sensitivity(found: Sensitivity, stream: IO[str], written: Sequence[str]) -> None:
    """Effects, then shares, then the curve of each number, then where the files stand."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False)
    console.print(found.scenario.title or found.scenario.name, style="bold")
    console.print(
        f"{counted(found.points, 'point')}, {counted(found.replications, 'replication')} of each "
        f"on the same draws, seed {found.seed}"
    )
    if len(found.effects):
        tell_effects(console, found)
    if len(found.shares):
        tell_shares(console, found)
    for one in found.curves:
        tell_curve(console, one)
    console.print()
    if found.left_out:
        console.print(
            "Left out, because the scenario does not load at the ends of their ranges: "
            + ", ".join(found.left_out)
        )
    console.print(f"Results: {found.folder}")
    console.print(f"with {', '.join(written)}")


def tell_effects(console: Console, found: Sensitivity) -> None:
    """Sizes of effects, a table for each target or KPI."""
    for question in found.questions:
        rows = found.effects[found.effects["target"] == question.name]
        console.print()
        title = f"{question.name}{_limit(question)}: effect over each range, in {question.unit}"
        console.print(title, style="bold")
        if rows.empty:
            console.print("No replication has cases at every point, so nothing can be said.")
            continue
        table = table_of("Number", "Range", "Mean (95 % interval)", "Size")
        told = [row for row in rows.itertuples(index=False) if row.told is not False]
        for row in told[:MOST_PRINTED]:
            table.add_row(
                row.path,
                _range(row),
                f"{_signed(row.mean)} {spread(row.mean_low, row.mean_high, row.mean)}".rstrip(),
                f"{plain(row.mu_star)} {_pm(row)}".rstrip(),
            )
        if told:
            console.print(table)
        console.print(_rest(rows, told))
        console.print(_between(question, rows))
    console.print()
    console.print(
        "Size: Morris' mu*, the mean of the effects' sizes over trajectories, with the sign of "
        "each taken from other replications: noise adds nothing, small effects come out too small."
    )
    if not found.curves:
        console.print(
            "Where a verdict turns: --turn PATH=LOW..HIGH; --turn policies.pay.pace alone takes "
            "the range of the pay prior, no effect included."
        )


def _rest(rows: Any, told: Sequence[Any]) -> str:
    noise = [row.path for row in rows.itertuples(index=False) if row.told is False]
    if told and told[0].told is None:
        return "One replication: no effect can be told from noise."
    if not noise:
        return "All of them can be told from noise." if told and told[0].told else ""
    named = ", ".join(noise[:6]) + (", ..." if len(noise) > 6 else "")
    return (
        f"Not to be told from noise with these replications: {counted(len(noise), 'number')} "
        f"({named})."
    )


def _between(question: Question, rows: Any) -> str:
    first = rows.iloc[0]
    text = (
        f"Over all ranges together the mean lies between {plain(first['lowest'])} and "
        f"{judged_figure(float(first['highest']), question.unit)}"
    )
    if math.isnan(first["keeps"]):
        return f"{text}."
    rests = "; the verdict rests on these numbers" if 0 < first["keeps"] < 1 else ""
    return f"{text}; {100 * first['keeps']:.0f} % of the points keep the limit{rests}."


def tell_shares(console: Console, found: Sensitivity) -> None:
    """Shares of the variance, a table for each target or KPI."""
    for question in found.questions:
        rows = found.shares[found.shares["target"] == question.name]
        console.print()
        console.print(f"{question.name}: shares of its variance (Sobol)", style="bold")
        if rows.empty:
            console.print("No replication has cases at every point, so nothing can be said.")
            continue
        table = table_of("Number", "Range", "By itself", "With others")
        for row in list(rows.itertuples(index=False))[:MOST_PRINTED]:
            table.add_row(
                row.path, _range(row), _share(row.first, row.first_low, row.first_high),
                _share(row.total, row.total_low, row.total_high),
            )  # fmt: skip
        console.print(table)
    console.print()
    console.print("Wide intervals want a larger --base, fewer numbers or more --replications.")


def _share(value: float, low: float, high: float) -> str:
    if math.isnan(value):
        return "no variance"
    # A share lies from 0 to 100 %; its estimate and interval may pass that by noise.
    said, start, end = (100 * min(1.0, max(0.0, one)) for one in (value, low, high))
    return f"{said:.0f} %" if math.isnan(low) else f"{said:.0f} % ({start:.0f} to {end:.0f})"


def tell_curve(console: Console, one: Curve) -> None:
    """Every target over one number, and where its verdict turns."""
    for target in one.targets:
        first = target.verdicts[0]
        console.print()
        console.print(f"{target.name} ({limit_words(first)}) over {one.factor.path}", style="bold")
        console.print(curve_table(one, target))
        for line in turning_lines(one, target):
            console.print(line)


def curve_table(one: Curve, target: TargetCurve) -> Table:
    """Mean and verdict of one target at each value of a number."""
    table = table_of(one.factor.path, "Mean (95 % interval)", "Verdict", "Keep it")
    for value, v in zip(one.values, target.verdicts, strict=True):
        mean = judged_figure(v.mean, v.unit)
        mark = "  no effect" if value == one.no_effect else ""
        table.add_row(
            f"{_number(value, one)}{mark}",
            f"{mean} {spread(v.ci_low, v.ci_high, v.mean)}".rstrip(),
            v.verdict, chance_words(v),
        )  # fmt: skip
    return table


def turning_lines(one: Curve, target: TargetCurve) -> Iterator[str]:
    """Where the verdict turns, or that it does not, and what it is without the effect."""
    path = one.factor.path
    if len(target.answers) == 1 and target.answers[0] != "undecided":
        yield f"No crossing in the range: {target.answers[0]} at every value."
    elif not target.crossings:
        yield "No crossing in the range that can be told."
    elif one.factor.is_whole:
        yield from _whole_turns(one, target)
    for crossing in () if one.factor.is_whole else target.crossings:
        yield crossing_words(crossing, one)
    if one.no_effect is not None:
        at = one.values.index(one.no_effect)
        yield (
            f"With no effect ({path} {_number(one.no_effect, one)}) it is "
            f"{target.verdicts[at].verdict}."
        )


def _whole_turns(one: Curve, target: TargetCurve) -> Iterator[str]:
    """Between which values the verdict turns, of a number that has nothing between them."""
    told = list(zip(one.values, (v.verdict for v in target.verdicts), strict=True))
    turns = [
        f"{before} at {_number(low, one)}, {after} at {_number(high, one)}"
        for (low, before), (high, after) in itertools.pairwise(told)
        if before != after
    ]
    yield (
        f"It turns: {'; '.join(turns)}." if turns else f"{told[0][1].capitalize()} at every value."
    )


def crossing_words(crossing: Crossing, one: Curve) -> str:
    """``The mean crosses the limit at 0.93 (0.90 to 0.97).``"""
    low, high = one.values[0], one.values[-1]
    start = f"below {_number(low, one)}" if crossing.low is None else _number(crossing.low, one)
    end = f"above {_number(high, one)}" if crossing.high is None else _number(crossing.high, one)
    if crossing.value is None:
        return f"Undecided from {start} to {end}; the mean does not cross the limit there."
    said = _number(crossing.value, one)
    return f"The mean crosses the limit at {said} (95 % interval {start} to {end})."


def _number(value: float, one: Curve) -> str:
    return f"{value:.4g} {one.factor.unit}".rstrip()


def _limit(question: Question) -> str:
    if question.limit is None:
        return ""
    word = "at most" if question.at_most else "at least"
    return f" ({word} {question.limit:,.10g} {question.unit})"


def _range(row: Any) -> str:
    return f"{row.low:.4g} to {row.high:.4g} {_short(row.path_unit)}".rstrip()


def _short(unit: str) -> str:
    """Units of rates say themselves in the path's own words."""
    return unit if len(unit) <= 8 else ""


def _pm(row: Any) -> str:
    return spread(row.mu_star_low, row.mu_star_high, row.mu_star)


def _signed(value: float) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)
