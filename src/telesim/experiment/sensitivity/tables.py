"""The tidy tables of a study of sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment.sensitivity.curves import Curve
from telesim.experiment.sensitivity.morris import Effect
from telesim.experiment.sensitivity.ranges import Factor
from telesim.experiment.sensitivity.responses import Question
from telesim.experiment.sensitivity.sobol import Shares

if TYPE_CHECKING:
    import pandas as pd

_QUESTION = ("target", "kpi", "where", "unit")
_FACTOR = ("path", "base", "low", "high", "path_unit", "source")
#: Effects are in ``unit`` over the whole of the range from ``low`` to ``high``; ``told`` is whether
#: the effect can be told from noise; ``n`` counts replications. ``keeps`` is the share of the
#: design's points whose mean keeps the target's limit, ``lowest`` and ``highest`` their means.
EFFECTS = (
    *_QUESTION, *_FACTOR, "mean", "mean_low", "mean_high", "mu_star", "mu_star_low",
    "mu_star_high", "sigma", "told", "n", "keeps", "lowest", "highest",
)  # fmt: skip
#: Shares of the answer's variance, 1 = all of it.
SHARES = (
    *_QUESTION, *_FACTOR, "first", "first_low", "first_high", "total", "total_low", "total_high",
    "told",
)  # fmt: skip
CURVES = (
    "path", "value", "no_effect", *_QUESTION, "limit", "direction", "mean", "ci_low", "ci_high",
    "n", "verdict", "probability",
)  # fmt: skip
#: ``low`` and ``high`` are missing where the span goes on beyond the range.
CROSSINGS = ("path", "target", "limit", "unit", "value", "low", "high")


def effect_table(
    questions: Sequence[Question],
    factors: Sequence[Factor],
    told: Mapping[Question, Sequence[Effect]],
    values: Mapping[Question, np.ndarray[Any, np.dtype[np.float64]]],
) -> pd.DataFrame:
    """One row for each question and number, the largest effects first."""
    rows = []
    for question in questions:
        its = told.get(question)
        if its is None:
            continue
        means = values[question].mean(axis=1)
        keeps = (
            None if question.limit is None else float(np.mean([question.keeps(m) for m in means]))
        )
        pairs = sorted(zip(factors, its, strict=True), key=lambda pair: -pair[1].mu_star)
        rows += [
            {
                **_of(question), **_at(factor), "mean": e.mean, "mean_low": e.mean_low,
                "mean_high": e.mean_high, "mu_star": e.mu_star, "mu_star_low": e.mu_star_low,
                "mu_star_high": e.mu_star_high, "sigma": e.sigma, "told": e.is_told,
                "n": values[question].shape[1], "keeps": keeps, "lowest": means.min(),
                "highest": means.max(),
            }
            for factor, e in pairs
        ]  # fmt: skip
    return _frame(rows, EFFECTS)


def share_table(
    questions: Sequence[Question],
    factors: Sequence[Factor],
    told: Mapping[Question, Sequence[Shares]],
) -> pd.DataFrame:
    """One row for each question and number, the largest totals first."""
    rows = []
    for question in questions:
        its = told.get(question)
        if its is None:
            continue
        pairs = sorted(zip(factors, its, strict=True), key=lambda pair: -pair[1].total)
        rows += [
            {
                **_of(question), **_at(factor), "first": s.first, "first_low": s.first_low,
                "first_high": s.first_high, "total": s.total, "total_low": s.total_low,
                "total_high": s.total_high, "told": s.is_told,
            }
            for factor, s in pairs
        ]  # fmt: skip
    return _frame(rows, SHARES)


def curve_table(curves: Sequence[Curve]) -> pd.DataFrame:
    """One row for each number, target and value."""
    from telesim.kpi.catalogue import where_key

    rows = [
        {
            "path": one.factor.path, "value": value, "no_effect": value == one.no_effect,
            "target": its.name, "kpi": v.kpi, "where": where_key(v.where), "unit": v.unit,
            "limit": v.limit, "direction": v.direction, "mean": v.mean, "ci_low": v.ci_low,
            "ci_high": v.ci_high, "n": v.n, "verdict": v.verdict, "probability": v.probability,
        }
        for one in curves
        for its in one.targets
        for value, v in zip(one.values, its.verdicts, strict=True)
    ]  # fmt: skip
    return _frame(rows, CURVES)


def crossing_table(curves: Sequence[Curve]) -> pd.DataFrame:
    """One row for each crossing of a target's limit."""
    rows = [
        {
            "path": one.factor.path, "target": its.name, "limit": its.verdicts[0].limit,
            "unit": its.verdicts[0].unit, "value": c.value, "low": c.low, "high": c.high,
        }
        for one in curves
        for its in one.targets
        for c in its.crossings
    ]  # fmt: skip
    return _frame(rows, CROSSINGS)


def _of(question: Question) -> dict[str, Any]:
    return {
        "target": question.name, "kpi": question.kpi, "where": question.where,
        "unit": question.unit,
    }  # fmt: skip


def _at(factor: Factor) -> dict[str, Any]:
    return {
        "path": factor.path, "base": factor.base, "low": factor.low, "high": factor.high,
        "path_unit": factor.unit, "source": factor.source,
    }  # fmt: skip


#: Columns of texts and of answers; all others are numbers.
_TEXTS = {*_QUESTION, "path", "base", "path_unit", "source", "direction", "verdict"}
_ANSWERS = {"told", "no_effect", "n"}


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(list(rows), columns=list(columns))
    for name in columns:
        if name not in _TEXTS | _ANSWERS:
            table[name] = table[name].astype("float64")
    return table
