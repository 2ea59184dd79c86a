"""Sensitivity of a scenario's answers: effects, shares and curves from one study of points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment import provenance
from telesim.experiment.point_answers import Answers, answers_of
from telesim.experiment.run import DEFAULT_OUT
from telesim.experiment.sensitivity.curves import Curve
from telesim.experiment.sensitivity.morris import effects
from telesim.experiment.sensitivity.preparing import Prepared
from telesim.experiment.sensitivity.ranges import Factor
from telesim.experiment.sensitivity.refining import refined
from telesim.experiment.sensitivity.responses import Question, answers_at
from telesim.experiment.sensitivity.sobol import shares
from telesim.experiment.sensitivity.tables import (
    crossing_table,
    curve_table,
    effect_table,
    share_table,
)
from telesim.experiment.study import Design, Study
from telesim.experiment.sweep.loading import load_points
from telesim.experiment.sweep.plan import own_folder
from telesim.experiment.tables import CSV_FLOAT

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.replicate import Progress
    from telesim.experiment.store import Store
    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Sensitivity:
    """An answered study; what was not asked for is empty."""

    scenario: Scenario
    questions: tuple[Question, ...]
    factors: tuple[Factor, ...]
    #: One row for each target or KPI and number: see :mod:`telesim.experiment.sensitivity.tables`.
    effects: pd.DataFrame
    shares: pd.DataFrame
    #: One row for each target and value of a curve; one for each crossing.
    curve_points: pd.DataFrame
    crossings: pd.DataFrame
    curves: tuple[Curve, ...]
    seed: int
    replications: int
    points: int
    left_out: tuple[str, ...]
    folder: Path
    #: Replications simulated now; the others were in the store.
    computed: int
    #: Names of the files that were written there.
    files: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One object with plain values: null where a figure cannot be said."""
        tables = {
            "effects": self.effects, "shares": self.shares, "curves": self.curve_points,
            "crossings": self.crossings,
        }  # fmt: skip
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replications": self.replications,
            "points": self.points,
            **{
                name: json.loads(table.to_json(orient="records", double_precision=10))
                for name, table in tables.items()
            },
            "left_out": list(self.left_out),
            "results": str(self.folder),
        }


class _Count:
    """Replications simulated over several rounds, told as one progress."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.kept = self.done = 0

    def __call__(self, done: int, total: int) -> None:
        self.done = done
        if self.progress is not None:
            self.progress(self.kept + done, self.kept + total)

    def keep(self) -> None:
        """A round is over."""
        self.kept, self.done = self.kept + self.done, 0


class _Asking:
    """Answers at values of a number, from the store where they are there already."""

    def __init__(self, prepared: Prepared, study: Study, numbers: Sequence[int]) -> None:
        self.prepared = prepared
        self.study = study
        self.numbers = numbers

    def __call__(self, factor: Factor, values: Sequence[float]) -> list[Answers]:
        points = [{factor.path: factor.written(value)} for value in values]
        plan = self.prepared.plan
        known = [(dict(one), its) for one, its in zip(plan.points, plan.scenarios, strict=True)]
        scenarios = [next((its for one, its in known if one == point), None) for point in points]
        missing = [point for point, its in zip(points, scenarios, strict=True) if its is None]
        loaded = iter(load_points(self.prepared.file, self.prepared.reforms, missing))
        every = [next(loaded) if its is None else its for its in scenarios]
        designs = [Design(one, plan.seed, self.numbers) for one in every]
        stores = self.study.simulate(designs)
        if isinstance(self.study.progress, _Count):
            self.study.progress.keep()
        return [
            answers_of(one, store, self.numbers, ())
            for one, store in zip(every, stores, strict=True)
        ]


def answer(
    prepared: Prepared,
    *,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Simulate what is missing of all points, analyse them and write the tables.

    Raises:
        RunError: a replication failed, or the results cannot be written.
    """
    count = _Count(progress)
    plan, questions, factors = prepared.plan, prepared.questions, prepared.factors
    root = Path(DEFAULT_OUT if out is None else out)
    study = Study(root, workers, count)
    stores = study.simulate(plan.designs())
    count.keep()
    numbers = range(1, plan.replications + 1)
    first, second = len(prepared.morris), len(prepared.morris) + len(prepared.sobol)
    values = answers_at(questions, stores[:second], numbers)
    found_effects = found_shares = None
    if first:
        told = {q: effects(prepared.morris, y[:first]) for q, y in values.items() if y.shape[1]}
        found_effects = effect_table(
            questions, factors, told, {q: y[:first] for q, y in values.items()}
        )
    if second > first:
        cut = {q: shares(len(factors), y[first:]) for q, y in values.items() if y.shape[1]}
        found_shares = share_table(questions, factors, cut)
    ask = _Asking(prepared, study, numbers)
    curves = [refined(*turn, ask) for turn in prepared.turns]
    store = own_folder(plan, root, "sensitivity", first, second, prepared.base.name)
    answered = Sensitivity(
        scenario=prepared.base,
        questions=questions,
        factors=factors,
        effects=effect_table(questions, factors, {}, {})
        if found_effects is None
        else found_effects,
        shares=share_table(questions, factors, {}) if found_shares is None else found_shares,
        curve_points=curve_table(curves),
        crossings=crossing_table(curves),
        curves=tuple(curves),
        seed=plan.seed,
        replications=plan.replications,
        points=len(plan.points)
        + sum(map(len, (c.values for c in curves)))
        - sum(len(values) for _, values, _ in prepared.turns),
        left_out=prepared.left_out,
        folder=store.folder,
        computed=count.kept,
    )
    return replace(answered, files=_write(answered, store, prepared, [one.key for one in stores]))


def _write(
    found: Sensitivity, store: Store, prepared: Prepared, keys: Sequence[str]
) -> tuple[str, ...]:
    """Write what the study has; the manifest last."""
    names = []
    for name, table, wanted in (
        ("effects", found.effects, len(prepared.morris)),
        ("shares", found.shares, len(prepared.sobol)),
        ("curves", found.curve_points, len(prepared.turns)),
        ("crossings", found.crossings, len(prepared.turns)),
    ):
        if wanted:
            store.write_text(f"{name}.csv", table.to_csv(index=False, float_format=CSV_FLOAT))
            store.write_table(f"{name}.parquet", table)
            names += [f"{name}.csv", f"{name}.parquet"]
    store.write_json("manifest.json", _manifest(prepared, keys))
    return (*names, "manifest.json")


def _manifest(prepared: Prepared, keys: Sequence[str]) -> dict[str, Any]:
    """What the study was of; no times, so that the same study gives the same bytes."""
    plan, origin = prepared.plan, prepared.base.origin
    return {
        "scenario": prepared.base.name,
        "reforms": list(origin.reforms) if origin is not None else [],
        "seed": plan.seed,
        "replications": plan.replications,
        "ranges": [
            {"path": f.path, "low": f.low, "high": f.high, "unit": f.unit, "base": f.base,
             "source": f.source}
            for f in prepared.factors
        ],
        "left_out": list(prepared.left_out),
        "points_of_morris": len(prepared.morris),
        "points_of_sobol": len(prepared.sobol),
        "points": [
            {"settings": dict(point), "key": key}
            for point, key in zip(plan.points, keys, strict=True)
        ],
        "source_sha256": provenance.source_digest(),
        "versions": provenance.versions(),
    }  # fmt: skip
