"""Where the hours went before and after: the mean of each part over the cases of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telesim.experiment.explain.ends import FAULTS, ORDERS, UNITS, End, wheres_told
from telesim.experiment.explain.figures import of_sums
from telesim.experiment.explain.shapley import Values95, interval
from telesim.experiment.parts import PARTS
from telesim.scenario.targets import Target

#: Stands among the parts for the time before the clock starts, which is none of them.
NOT_REPORTED = "before the report"
ALL = "all"


@dataclass(frozen=True)
class HoursRow:
    """One part of the mean time of a group of cases; parts add up to the row ``all``.

    ``before`` and ``after`` are means per case in ``unit``, open cases with their age so far.
    """

    what: str
    where: dict[str, str]
    unit: str
    part: str
    before: float
    after: float
    change: Values95


def hours_rows(
    before: Sequence[End], after: Sequence[End], targets: Sequence[Target]
) -> tuple[HoursRow, ...]:
    """Rows of all groups that targets speak of; a group without cases at one end is left out."""
    rows: list[HoursRow] = []
    for family in (FAULTS, ORDERS):
        for where in wheres_told(targets, family):
            rows += _rows(before, after, family, where)
    return tuple(rows)


def _rows(
    before: Sequence[End], after: Sequence[End], family: str, where: dict[str, str]
) -> list[HoursRow]:
    unit, length_ms = UNITS[family]
    sums = []
    for ends in (before, after):
        tops = np.zeros((len(PARTS) + 2, len(ends)))
        bottoms = np.zeros(len(ends))
        for number, end in enumerate(ends):
            cases = end.cases[family]
            mine = cases.matching(where) & cases.visited
            parts = cases.hours.parts[mine].sum(axis=0)
            tops[: len(PARTS), number] = parts / length_ms
            tops[-2, number] = parts.sum() / length_ms
            tops[-1, number] = cases.hours.before_ms[mine].sum() / length_ms
            bottoms[number] = mine.sum()
        if not bottoms.sum():
            return []
        sums.append([of_sums(top, bottoms) for top in tops])
    names = (*PARTS, ALL, NOT_REPORTED)
    return [
        HoursRow(
            family, where, unit, name, float(one.mean()), float(two.mean()), interval(two - one)
        )
        for name, one, two in zip(names, *sums, strict=True)
        if name != NOT_REPORTED or family == FAULTS
    ]
