"""What ``telesim compare`` prints: what is better and how sure, then the years, then the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from telesim.experiment.compare.comparison import Compared, Comparison, Kept, needed_words
from telesim.experiment.open_cases import OPEN_SHARE
from telesim.report.comparison_words import (
    ahead_words,
    better_in_words,
    change_words,
    gain_words,
    letter,
    margin_words,
    summary_line,
)
from telesim.report.figure_tables import table_of
from telesim.report.job_tables import print_jobs
from telesim.report.words import chance_words, counted, judged_figure, limit_words, span_words
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    "better": "green", "worse": "red", "undecided": "yellow", "best": "green",
    "not the best": "red",
}  # fmt: skip


def print_comparison(comparison: Comparison, file: IO[str], written: Sequence[str] = ()) -> None:
    """Write the answer to a stream; colours only on a terminal that wants them."""
    from telesim.report.tables import console_for

    console = console_for(file)
    if console.is_terminal:
        _print_all(console, comparison, written)
        return
    with console.capture() as captured:
        _print_all(console, comparison, written)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_all(console: Console, comparison: Comparison, written: Sequence[str]) -> None:
    for n, (name, result) in enumerate(zip(comparison.names, comparison.results, strict=True)):
        title = _title(result.scenario, name)
        console.print(f"{letter(n)}  {name}{title}", style="bold", soft_wrap=True)
    scenario = comparison.results[0].scenario
    draws = (
        "on common draws" if comparison.paired else "of independent runs (intervals are unpaired)"
    )
    console.print(
        f"{counted(comparison.replication_count, 'replication')} of each {draws}, "
        f"seed {comparison.seed}; window of {span_words(scenario.window)} from "
        f"{scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"
    )
    for note in comparison.notes:
        console.print(f"note: {note}", style="yellow", soft_wrap=True)
    console.print()
    for n in range(1, len(comparison.names)):
        console.print(summary_line(comparison, n))
    console.print()
    _print_differences(console, comparison)
    _print_kept(console, comparison)
    _print_ranked(console, comparison)
    for line in _reasons(comparison):
        console.print(line)
    for one in comparison.jobs:
        print_jobs(console, one, comparison)
    console.print(f"Results: {comparison.folder}", soft_wrap=True)
    if written:
        console.print(f"with {', '.join(written)}")


def _title(scenario: object, name: str) -> str:
    origin = getattr(scenario, "origin", None)
    titles = [origin.reform_titles.get(one) for one in origin.given] if origin is not None else []
    told = "; ".join(title for title in titles if title)
    return f": {told}" if told else ""


def _print_differences(console: Console, comparison: Comparison) -> None:
    from rich.text import Text

    many = len(comparison.names) > 2
    letters = [letter(n) for n in range(len(comparison.names))]
    confidence = 100 * comparison.compared[0].confidence
    level = f"{confidence:.4g} % interval" if not many else "intervals hold together at 95 %"
    chance = (["Better in"] if many else ["B better in"]) if comparison.paired else []
    margins = any(one.figure.margin for one in comparison.compared)
    edge = ["Margin"] if margins else []
    if many:
        table = table_of("Figure", "", "Mean", f"Less A ({level})", *edge, *chance, "Is")
    else:
        table = table_of("Figure", "A", "B", f"B less A ({level})", *edge, *chance, "B is")
    before = ""
    for one in comparison.compared:
        d, unit = one.difference, one.figure.unit
        name = one.figure.name if one.figure.name != before else ""
        if many and name:
            blank = [""] * (len(edge) + len(chance))
            table.add_row(name, "A", judged_figure(d.a, unit), "", *blank, "")
            name = ""
        before = one.figure.name
        means = (
            [letters[one.scenario], judged_figure(d.b, unit)]
            if many
            else [judged_figure(d.a, unit), judged_figure(d.b, unit)]
        )
        table.add_row(
            name,
            *means,
            change_words(d.difference, d.ci_low, d.ci_high, unit),
            *([margin_words(one.figure)] if edge else []),
            *([better_in_words(one)] if chance else []),
            Text(one.relation, style=_STYLES.get(one.relation, "")),
        )
    console.print(table)
    console.print()
    if not margins:
        console.print(
            "No margin is stated, so any difference counts; state one by `margin` in a target or "
            "by --margin."
        )
        console.print()


def _print_kept(console: Console, comparison: Comparison) -> None:
    if not comparison.kept:
        return
    window = comparison.results[0].scenario.window
    span = "Years" if 50 * WEEK_MS <= window <= 54 * WEEK_MS else "Replications"
    table = table_of("Target", "Limit", "", f"{span} that keep it", "More than A", "Verdict")
    before = ""
    for one in comparison.kept:
        if one.target != before:
            _kept_row(table, one, 0, one.target)
        before = one.target
        _kept_row(table, one, one.scenario, "")
    console.print(table)
    console.print()


def _kept_row(table: object, one: Kept, scenario: int, name: str) -> None:
    from rich.text import Text

    verdict = one.verdict if scenario else one.verdict_of_first
    style = {"met": "green", "missed": "red", "undecided": "yellow"}[verdict.verdict]
    table.add_row(  # type: ignore[attr-defined]
        name,
        limit_words(verdict) if name else "",
        letter(scenario),
        chance_words(verdict),
        gain_words(one) if scenario else "",
        Text(verdict.verdict, style=style),
    )


def _print_ranked(console: Console, comparison: Comparison) -> None:
    from rich.text import Text

    if not comparison.ranked:
        return
    console.print(
        "Against the best of the others (95 % for all of a figure together; positive = ahead)",
        style="bold",
    )
    letters = [letter(n) for n in range(len(comparison.names))]
    table = table_of("Figure", *letters)
    for ranked in comparison.ranked:
        table.add_row(
            ranked.figure.name,
            *(
                Text(
                    f"{place.standing} {ahead_words(place, ranked.figure.unit)}".strip(),
                    style=_STYLES.get(place.standing, ""),
                )
                for place in ranked.places
            ),
        )
    console.print(table)
    console.print()


def _reasons(comparison: Comparison) -> list[str]:
    """Why a difference is undecided, and what would decide it."""
    lines = []
    for one in comparison.compared:
        words = _reason(one)
        if words:
            of = f" of {letter(one.scenario)}" if len(comparison.names) > 2 else ""
            lines.append(f"{one.figure.name}{of}: undecided, {words}.")
    return [*lines, ""] if lines else []


def _reason(one: Compared) -> str:
    if one.relation != "undecided":
        return ""
    if one.difference.n == 0:
        return "because no replication has a case in both"
    if one.difference.n < 2:
        return "because an interval needs two replications"
    if one.rests_on_open:
        return (
            f"because more than {100 * OPEN_SHARE:g} % of the cases are still open where it looks "
            "better; a longer follow_up would tell"
        )
    told = needed_words(one)
    return f"perhaps {told} replications in all would decide it" if told else "by its interval"
