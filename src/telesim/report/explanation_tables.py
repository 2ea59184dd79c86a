"""What ``telesim explain`` prints: what each part contributed, and where the hours went."""

from __future__ import annotations

import math
import os
from typing import IO, TYPE_CHECKING

from telesim.experiment.parts import PART_WORDS
from telesim.experiment.result import where_words
from telesim.report.figure_tables import table_of
from telesim.report.words import counted, judged_figure, limit_words, open_words, plain

if TYPE_CHECKING:
    from rich.console import Console

    from telesim.experiment.explain.explanation import Explanation, Share, TargetTold
    from telesim.experiment.explain.shapley import Values95
    from telesim.experiment.explain.told_hours import HoursRow

_STYLES = {"better": "green", "worse": "red", "undecided": "yellow"}
#: Rows of a table of hours that are no part of the time.
_TOGETHER = "all"
_BEFORE_CLOCK = "before the report"
#: Causes named of those that make the mix.
_NAMED = 3
#: Decimals of a change from a size on; below all of them _MOST_DECIMALS.
_DECIMALS = ((0, 100.0), (1, 1.0), (2, 0.1), (3, 0.01))
_MOST_DECIMALS = 4


def signed(value: float, like: float | None = None) -> str:
    """A change with its sign, told as finely as ``like``; small ones keep two digits."""
    if math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    size = abs(value if like is None else like)
    decimals = next((n for n, least in _DECIMALS if size >= least), _MOST_DECIMALS)
    told = f"{abs(value):,.{decimals}f}"
    if not told.strip("0."):
        return "0"  # smaller than anybody asks
    return ("+" if value > 0 else "−") + told


def change_words(one: Values95, unit: str = "") -> str:
    """A change with its interval, such as ``−2.4 h (−4.1 to −0.68)``."""
    told = signed(one.mean) + (f" {unit}" if unit else "")
    if math.isnan(one.low) or one.low == one.high:
        return told
    low, high = signed(one.low, one.mean), signed(one.high, one.mean)
    return told if low == high else f"{told} ({low} to {high})"


def effect_word(one: Values95, higher_is_better: bool | None) -> str:
    """Whether a change is better, worse, nothing or undecided, by its whole interval."""
    if one.mean == 0 and one.low == one.high == 0:
        return "none"
    if math.isnan(one.low) or one.low <= 0 <= one.high:
        return "undecided"
    if higher_is_better is None:
        return ""
    return "better" if (one.mean > 0) == higher_is_better else "worse"


def headline(target: TargetTold) -> str:
    """Both ends of a target against its limit in one line."""
    before, after = (
        f"{judged_figure(one.mean, target.unit)} ({verdict.verdict})"
        for one, verdict in (
            (target.before_mean, target.before),
            (target.after_mean, target.after),
        )
    )
    return f"{target.name}: {before} → {after}; limit {limit_words(target.after)}"


def print_explanation(
    explanation: Explanation, file: IO[str], written: tuple[str, ...] = ()
) -> None:
    """Write the answer to a stream; ``written`` names the charts in the study's folder."""
    from rich.console import Console

    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 100
    if console.is_terminal:
        _print_all(console, explanation, written)
        return
    with console.capture() as captured:
        _print_all(console, explanation, written)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_all(console: Console, explanation: Explanation, written: tuple[str, ...]) -> None:
    title = f"{explanation.before} → {explanation.after}"
    number = counted(explanation.replications, "replication")
    console.print(title, style="bold", soft_wrap=True)
    console.print(f"Shares {explanation.method}; {number} each on common draws.")
    console.print()
    if explanation.shifted:
        console.print(explanation.shifted, style="bold")
        console.print()
    for target in explanation.targets:
        tell_target(console, explanation, target)
    for name in explanation.left_out:
        console.print(
            f"{name}: some combination has no case in any replication, so that there is nothing to "
            "share out; a longer window would help."
        )
    tell_hours(console, explanation.hours)
    files = ", ".join((*_TABLES, *written))
    console.print(f"Results: {explanation.folder}", soft_wrap=True)
    console.print(f"with {files}")


