"""Differences, chances and standings of a comparison in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from telesim.report.words import figure, plain

if TYPE_CHECKING:
    from telesim.experiment.compare.asked import Figure
    from telesim.experiment.compare.comparison import Compared, Comparison, Kept

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Units that stand beside a difference.
_SHORT = ("points", "s", "min", "h", "days")
_REPAIR, _SUPPLY = "time_to_restore", "supply_time"


def letter(n: int) -> str:
    """By which tables call the n-th scenario: A, B, ..., Z, A2, B2, ..."""
    turn, rest = divmod(n, len(_LETTERS))
    return _LETTERS[rest] + (str(turn + 1) if turn else "")


def signed(value: float, like: float) -> str:
    """A number with its sign, as finely as ``like`` is told; 0 bare."""
    text = plain(abs(value), like)
    if not float(text.replace(",", "")):
        return text
    return ("+" if value > 0 else "-") + text


def change_words(difference: float | None, low: float | None, high: float | None, unit: str) -> str:
    """``-3.2 h (-4.0 to -2.4)``; differences of shares are in points."""
    if difference is None or math.isnan(difference):
        return figure(None, unit)
    like = _like(difference, low, high)
    told = signed(difference, like)
    word = "points" if unit == "%" else unit
    told = f"{told} {word}" if word in _SHORT else told
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return told
    return f"{told} ({signed(low, like)} to {signed(high, like)})"


def _like(difference: float, low: float | None, high: float | None) -> float:
    """A size by which a difference and its interval are told: fine enough for its width."""
    if low is None or high is None or math.isnan(low) or math.isnan(high) or high == low:
        return difference
    return min(max(abs(difference), (high - low) / 2), 10 * (high - low))


def margins_line(figures: Iterable[Figure]) -> str:
    """Which margins hold, or that none does."""
    margins = {one.name: margin_words(one) for one in figures}
    stated = {name: words for name, words in margins.items() if words}
    if not stated:
        return (
            "No margin is stated, so any difference counts; state one by `margin` in a target or "
            "by --margin."
        )
    different = set(margins.values())
    told = (
        different.pop()
        if len(different) == 1
        else ", ".join(f"{name} {words or 'none'}" for name, words in margins.items())
    )
    return f"Margins within which a difference changes no decision: {told}."


def margin_words(figure_: Figure) -> str:
    """The margin with its unit; empty when none is stated."""
    if not figure_.margin:
        return ""
    unit = "points" if figure_.unit == "%" else figure_.unit
    return f"{figure_.margin:.3g} {unit}"


def better_in_words(one: Compared) -> str:
    """``9 of 10 (60-98 %)`` replications; a dash for what is neither good nor bad."""
    if one.chance is None or one.chance_low is None or one.chance_high is None:
        return "–"
    n = one.difference.n
    if one.difference.equal == n:
        return f"equal in all {n}"
    between = f"({100 * one.chance_low:.0f}-{100 * one.chance_high:.0f} %)"
    return f"{round(one.chance * n)} of {n} {between}"


def gain_words(one: Kept) -> str:
    """How many percentage points more of the replications keep a target than of the first."""
    if one.gain is None or one.gain_low is None or one.gain_high is None:
        return "–"
    gain, low, high = (f"{100 * x:+.0f}" for x in (one.gain, one.gain_low, one.gain_high))
    return f"{gain if one.gain else '0'} points ({low} to {high})"


def summary_line(comparison: Comparison, scenario: int) -> str:
    """One sentence about a scenario beside the first, over its targets or all figures."""
    all_of_it = [one for one in comparison.compared if one.scenario == scenario]
    targets = [one for one in all_of_it if one.figure.is_target] or all_of_it
    count: dict[str, int] = {}
    for one in targets:
        count[one.relation] = count.get(one.relation, 0) + 1
    word = "targets" if targets[0].figure.is_target else "figures"
    said = ", ".join(
        f"{relation} by {count[relation]}" if relation in ("better", "worse") else
        f"{relation} in {count[relation]}"
        for relation in (
            "better", "worse", "higher", "lower", "no practical difference", "no difference",
            "undecided",
        )
        if relation in count
    )  # fmt: skip
    line = f"{letter(scenario)} beside A, of {len(targets)} {word}: {said}."
    return line + _shifted(targets)


def _shifted(targets: list[Compared]) -> str:
    """What to say when one kind of job gains while the other loses."""
    by = {
        kind: {one.relation for one in targets if one.figure.kpi.startswith(kind)}
        for kind in (_REPAIR, _SUPPLY)
    }
    for gains, loses, words in (
        (_REPAIR, _SUPPLY, "Repairs are quicker and installs slower"),
        (_SUPPLY, _REPAIR, "Installs are quicker and repairs slower"),
    ):
        gained, lost = by[gains] - {"worse"}, by[loses] - {"better"}
        if "better" in gained and "worse" in lost and "worse" not in by[gains]:
            return f" {words}: shifted, not solved."
    return ""
