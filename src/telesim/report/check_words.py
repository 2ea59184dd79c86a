"""What a check found, in the words that terminal, JUnit and Markdown share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from telesim.experiment.estimate import MOST_NEEDED
from telesim.experiment.regression.watched import DEFAULT_RELATIVE
from telesim.experiment.result import where_words
from telesim.report.words import counted, judged_figure, limit_words, plain, spread

if TYPE_CHECKING:
    from telesim.experiment.regression.check import Checked, Shift
    from telesim.experiment.verdicts import Verdict

#: Shifts beyond the judged ones that are told one by one.
MOST_TOLD = 20


def head_line(checked: Checked) -> str:
    """What was run, and beside which baseline."""
    line = (
        f"{checked.name} ({checked.file}): {counted(checked.replications, 'replication')}, "
        f"seed {checked.seed}"
    )
    if checked.baseline is None:
        return f"{line}; no baseline, so targets alone (telesim baseline {checked.file} writes one)"
    beside = f"; baseline {checked.baseline}"
    if checked.baseline_replications != checked.replications:
        beside += f" of {counted(checked.baseline_replications, 'replication')}"
    return line + beside


def renewal_line(checked: Checked) -> str:
    """What to do when KPIs moved and were meant to; empty when none did."""
    if not (checked.renewed_by and checked.shifted("moved")):
        return ""
    return f"if meant: {checked.renewed_by}, and commit it"


def kpi_words(shift: Shift) -> str:
    """The KPI and its place: ``time_to_restore_mean (cable)``; the total stands alone."""
    return f"{shift.kpi} ({where_words(shift.where)})" if shift.where else shift.kpi


def verdict_words(shift: Shift) -> str:
    """``moved up, worse``, ``same``, ``undecided``."""
    if shift.verdict != "moved":
        return shift.verdict
    side = {True: "better", False: "worse", None: ""}[shift.better]
    return ", ".join(filter(None, (f"moved {shift.direction}".strip(), side)))


def moved_words(shift: Shift) -> str:
    """The same for a narrow column headed *Moved*: ``up, worse``, ``no``, ``undecided``."""
    if shift.verdict == "moved":
        return verdict_words(shift).removeprefix("moved ") or "yes"
    return "no" if shift.verdict == "same" else shift.verdict


def difference_words(shift: Shift, *, share: bool = True) -> str:
    """The difference, its interval, its share of the old figure: ``+2.1 (+1.9 to +2.3), +12 %``."""
    if shift.difference is None:
        return "–"
    if shift.how == "identical":
        return "none"
    said = _signed(shift.difference, shift.difference)
    if shift.low is not None and shift.high is not None and shift.low != shift.high:
        finer = shift.difference if abs(shift.difference) > 0 else shift.high
        said += f" ({_signed(shift.low, finer)} to {_signed(shift.high, finer)})"
    if share and shift.was and shift.difference:
        per_cent = 100 * shift.difference / abs(shift.was)
        said += f", {_signed(per_cent, per_cent)} %"
    return said


def _signed(value: float, like: float) -> str:
    text = plain(abs(value), like)
    if not any(digit in text for digit in "123456789"):
        text = f"{abs(value):.2g}"
    return ("-" if value < 0 else "+") + text


def figure_words(shift: Shift, value: float | None) -> str:
    """A figure of the shift with its unit."""
    return judged_figure(value, shift.unit)


def tolerance_words(shift: Shift) -> str:
    """What it may differ by, and who says so; by default nobody."""
    if shift.how == "exact":
        return "none: must be equal"
    if math.isnan(shift.tolerance) or shift.n_was == 0:
        return shift.said_by
    if not shift.tolerance:
        return "none"
    said = judged_figure(shift.tolerance, shift.unit)
    return said if shift.said_by == "default" else f"{said} ({shift.said_by})"


def how_line(checked: Checked) -> str:
    """How the KPIs were compared."""
    if checked.exact:
        number = min(checked.replications, checked.baseline_replications)
        return (
            "Compared exactly: scenario, seed and source are those of the baseline, so every value "
            f"of {counted(number, 'replication')} has to be the same."
        )
    if any(one.how == "two samples" for one in checked.shifts):
        way = "as two independent samples"
    else:
        way = "replication by replication, as the seed is the same"
    return (
        f"Compared {way}: same = the 90 % interval of the difference is within the tolerance; "
        "moved = beyond it, with at most 5 % chance of a false alarm over all KPIs. "
        f"A tolerance that nobody set is {100 * DEFAULT_RELATIVE:g} % of the baseline."
    )


def cause_lines(checked: Checked) -> list[str]:
    """What changed since the baseline, and what that says of the KPIs that moved."""
    if checked.causes is None:
        return []
    said = checked.causes.sentences()
    moved = checked.shifted("moved")
    if moved and checked.exact:
        said.append(
            "Values differ all the same: the running code is not the source that was read (a rule "
            "replaced while running), results in the store were changed, or a library differs."
        )
    elif not checked.causes.nothing and not moved:
        identical = sum(one.how == "identical" for one in checked.shifts)
        if identical == len(checked.shifts):
            said.append("All values are the same in spite of it.")
    return said


def count_line(checked: Checked) -> str:
    """How many KPIs are identical, the same, moved, undecided."""
    shifts = checked.shifts
    same = checked.shifted("same")
    identical = sum(one.how == "identical" for one in same)
    parts = []
    if identical:
        parts.append(f"{identical} identical")
    if len(same) > identical:
        parts.append(f"{len(same) - identical} the same within tolerance")
    moved = len(checked.shifted("moved"))
    parts.append(f"{moved} moved" if moved else "none moved")
    undecided = len(checked.shifted("undecided", judged=True))
    if undecided:
        parts.append(f"{undecided} undecided")
    unasked = len(checked.shifted("undecided", judged=False))
    line = f"Of {counted(len(shifts), 'KPI')}: {', '.join(parts)}"
    if unasked:
        line += (
            f"; {unasked} others vary too much to tell, and no target or tolerance asks for them"
        )
    return line + "."


def told_shifts(checked: Checked) -> tuple[list[Shift], int]:
    """Shifts to show: judged ones unless identical, then others that moved; how many are left."""
    judged = [one for one in checked.shifts if one.judged and one.how != "identical"]
    moved = list(checked.shifted("moved", judged=False))
    moved.sort(key=_size, reverse=True)
    return judged + moved[:MOST_TOLD], len(moved[MOST_TOLD:])


def _size(shift: Shift) -> float:
    """How many times its tolerance a KPI moved."""
    if shift.difference is None:
        return math.inf
    return abs(shift.difference) / max(shift.tolerance, 1e-9 * abs(shift.was or 0.0), 1e-12)


def reason_line(shift: Shift) -> str:
    """Why a KPI is undecided, or what its note is; empty when nothing is to be said."""
    if shift.note:
        return f"{kpi_words(shift)}: {shift.verdict}, {shift.note}."
    if shift.verdict == "undecided" and shift.needed is not None:
        most = shift.needed > MOST_NEEDED
        number = f"more than {MOST_NEEDED:,}" if most else f"{shift.needed:,}"
        return (
            f"{kpi_words(shift)}: undecided; perhaps {number} replications in all would decide it "
            "(a guess from this run's spread)."
        )
    return ""


def target_words(verdict: Verdict) -> str:
    """One target in a line: ``non-cable-24h missed: 25.1 h (24.5 to 25.7), at most 24 h``."""
    mean = judged_figure(verdict.mean, verdict.unit)
    interval = spread(verdict.ci_low, verdict.ci_high, verdict.mean)
    place = f" in {verdict.where['county']}" if verdict.level == "county" else ""
    return (
        f"{verdict.name}{place} {verdict.verdict}: {f'{mean} {interval}'.strip()}, "
        f"{limit_words(verdict)}"
    )


def shift_words(shift: Shift) -> str:
    """One KPI in a line: ``repair moved up, worse: 14.3 h -> 25.1 h, +10.8 h (...)``."""
    if shift.difference is None:
        return reason_line(shift)
    return (
        f"{kpi_words(shift)} {verdict_words(shift)}: {figure_words(shift, shift.was)} -> "
        f"{figure_words(shift, shift.now)}, {difference_words(shift)}; "
        f"tolerance {tolerance_words(shift)}"
    )
