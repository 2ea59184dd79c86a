"""Figures, limits and verdicts as a planner reads them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from telesim.experiment.open_cases import OPEN_SHARE
from telesim.experiment.result import needed_words
from telesim.experiment.verdicts import Verdict
from telesim.units import DAY_MS, WEEK_MS, format_duration

NOTHING = "no cases"
#: Units that stand close to their figure wherever the label tells what is counted.
_SHORT_UNITS = ("%", "s", "min", "h", "days")
#: Longer units stand beside a limit alone.
_LONGEST_UNIT = 12


def figure(value: float | None, unit: str) -> str:
    """A value with its unit: ``18.2 h``, ``91 %``, ``1,204``; counted things stay bare."""
    if value is None or math.isnan(value):
        return NOTHING
    return plain(value) + (f" {unit}" if unit in _SHORT_UNITS else "")


def judged_figure(value: float | None, unit: str) -> str:
    """A value of a target, whose name need not tell what is counted: ``1.0 bores``."""
    if value is None or math.isnan(value) or len(unit) > _LONGEST_UNIT:
        return figure(value, unit)
    return f"{plain(value)} {unit}".rstrip()


def counted(number: int, word: str) -> str:
    """A number of things, ``1 replication`` or ``20 replications``."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def whole(value: float) -> str:
    """A count of one replication, whole as it is; one shared out over places is rounded."""
    return f"{value:,.0f}"


def plain(value: float, like: float | None = None) -> str:
    """A number with as many digits as it deserves, or as ``like`` gets."""
    size = abs(value if like is None else like)
    if size >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 1 else f"{value:.2f}"


def spread(low: float | None, high: float | None, mean: float | None = None) -> str:
    """An interval in brackets, told as finely as its mean; empty when there is none."""
    if low is None or high is None or math.isnan(low) or math.isnan(high) or low == high:
        return ""
    return f"({plain(low, mean)} to {plain(high, mean)})"


def span_words(span_ms: int) -> str:
    """A span of whole weeks or days without a fraction: ``52 weeks``."""
    for unit_ms, word in ((WEEK_MS, "week"), (DAY_MS, "day")):
        number, rest = divmod(span_ms, unit_ms)
        if number and not rest:
            return f"{number} {word}{'s' * (number != 1)}"
    return format_duration(span_ms)


def date_after(start: dt.date, days: float) -> str:
    """The date so many days after the start."""
    if math.isnan(days):
        return "not within the run"
    return str(start + dt.timedelta(days=math.floor(days)))


def limit_words(verdict: Verdict) -> str:
    """``at most 24 h``, with the unit whatever it is."""
    word = "at most" if verdict.direction == "at_most" else "at least"
    return f"{word} {verdict.limit:,.10g} {verdict.unit}".rstrip()


def chance_words(verdict: Verdict) -> str:
    """How often single replications keep the limit, such as ``9 of 10 (60 to 98 %)``."""
    if verdict.probability is None:
        return "needs 2 replications" if verdict.n else NOTHING
    low, high = verdict.probability_low or 0.0, verdict.probability_high or 0.0
    kept = round(verdict.probability * verdict.judged)
    return f"{kept} of {verdict.judged} ({100 * low:.0f} to {100 * high:.0f} %)"


def summary_words(verdicts: Sequence[Verdict]) -> str:
    """One sentence about all targets together."""
    count = {w: sum(v.verdict == w for v in verdicts) for w in ("met", "missed", "undecided")}
    if count["met"] == len(verdicts):
        number = len(verdicts)
        return "The target is met." if number == 1 else f"All {number} targets are met."
    said = ", ".join(f"{number} {word}" for word, number in count.items() if number)
    return f"Of {len(verdicts)} target{'s' * (len(verdicts) != 1)}: {said}."


def shifted_words(verdicts: Sequence[Verdict]) -> str:
    """What to say when repair is met and supply is missed; empty otherwise."""
    repair = {v.verdict for v in verdicts if v.kpi.startswith("time_to_restore")}
    supply = {v.verdict for v in verdicts if v.kpi.startswith("supply_time")}
    if repair == {"met"} and "missed" in supply:
        return "Repair is met while new lines are not: shifted, not solved."
    return ""


def reason_words(verdict: Verdict) -> str:
    """Why a target is undecided and what would decide it; empty for a decided one."""
    if verdict.verdict != "undecided":
        return ""
    if verdict.n == 0:
        return f"{verdict.name}: undecided, because no case came up."
    if verdict.ci_low is None:
        return f"{verdict.name}: undecided, because an interval needs two replications."
    if verdict.rests_on_open:
        return (
            f"{verdict.name}: undecided, because more than {100 * OPEN_SHARE:g} % of its cases "
            "are still open; a longer follow_up would tell."
        )
    needed = needed_words(verdict)
    if not needed:
        return f"{verdict.name}: undecided."
    return (
        f"{verdict.name}: undecided; perhaps {needed} replications in all would decide it "
        "(a guess from this run's spread)."
    )


def left_out_words(verdict: Verdict) -> str:
    """Which part-months a target over months leaves out; empty when it judges all."""
    if not verdict.left_out:
        return ""
    months = " and ".join(verdict.left_out)
    one = len(verdict.left_out) == 1
    return f"{verdict.name}: {months} {'is' if one else 'are'} left out, not whole in the window."


def open_words(verdict: Verdict) -> str:
    """How many cases behind a target had not ended when the run did; empty when all had."""
    if not verdict.open:
        return ""
    meaning = "counted as late" if verdict.unit == "%" else "times are lower bounds"
    return f"{verdict.name}: {verdict.open:,} of {verdict.cases:,} still open, {meaning}."


def sources(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every (section, source) of a resolved scenario."""
    for key, value in tree.items():
        if key == "source" and isinstance(value, str):
            yield path, value
        elif isinstance(value, Mapping):
            yield from sources(value, f"{path}.{key}" if path else str(key))


def assumed_line(tree: Mapping[str, Any]) -> str:
    """What rests on assumption, in one line."""
    found = list(sources({key: one for key, one in tree.items() if key != "ranges"}))
    if not found:
        return "Assumed: the scenario names no sources."
    assumed = [path for path, source in found if "assumed" in source.lower()]
    if not assumed:
        return f"Assumed: nothing; all {len(found)} sections name a source."
    named = ", ".join(assumed[:6]) + (", ..." if len(assumed) > 6 else "")
    return f"Assumed: {len(assumed)} of {len(found)} sections with numbers ({named})."
