"""What ``telesim compare`` prints: what is better and how sure, then the years, then the jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

from telesim.experiment.compare.comparison import Compared, Comparison, Kept, needed_words
from telesim.experiment.open_cases import OPEN_SHARE
from telesim.report.comparison_words import (
    better_in_words,
    change_words,
    gain_words,
    letter,
    margins_line,
    summary_line,
)
from telesim.report.figure_tables import print_table, table_of
from telesim.report.job_tables import print_jobs
from telesim.report.words import (
    chance_words,
    counted,
    figure,
    judged_figure,
    limit_words,
    open_words,
    span_words,
)
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.verdicts import Verdict

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
    tell_differences(console, comparison)
    tell_kept(console, comparison)
    tell_ranked(console, comparison)
    for line in reasons(comparison):
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


def tell_differences(console: Console, comparison: Comparison) -> None:
    """Every figure of each scenario beside that of the first."""
    from rich.text import Text

    many = len(comparison.names) > 2
    chance = [("Better in" if many else "B better in")] if comparison.paired else []
    if many:
        table = table_of("Figure", "", "Mean", "Less A (95 %)", *chance, "Is", narrow=True)
    else:
        table = table_of("Figure", "A", "B", "B less A (95 %)", *chance, "B is", narrow=True)
    before = ""
    for one in comparison.compared:
        d, unit = one.difference, one.figure.unit
        mean = judged_figure if one.figure.is_target else figure
        name = one.figure.name if one.figure.name != before else ""
        if many and name:
            table.add_row(name, "A", mean(d.a, unit), "", *("" for _ in chance), "")
            name = ""
        before = one.figure.name
        first = letter(one.scenario) if many else mean(d.a, unit)
        table.add_row(
            name,
            first,
            mean(d.b, unit),
            change_words(d.difference, d.ci_low, d.ci_high, unit),
            *([better_in_words(one)] if chance else []),
            Text(one.relation, style=_STYLES.get(one.relation, "")),
        )
    print_table(console, table)
    if many:
        console.print("All intervals of a figure hold together with 95 %.")
    console.print()
    console.print(margins_line([one.figure for one in comparison.compared]))
    console.print()


def tell_kept(console: Console, comparison: Comparison) -> None:
    """How often each target is kept in each scenario."""
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
    print_table(console, table)
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


def tell_ranked(console: Console, comparison: Comparison) -> None:
    """With more than two scenarios, each beside the best of the others."""
    from rich.text import Text

    if not comparison.ranked:
        return
    table = table_of("Which is best", "", "Mean", "Ahead of the best other (95 %)", "Is")
    for ranked in comparison.ranked:
        name, unit = ranked.figure.name, ranked.figure.unit
        mean = judged_figure if ranked.figure.is_target else figure
        for n, place in enumerate(ranked.places):
            table.add_row(
                name,
                letter(n),
                mean(place.mean, unit),
                change_words(place.ahead, place.ci_low, place.ci_high, unit),
                Text(place.standing, style=_STYLES.get(place.standing, "")),
            )
            name = ""
    print_table(console, table)
    console.print()


def reasons(comparison: Comparison) -> list[str]:
    """Why a difference is undecided, and what would decide it."""
    lines = []
    for one in comparison.compared:
        words = _reason(one)
        if words:
            of = f" of {letter(one.scenario)}" if len(comparison.names) > 2 else ""
            lines.append(f"{one.figure.name}{of}: undecided, {words}.")
    for scenario, verdict in _verdicts(comparison):
        words = open_words(verdict)
        if words:
            lines.append(f"{words.rstrip('.')} in {letter(scenario)}.")
    return [*lines, ""] if lines else []


def _verdicts(comparison: Comparison) -> Iterator[tuple[int, Verdict]]:
    """The verdicts of every target, scenario by scenario."""
    for one in comparison.kept:
        if one.scenario == 1:
            yield 0, one.verdict_of_first
        yield one.scenario, one.verdict


def _reason(one: Compared) -> str:
    if one.relation != "undecided":
        return ""
    if one.difference.n == 0:
        return "because no replication has a case in both"
    if one.difference.n < 2:
        return "because an interval needs two replications"
    if one.rests_on_open:
        return (
            f"because more than {100 * OPEN_SHARE:g} % of the cases of one are still open, which "
            "may make the difference; a longer follow_up would tell"
        )
    told = needed_words(one)
    return f"perhaps {told} replications in all would decide it" if told else "by its interval"
