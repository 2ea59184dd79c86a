"""The main job: a scenario and a seed to a folder of results and a verdict."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment import provenance
from telesim.experiment.filed import gather, reform_words
from telesim.experiment.precision import Precision
from telesim.experiment.replicate import Progress
from telesim.experiment.result import Result
from telesim.experiment.store import Store
from telesim.experiment.study import Design, Study
from telesim.experiment.tables import CABINET_DIGITS, CSV_FLOAT, kpis_csv
from telesim.experiment.until_precise import Stopping, until_precise

if TYPE_CHECKING:
    from telesim.scenario import Scenario

DEFAULT_OUT = Path("results")


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: Path | str | None = None,
    keep_log: bool = False,
    progress: Progress | None = None,
    precision: str | float | None = None,
    at_most: int | None = None,
) -> Result:
    """Answer a scenario: replications that are not in the store yet, then its verdicts.

    The folder's summary files are those of the largest number of replications asked for so far.

    Args:
        scenario: what to simulate.
        replications: how many; the scenario's own number when None.
        seed: the scenario's own when None.
        workers: local processes; 1 computes in this one, None takes what pays.
        out: root of the results, ``results`` in the current directory when None.
        keep_log: keep the event log of every replication in the run's folder.
        progress: called with replications done and still wanted.
        precision: instead of a number of replications, as many as make the interval of each
            target so narrow relative to its mean, ``"5 %"`` or 0.05, or decide its verdict.
        at_most: replications that this may take, 200 when None.

    Raises:
        ValueError: less than one replication or worker, or a negative seed; a precision that
            cannot be, or beside a number of replications.
        UnitError: a target's limit that is not a quantity of its KPI's kind.
        RunError: a replication failed or the folder cannot be written.
    """
    rule = Precision.asked(precision, at_most, replications)
    wanted = scenario.replications if replications is None else replications
    seed = scenario.seed if seed is None else seed
    for what, value, least in (
        ("replications", wanted, 1),
        ("workers", 1 if workers is None else workers, 1),
        ("seed", seed, 0),
    ):
        if value < least:
            raise ValueError(f"{what}: got {value}, need {least} or more")
    started = time.perf_counter()
    computed = 0

    def count(done: int, total: int) -> None:
        nonlocal computed
        computed = done
        if progress is not None:
            progress(done, total)

    study = Study(Path(DEFAULT_OUT if out is None else out), workers, count)
    stopping = None
    if rule is not None:
        stopping = until_precise(study, scenario, seed, rule, keep_log)
        store, wanted = Store.at(study.out, scenario, seed), stopping.replications
    else:
        (store,) = study.simulate([Design(scenario, seed, range(1, wanted + 1), keep_log)])
    return _finish(scenario, store, seed, wanted, computed, started, stopping)


def _finish(
    scenario: Scenario,
    store: Store,
    seed: int,
    wanted: int,
    computed: int,
    started: float,
    stopping: Stopping | None = None,
) -> Result:
    """Combine what is stored, judge it and write the summary files.

    Those of a larger run stay as they are: a quick look must not undo what took hours.
    """
    filed = store.summed_up()
    result = gather(
        scenario,
        store,
        seed=seed,
        wanted=wanted,
        sha256=provenance.scenario_hash(scenario),
        computed=computed,
        kept=filed if filed > wanted else 0,
        stopping=stopping,
    )
    if result.kept:
        return result
    rounded = result.cabinets.round(CABINET_DIGITS)
    texts = {
        "kpis.csv": kpis_csv(result.estimates),
        "exchanges.csv": result.exchanges.to_csv(index=False, float_format=CSV_FLOAT),
        "cabinets.csv": rounded.to_csv(index=False, float_format=CSV_FLOAT),
    }
    filed = store.summed_up()  # all that took its time: a larger run may have ended meanwhile
    if filed > wanted:
        return replace(result, kept=filed)
    store.write_table("replications.parquet", result.replications)
    for name, text in texts.items():
        store.write_text(name, text)
    store.write_json("manifest.json", _manifest(result, store, time.perf_counter() - started))
    return result


def _manifest(result: Result, store: Store, seconds: float) -> dict[str, object]:
    scenario, origin = result.scenario, result.scenario.origin
    measured: dict[str, object] = {
        "replications_computed": result.computed,
        "wall_seconds": round(seconds, 3),
    }
    if not result.computed:  # reading back measures nothing
        measured.update({k: v for k, v in store.manifest().items() if k in measured})
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        **reform_words(scenario),
        "scenario_sha256": result.scenario_sha256,
        "tables_sha256": dict(origin.tables) if origin is not None else {},
        "seed": result.seed,
        "replications": result.replication_count,
        **({} if result.stopping is None else {"precision": result.stopping.as_json()}),
        **measured,
        "key": store.key,
        "source_sha256": provenance.source_digest(),
        "versions": provenance.versions(),
        "git": provenance.git_state(),
        "resolved": origin.tree if origin is not None else repr(scenario),
    }
