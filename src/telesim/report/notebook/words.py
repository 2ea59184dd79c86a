"""A figure of any answer in words, with its unit and interval, to write sentences with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from telesim.report.words import figure, judged_figure, limit_words, plain, spread

if TYPE_CHECKING:
    from telesim.experiment.compare.comparison import Compared
    from telesim.experiment.verdicts import Verdict


def in_words(
    found: Any, low: float | None = None, high: float | None = None, unit: str = ""
) -> str:
    """A figure with its unit and interval.

    Args:
        found: a verdict, a row of ``result.kpi(...)``, a difference of a comparison
            (``comparison.compared``), a share of an explanation, a figure of a plan; or a number,
            with ``low``, ``high`` and ``unit`` beside it.

    Returns:
        Such as ``14.3 h (13.9 to 14.7)``; a verdict says its limit and answer as well.

    Raises:
        TypeError: nothing that has a figure.
    """
    kind = type(found).__name__
    if kind == "Verdict":
        return _verdict(found)
    if kind == "Compared":
        return _compared(found)
    if kind == "Values95":
        from telesim.report.explanation_tables import change_words

        return change_words(found, unit)
    if kind == "Figure" and hasattr(found, "ci_low"):
        return _told(found.mean, found.ci_low, found.ci_high, found.unit)
    if kind == "Series":
        row: dict[str, Any] = dict(found)
        if {"mean", "ci_low", "ci_high", "unit"} <= set(row):
            return _told(row["mean"], row["ci_low"], row["ci_high"], row["unit"])
    if found is None or isinstance(found, (int, float)):
        return _told(found, low, high, unit)
    raise TypeError(
        f"got {kind}, need a verdict, a row of result.kpi(...), a difference, a share or a number"
    )


def _told(mean: float | None, low: float | None, high: float | None, unit: str) -> str:
    said = judged_figure(mean, unit) if unit else ("" if mean is None else plain(float(mean)))
    if mean is None or math.isnan(mean):
        return figure(None, unit)
    return f"{said} {_between(low, high, float(mean))}".rstrip()


def _between(low: float | None, high: float | None, mean: float) -> str:
    """An interval in brackets, of which one end may be unknown."""
    ends = [None if end is None or math.isnan(end) else end for end in (low, high)]
    if ends[0] is None and ends[1] is not None:
        return f"(at most {plain(ends[1], mean)})"
    if ends[1] is None and ends[0] is not None:
        return f"(at least {plain(ends[0], mean)})"
    return spread(low, high, mean)


def _verdict(found: Verdict) -> str:
    mean = _told(found.mean, found.ci_low, found.ci_high, found.unit)
    return f"{mean}, limit {limit_words(found)}: {found.verdict}"


def _compared(found: Compared) -> str:
    from telesim.report.comparison_words import change_words

    d = found.difference
    return change_words(d.difference, d.ci_low, d.ci_high, found.figure.unit)
