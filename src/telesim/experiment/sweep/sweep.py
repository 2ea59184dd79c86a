"""A sweep: every point loaded, simulated on the same draws, judged, and told in one table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment import provenance
from telesim.experiment.point_answers import Answers, answers_of
from telesim.experiment.run import DEFAULT_OUT
from telesim.experiment.study import Study
from telesim.experiment.sweep.plan import Planned, own_folder
from telesim.experiment.sweep.table import sweep_csv, sweep_table

if TYPE_CHECKING:
    import pandas as pd

    from telesim.experiment.replicate import Progress
    from telesim.scenario import Scenario

#: What a sweep writes beside its chart; the manifest comes last.
FILES = ("sweep.csv", "sweep.parquet", "manifest.json")


@dataclass(frozen=True)
class PointAnswer:
    """One point of a sweep: what it sets, where its replications stand, and what came out."""

    settings: Mapping[str, Any]
    scenario: Scenario
    #: Key of the result folder that holds its replications.
    key: str
    answers: Answers


@dataclass(frozen=True)
class Sweep:
    """An answered sweep."""

    #: The swept paths, in the order in which they were given.
    paths: tuple[str, ...]
    points: tuple[PointAnswer, ...]
    seed: int
    replications: int
    #: Where the table, its manifest and the chart stand.
    folder: Path
    #: One row for each point and target or KPI: see :mod:`telesim.experiment.sweep.table`.
    table: pd.DataFrame
    #: Replications simulated now; the others were in the store.
    computed: int

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.points[0].scenario.name

    def as_json(self) -> dict[str, Any]:
        """One object with plain values: null where a figure cannot be said."""
        rows = json.loads(self.table.to_json(orient="records", double_precision=10))
        return {
            "scenario": self.name,
            "seed": self.seed,
            "replications": self.replications,
            "paths": list(self.paths),
            "points": [dict(point.settings) for point in self.points],
            "rows": rows,
            "results": str(self.folder),
        }


def sweep(
    plan: Planned,
    *,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Simulate what is missing of all points, judge each and write the table.

    Raises:
        RunError: a replication failed, or the results cannot be written.
    """
    computed = 0

    def count(done: int, total: int) -> None:
        nonlocal computed
        computed = done
        if progress is not None:
            progress(done, total)

    root = Path(DEFAULT_OUT if out is None else out)
    stores = Study(root, workers, count).simulate(plan.designs())
    numbers = range(1, plan.replications + 1)
    found = tuple(
        PointAnswer(point, scenario, store.key, answers_of(scenario, store, numbers, plan.asked))
        for point, scenario, store in zip(plan.points, plan.scenarios, stores, strict=True)
    )
    store = own_folder(plan, root, "sweep")
    table = sweep_table(plan.paths, found)
    answered = Sweep(plan.paths, found, plan.seed, plan.replications, store.folder, table, computed)
    store.write_text(FILES[0], sweep_csv(table))
    store.write_table(FILES[1], table)
    store.write_json(FILES[2], _manifest(plan, found))
    return answered


def _manifest(plan: Planned, found: Sequence[PointAnswer]) -> dict[str, Any]:
    """What the sweep was of; no times, so that the same sweep gives the same bytes."""
    origin = plan.scenarios[0].origin
    return {
        "scenario": plan.scenarios[0].name,
        "reforms": list(origin.reforms) if origin is not None else [],
        "seed": plan.seed,
        "replications": plan.replications,
        "paths": list(plan.paths),
        "kpis": [{"kpi": one.kpi, "where": one.where} for one in plan.asked],
        "points": [{"settings": dict(one.settings), "key": one.key} for one in found],
        "source_sha256": provenance.source_digest(),
        "versions": provenance.versions(),
    }
