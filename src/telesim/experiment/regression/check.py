"""Does a scenario still give what its baseline says, and does it keep its targets?

When scenario, seed and source are those of the baseline, every value has to be the same. Otherwise
each KPI is tested for equivalence; see :mod:`telesim.experiment.regression.equivalence`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.regression import equivalence
from telesim.experiment.regression.samples import Row, Sample
from telesim.experiment.regression.watched import Allowance
from telesim.kpi.catalogue import KPIS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telesim.experiment.regression.baseline import Baseline
    from telesim.experiment.regression.causes import Causes
    from telesim.experiment.verdicts import Verdict

Answer = Literal["same", "moved", "undecided"]
#: How a KPI was compared.
How = Literal["identical", "exact", "pairs", "two samples", "none"]


@dataclass(frozen=True)
class Shift:
    """One KPI beside its baseline; numbers are None where they cannot be said."""

    kpi: str
    where: dict[str, str]
    unit: str
    verdict: Answer
    how: How
    #: Whether a target or tolerance names it; others are told when they moved, and not asked.
    judged: bool
    was: float | None
    now: float | None
    #: New less old, and the 90 % interval that the test looks at.
    difference: float | None
    low: float | None
    high: float | None
    tolerance: float
    said_by: str
    #: Replications behind the baseline and behind the new figure.
    n_was: int
    n_now: int
    #: Replications in all that might decide it.
    needed: int | None = None
    #: Why, where no test says it.
    note: str = ""

    @property
    def better(self) -> bool | None:
        """Whether it moved to the good side; None when it has none or did not move."""
        info = KPIS.get(self.kpi)
        if self.verdict != "moved" or info is None or info.higher_is_better is None:
            return None
        if not self.difference:
            return None
        return (self.difference > 0) == info.higher_is_better

    @property
    def direction(self) -> str:
        """``up``, ``down``, or nothing."""
        if not self.difference:
            return ""
        return "up" if self.difference > 0 else "down"

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kpi": self.kpi, "where": self.where, "unit": self.unit, "verdict": self.verdict,
            "compared": self.how, "judged": self.judged, "was": self.was, "now": self.now,
            "difference": self.difference, "low": self.low, "high": self.high,
            "direction": self.direction, "better": self.better, "tolerance": self.tolerance,
            "tolerance_said_by": self.said_by, "replications_needed": self.needed,
            "note": self.note,
        }  # fmt: skip


def shifts(
    baseline: Baseline,
    found: Mapping[Row, Sample],
    allowed: Mapping[Row, Allowance],
    *,
    exact: bool,
    seed: int,
) -> list[Shift]:
    """Every KPI of the baseline, and every judged one that it lacks.

    Args:
        baseline: what it was.
        found: the samples of now.
        allowed: what is watched now, with its tolerance.
        exact: whether scenario, seed and source are those of the baseline.
        seed: of the samples of now.
    """
    told: list[Shift] = []
    tests: list[_Test] = []
    for row in dict.fromkeys((*allowed, *baseline.samples)):
        rule = allowed.get(row, Allowance())
        old, new = baseline.samples.get(row), found.get(row)
        if old is None:
            if rule.judged and new is not None:
                told.append(_lacking(row, new, rule))
            continue
        shift, apart = _one(row, old, new, rule, exact=exact, pairs=seed == baseline.seed)
        told.append(shift)
        if apart is not None:
            tests.append(_Test(len(told) - 1, apart, np.array([shift.tolerance])))
    for judged, alpha in ((True, equivalence.ALPHA_NAMED), (False, equivalence.ALPHA_OTHERS)):
        family = [test for test in tests if told[test.place].judged == judged]
        chances = np.array([test.chance for test in family])
        for test, moved in zip(family, equivalence.holm(chances, alpha), strict=True):
            told[test.place] = test.decided(told[test.place], bool(moved), len(family))
    return told


@dataclass(frozen=True, eq=False)
class _Test:
    """A KPI that the tests decide."""

    #: In the list of shifts.
    place: int
    found: equivalence.Difference
    tolerance: NDArray[np.float64]

    @property
    def chance(self) -> float:
        return float(equivalence.chance_of_moving(self.found, self.tolerance)[0])

    def decided(self, shift: Shift, moved: bool, tested: int) -> Shift:
        low, high = (_none(float(end[0])) for end in equivalence.interval(self.found))
        shift = replace(shift, low=low, high=high)
        if moved:
            return replace(shift, verdict="moved")
        if equivalence.is_same(self.found, self.tolerance)[0]:
            return replace(shift, verdict="same")
        count = min(shift.n_was, shift.n_now)
        needed = equivalence.replications_needed(self.found, shift.tolerance, count, tested)
        return replace(
            shift, needed=needed, note="" if count >= 2 else "an interval needs two replications"
        )


def _one(
    row: Row, old: Sample, new: Sample | None, rule: Allowance, *, exact: bool, pairs: bool
) -> tuple[Shift, equivalence.Difference | None]:
    """One KPI, and the difference where the tests have to decide."""
    was = old.mean
    blank = _blank(row, old, rule, was)
    if new is None:
        return replace(blank, verdict="moved", note="is not told any more"), None
    if new.unit != old.unit:
        return replace(blank, verdict="moved", note=f"was in {old.unit}, is in {new.unit}"), None
    if pairs:
        common = min(len(old.values), len(new.values))
        old, new = old.first(common), new.first(common)
        was = old.mean
    difference, paired = equivalence.compare(old, new, pairs=pairs)
    shift = replace(
        blank,
        was=_none(was),
        now=_none(new.mean),
        difference=_none(float(difference.difference[0])),
        n_was=_usable(old),
        n_now=_usable(new),
        how="pairs" if paired else "two samples",
    )
    if pairs and old.equals(new):
        return replace(shift, verdict="same", how="identical", low=0.0, high=0.0), None
    if exact:
        note = "" if shift.difference else "single replications differ"
        return replace(shift, verdict="moved", how="exact", note=note), None
    if shift.was is None or shift.now is None:
        if shift.was is None and shift.now is None:
            return replace(shift, verdict="same", note="no cases, as before"), None
        side = "now" if shift.now is None else "in the baseline"
        return replace(shift, note=f"no cases {side}"), None
    return shift, difference


def _blank(row: Row, sample: Sample, rule: Allowance, was: float) -> Shift:
    return Shift(
        kpi=row.kpi, where=json.loads(row.where), unit=sample.unit, verdict="undecided",
        how="none", judged=rule.judged, was=_none(was), now=None, difference=None, low=None,
        high=None, tolerance=rule.of(was), said_by=rule.said_by, n_was=_usable(sample), n_now=0,
    )  # fmt: skip


def _lacking(row: Row, new: Sample, rule: Allowance) -> Shift:
    """A KPI that a target or tolerance names now and the baseline does not know."""
    return replace(
        _blank(row, new, rule, math.nan),
        now=_none(new.mean),
        n_was=0,
        n_now=_usable(new),
        note="not in the baseline; make that anew",
    )


def _usable(sample: Sample) -> int:
    return int(np.isfinite(sample.values).sum())


def _none(value: float) -> float | None:
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Checked:
    """A scenario with the verdicts on its targets, and its KPIs beside a baseline."""

    name: str
    file: Path
    seed: int
    replications: int
    verdicts: tuple[Verdict, ...]
    #: Where the baseline stands; None for a scenario without one.
    baseline: Path | None = None
    baseline_seed: int = 0
    baseline_replications: int = 0
    shifts: tuple[Shift, ...] = ()
    causes: Causes | None = None
    #: Whether scenario, seed and source are those of the baseline, so that values have to be.
    exact: bool = False
    #: The command that makes the baseline anew; empty without one, or under other values than its.
    renewed_by: str = ""

    @property
    def targets(self) -> tuple[Verdict, ...]:
        """The verdicts without their counties and months."""
        return tuple(verdict for verdict in self.verdicts if verdict.level == "whole")

    def shifted(self, verdict: Answer, *, judged: bool | None = None) -> tuple[Shift, ...]:
        """Shifts with a verdict; of judged KPIs, of others, or of all."""
        return tuple(
            one
            for one in self.shifts
            if one.verdict == verdict and (judged is None or one.judged == judged)
        )

    @property
    def answer(self) -> Literal["passed", "failed", "undecided"]:
        """Failed when a target is missed or a KPI moved; else undecided when one of them is."""
        said = {verdict.verdict for verdict in self.verdicts}
        if "missed" in said or self.shifted("moved"):
            return "failed"
        if "undecided" in said or self.shifted("undecided", judged=True):
            return "undecided"
        return "passed"

    def as_json(self) -> dict[str, Any]:
        """Plain values; what cannot be said is None."""
        return {
            "scenario": self.name,
            "file": self.file.as_posix(),
            "seed": self.seed,
            "replications": self.replications,
            "answer": self.answer,
            "targets": [verdict.as_json() for verdict in self.verdicts],
            "baseline": None if self.baseline is None else self.baseline.as_posix(),
            "exact": self.exact,
            "changed": None if self.causes is None else self.causes.as_json(),
            "kpis": [shift.as_json() for shift in self.shifts],
        }


def overall(checked: list[Checked]) -> Literal["passed", "failed", "undecided"]:
    """Of all scenarios together."""
    said = {one.answer for one in checked}
    if "failed" in said:
        return "failed"
    return "undecided" if "undecided" in said else "passed"


class Checks(list[Checked]):
    """What one call of ``check`` found, a scenario each; a notebook shows it as tables."""