_TABLES = ("summary.csv", "shares.csv", "hours.csv", "mix.csv", "explanation.json")


def tell_target(console: Console, explanation: Explanation, target: TargetTold) -> None:
    """What each part contributed to one target."""
    from rich.text import Text

    console.print(headline(target), style="bold")
    table = table_of("Part", "Share of the difference (95 %)", "Effect", "Alone", "Taken away last")
    for share in target.shares:
        word = effect_word(share.value, target.higher_is_better)
        table.add_row(
            share.player,
            change_words(share.value, target.unit),
            Text(word, style=_STYLES.get(word, "")),
            _effect(share.alone),
            _effect(share.last),
        )
    word = effect_word(target.difference, target.higher_is_better)
    table.add_row(
        "all together",
        change_words(target.difference, target.unit),
        Text(word, style=_STYLES.get(word, "")),
        "",
        "",
        style="bold",
    )
    mix = target.mix
    if mix is not None:
        for name, one in (("  of it mix", mix.mix), ("  of it speed", mix.speed)):
            table.add_row(name, change_words(one, target.unit), "", "", "")
    console.print(table)
    said = (
        _mix_words(target),
        sampled_words(explanation, target.shares),
        *(
            f"{end}, {words}"
            for end, verdict in (("Before", target.before), ("After", target.after))
            if (words := open_words(verdict))
        ),
    )
    for line in filter(None, said):
        console.print(line)
    if target.n < explanation.replications:
        console.print(
            f"Of {target.n} of {explanation.replications} replications, as others have no case."
        )
    if target.after.level == "whole" and "month" in target.after.where:
        console.print("Figures are those of the whole window; the verdict is the worst month's.")
    console.print()


def _effect(value: float | None) -> str:
    return "–" if value is None else signed(value)


def _mix_words(target: TargetTold) -> str:
    """The causes whose share changed most, where the mix matters; empty elsewhere."""
    mix = target.mix
    if mix is None or mix.mix.mean == 0 or math.isnan(mix.mix.low):
        return ""
    if mix.mix.low <= 0 <= mix.mix.high:
        return ""
    largest = sorted(mix.strata, key=lambda one: -abs(one.mix))[:_NAMED]
    said = ", ".join(
        f"{one.name} {plain(one.share_before)} → {plain(one.share_after)} %" for one in largest
    )
    return f"Mix: which cases are counted has changed, most of all {said}."


def sampled_words(explanation: Explanation, shares: tuple[Share, ...]) -> str:
    """How much of the intervals comes of sampling orders; empty when exact."""
    if not explanation.orders:
        return ""
    worst = max(shares, key=lambda one: one.sampling_error)
    if not worst.sampling_error > 0:
        return ""
    return (
        f"Standard error from sampling {explanation.orders} orders, in the intervals already: "
        f"at most {plain(worst.sampling_error)} ({worst.player})."
    )


def tell_hours(console: Console, rows: tuple[HoursRow, ...]) -> None:
    """What the mean time of each kind of case is made of, before and after."""
    groups: dict[tuple[str, str], list[HoursRow]] = {}
    for row in rows:
        groups.setdefault((row.what, where_words(row.where)), []).append(row)
    if not groups:
        return
    console.print("Where the hours went: mean for each case, parts add up to all", style="bold")
    console.print()
    seen: dict[str, None] = {}
    for (what, where), its in groups.items():
        table = table_of(f"{what}, {where}, in {its[0].unit}", "Before", "After", "Change (95 %)")
        for row in its:
            if row.before == row.after == 0:
                continue
            whole = row.part == _TOGETHER
            table.add_row(
                row.part,
                plain(row.before),
                plain(row.after),
                change_words(row.change),
                style="bold" if whole else "",
            )
            if row.part in PART_WORDS:
                seen[row.part] = None
        console.print(table)
        console.print()
    for part, words in PART_WORDS.items():
        if part in seen:
            console.print(f"{part}: {words}")
    if any(row.part == _BEFORE_CLOCK and row.before + row.after > 0 for row in rows):
        console.print(f"{_BEFORE_CLOCK}: the line is down and nobody has reported it; not counted")
    console.print()
