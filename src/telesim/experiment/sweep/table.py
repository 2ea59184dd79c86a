"""The tidy table of a sweep: one row for each point and target or KPI."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from telesim.experiment.sweep.values import value_text
from telesim.experiment.tables import number_text
from telesim.kpi.catalogue import where_key

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.point_answers import Answers
    from telesim.experiment.sweep.sweep import PointAnswer

#: After ``point`` and the swept paths. ``target`` is empty for a KPI that was asked for;
#: ``at_most`` and ``at_least`` are the limit in the KPI's unit; ``probability`` is the share of
#: replications that keep it with its Wilson interval; ``open`` counts cases that had not ended;
#: ``result`` is the key of the folder that holds the replications.
FIGURES = ("mean", "ci_low", "ci_high")
CHANCES = ("probability", "probability_low", "probability_high")
COLUMNS = (
    "target", "level", "kpi", "where", "unit", *FIGURES, "n", "verdict", *CHANCES,
    "at_most", "at_least", "cases", "open", "result",
)  # fmt: skip
_COUNTS = ("point", "n", "cases", "open")
_NUMBERS = (*FIGURES, *CHANCES, "at_most", "at_least")


def sweep_table(paths: Sequence[str], points: Sequence[PointAnswer]) -> pd.DataFrame:
    """One row for each point and target (with its counties) or KPI, points numbered from 1.

    A path's column holds numbers where all of its values are numbers, else their texts; a point
    that leaves a path as the scenario has it has nothing there.
    """
    import pandas as pd

    rows = [
        {"point": number, **{path: one.settings.get(path) for path in paths}, **row,
         "result": one.key}
        for number, one in enumerate(points, 1)
        for row in _rows(one.answers)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["point", *paths, *COLUMNS])
    for path in paths:
        set_to = [one.settings[path] for one in points if path in one.settings]
        if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in set_to):
            every = len(set_to) == len(points) and all(isinstance(v, int) for v in set_to)
            table[path] = table[path].astype("int64" if every else "float64")
        else:
            texts = {number: value_text(one.settings[path]) for number, one in
                     enumerate(points, 1) if path in one.settings}  # fmt: skip
            table[path] = [texts.get(number) for number in table["point"]]
    for name in _NUMBERS:
        table[name] = table[name].astype("float64")
    return table


def _rows(answers: Answers) -> Iterator[Mapping[str, Any]]:
    for v in answers.verdicts:
        limit: dict[str, float | None] = {"at_most": None, "at_least": None}
        limit[v.direction] = v.limit
        chances = {name: getattr(v, name) for name in CHANCES}
        yield {
            "target": v.name, "level": v.level, "kpi": v.kpi, "where": where_key(v.where),
            "unit": v.unit, "mean": v.mean, "ci_low": v.ci_low, "ci_high": v.ci_high, "n": v.n,
            "verdict": v.verdict, **chances, **limit, "cases": v.cases, "open": v.open,
        }  # fmt: skip
    for f in answers.figures:
        yield {
            "target": None, "level": "whole", "kpi": f.asked.kpi,
            "where": where_key(f.asked.where), "unit": f.unit, "mean": f.mean,
            "ci_low": f.ci_low, "ci_high": f.ci_high, "n": f.n, "cases": f.cases, "open": f.open,
        }  # fmt: skip


def sweep_csv(table: pd.DataFrame) -> str:
    """The table as CSV text; equal tables give equal bytes, and what cannot be said is blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return number_text(value) if isinstance(value, float) else str(value)
