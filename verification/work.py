"""Pieces of work that can be done in any order and process: runs, comparisons, recursions."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

import joblib
import numpy as np
from ruamel.yaml import YAML

import telesim
from telesim import EventLog, Scenario
from verification import youngest_first as youngest_first  # registers the rule of a control
from verification.answers import Sums
from verification.families import FAMILIES
from verification.filing import Files, code_digest, scenario_digest
from verification.plans import Analysed, Part
from verification.rows import SCENARIOS

#: Kinds of work: a replication of a scenario, a log beside a recursion, a piece of a recursion, a
#: piece of a series.
RUN, COMPARE, PIECE, SERIES = "run", "compare", "piece", "series"


@dataclass(frozen=True)
class Task:
    """One piece of work.

    ``name`` is that of a scenario, of a recursion, or of a row with a series. ``number``
    counts replications from 1 and pieces from 0. ``control`` is the number of the family's control
    whose settings hold, or None.
    """

    kind: str
    family: str
    name: str
    seed: int
    number: int
    control: int | None = None

    @property
    def scenario(self) -> str:
        """The scenario that it runs; "" for none."""
        if self.kind == RUN:
            return self.name
        return FAMILIES[self.family].recursions[self.name].scenario if self.kind == COMPARE else ""

    @property
    def key(self) -> str:
        """A name that changes whenever what comes out could."""
        said = asdict(self)
        said["settings"] = FAMILIES[self.family].settings_of(self.control)
        if self.scenario:
            said["file"] = scenario_digest(SCENARIOS / self.family / f"{self.scenario}.yaml")
        if self.kind == RUN:
            said["parts"] = [part.key for part in FAMILIES[self.family].parts_on(self.name)]
        said["code"] = code_digest(self.family)
        text = json.dumps(said, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@cache
def seed_and_replications(family: str, name: str) -> tuple[int, int]:
    """What a scenario file says of both, read without loading its copies."""
    text = (SCENARIOS / family / f"{name}.yaml").read_text(encoding="utf-8")
    said = YAML(typ="safe").load(text)
    return int(said["seed"]), int(said["replications"])


@lru_cache(maxsize=2)
def scenario_of(family: str, name: str, control: int | None = None) -> Scenario:
    """A committed scenario, with the settings of a control laid over it where one is named."""
    settings = FAMILIES[family].settings_of(control)
    return telesim.load(SCENARIOS / family / f"{name}.yaml", settings=settings)


def perform(task: Task, key: str, files: Files) -> Task:
    """Do one piece of work and file it under its key, with the processor seconds that it took."""
    started = time.process_time()
    try:
        value = _DO[task.kind](task)
    except Exception as problem:
        problem.add_note(f"while doing {task}")
        raise
    seconds = round(time.process_time() - started, 3)
    files.write(files.work(key), {"task": asdict(task), "seconds": seconds, **value})
    return task


def _run(task: Task) -> dict[str, Any]:
    scenario = scenario_of(task.family, task.scenario, task.control)
    log = telesim.simulate(scenario, task.number, seed=task.seed)
    parts = FAMILIES[task.family].parts_on(task.scenario)
    return {"sums": {part.key: _sums(part, scenario, log) for part in parts}}


def _sums(part: Part, scenario: Scenario, log: EventLog) -> list[list[float]]:
    found = part.sample(scenario, log)
    left = part.statistic.sums(found.copy, found.values, found.copies)
    return [[float(one) for one in row] for row in left]


def _compare(task: Task) -> dict[str, Any]:
    scenario = scenario_of(task.family, task.scenario, task.control)
    log = telesim.simulate(scenario, task.number, seed=task.seed)
    workload = telesim.draw(scenario, task.number, seed=task.seed)
    recursion = FAMILIES[task.family].recursions[task.name]
    jobs, differs = recursion.compare(scenario, workload, log)
    inputs = {one.name: one.sums(scenario, workload) for one in recursion.inputs}
    return {"jobs": jobs, "differs": differs, "inputs": inputs}


def _piece(task: Task) -> dict[str, Any]:
    left = FAMILIES[task.family].recursions[task.name].piece(task.seed, task.number)
    return {"sums": {reading: sums.tolist() for reading, sums in left.items()}}


def _series(task: Task) -> dict[str, Any]:
    family = FAMILIES[task.family]
    plan = family.plans[task.name] if task.control is None else family.controls[task.control].plan
    assert isinstance(plan, Analysed)
    return {"sums": {SERIES: plan.draw(task.seed, task.number).tolist()}}


_DO: dict[str, Callable[[Task], dict[str, Any]]] = {
    RUN: _run, COMPARE: _compare, PIECE: _piece, SERIES: _series,
}  # fmt: skip


def perform_all(
    tasks: Iterable[Task], files: Files, workers: int, told: Callable[[int, int, Task], None]
) -> None:
    """Do what is not filed yet, ``workers`` at a time; ``told`` hears of each that is done.

    An error in one stops all; what is done by then stays filed.
    """
    # Keys are taken here: who edits a source meanwhile must not send the figures elsewhere.
    keys = {task: task.key for task in tasks}
    missing = [task for task, key in keys.items() if files.read(files.work(key)) is None]
    if not missing:
        return
    parallel = joblib.Parallel(
        n_jobs=min(workers, len(missing)),
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="n_jobs",
    )
    done = parallel(joblib.delayed(perform)(task, keys[task], files) for task in missing)
    for number, task in enumerate(done, start=1):
        told(number, len(missing), task)


def sums_of(tasks: Iterable[Task], reading: str, files: Files) -> Sums:
    """What runs or pieces left for a part or a reading, a row for each copy of each."""
    return np.concatenate(
        [
            np.array(files.read(files.work(task.key))["sums"][reading], dtype=np.float64)
            for task in tasks
        ]
    )
