"""A check as a Markdown page, for the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.report.check_words import (
    cause_lines,
    count_line,
    difference_words,
    figure_words,
    head_line,
    how_line,
    kpi_words,
    reason_line,
    told_shifts,
    tolerance_words,
    verdict_words,
)
from telesim.report.words import judged_figure, limit_words, spread, summary_words

if TYPE_CHECKING:
    from telesim.experiment.regression.check import Checked

_MARKS = {
    "passed": "✅", "failed": "❌", "undecided": "❔", "met": "✅", "missed": "❌", "same": "✅",
    "moved": "❌",
}  # fmt: skip
#: What Markdown or HTML would read as more than text.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown_page(checked: Sequence[Checked]) -> str:
    """A section a scenario: verdict, targets, what changed, and the KPIs that are not identical."""
    lines: list[str] = []
    for one in checked:
        lines += [f"## {_MARKS[one.answer]} {_text(one.name)}: {one.answer}", ""]
        lines += [_text(head_line(one)), ""]
        if one.verdicts:
            lines += [_text(summary_words(list(one.targets))), ""]
            lines += _table(
                ("Target", "Verdict", "Mean (95 % interval)", "Limit"),
                [
                    (
                        verdict.name + (f" ({verdict.where['county']})" if county else ""),
                        f"{_MARKS[verdict.verdict]} {verdict.verdict}",
                        f"{judged_figure(verdict.mean, verdict.unit)} "
                        f"{spread(verdict.ci_low, verdict.ci_high, verdict.mean)}",
                        limit_words(verdict),
                    )
                    for verdict in one.verdicts
                    for county in (verdict.level == "county",)
                    if verdict.level == "whole" or (county and verdict.verdict != "met")
                ],
            )
        if one.baseline is not None:
            lines += _shifts(one)
    return "\n".join(lines).rstrip() + "\n\n"


def _shifts(one: Checked) -> list[str]:
    lines = [_text(count_line(one)), ""]
    lines += [f"- {_text(line)}" for line in cause_lines(one)] + [""]
    told, left = told_shifts(one)
    if not told:
        return lines
    lines += [_text(how_line(one)), ""]
    lines += _table(
        ("KPI", "Verdict", "Baseline", "Now", "Difference (90 %)", "Tolerance"),
        [
            (
                kpi_words(shift),
                f"{_MARKS[shift.verdict]} {verdict_words(shift)}",
                figure_words(shift, shift.was),
                figure_words(shift, shift.now),
                difference_words(shift),
                tolerance_words(shift),
            )
            for shift in told
        ],
    )
    if left:
        lines += [f"... and {left} more that moved.", ""]
    reasons = [reason for shift in told if (reason := reason_line(shift))]
    return lines + [f"- {_text(reason)}" for reason in reasons] + ([""] if reasons else [])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [_row(head), _row(("---",) * len(head))]
    return [*lines, *(_row(tuple(_text(cell) for cell in row)) for row in rows), ""]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(words: str) -> str:
    """Text that stays text, whatever a place is called."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))
