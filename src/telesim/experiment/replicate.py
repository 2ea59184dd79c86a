"""Replications, one after the other or side by side, each filed as soon as it is done.

A replication depends on the scenario, the seed and its own number alone, so neither the number
of workers nor the order in which they finish can change a result.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telesim.experiment.errors import RunError, StoreError
from telesim.experiment.store import Measured, Store

if TYPE_CHECKING:
    import pandas as pd

    from telesim.eventlog import EventLog
    from telesim.scenario import Scenario

#: Below this much work, starting worker processes costs more than they save.
_WORTH_WORKERS_S = 10.0
#: Called with replications done and wanted, each time one is done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a piece ended. Errors travel as text: not every exception survives pickling."""

    #: Which of the pieces.
    index: int
    seconds: float
    error: str = ""
    store_failed: bool = False
    trace: str = ""


def run_one(scenario: Scenario, seed: int, number: int) -> EventLog:
    """One replication up to its log: draw, simulate, check conservation.

    Raises:
        telesim.simulation.SimulationError: the run stopped itself.
        telesim.conservation.ConservationError: the log does not add up.
    """
    from telesim import conservation
    from telesim.simulation import simulate
    from telesim.workload import draw

    log = simulate(scenario, draw(scenario, seed, number))
    conservation.check(scenario, log, seed)
    return log


def replicate(scenario: Scenario, seed: int, number: int) -> tuple[Measured, EventLog]:
    """One replication: :func:`run_one`, then measure."""
    from telesim import kpi

    log = run_one(scenario, seed, number)
    measured = Measured(
        kpi.measure(scenario, log),
        weekly_series(scenario, log),
        kpi.exchange_table(scenario, log),
        kpi.cabinet_table(scenario, log),
    )
    return measured, log


def weekly_series(scenario: Scenario, log: EventLog) -> pd.DataFrame:
    """Weekly figures as one long table: at, family (backlog, held, fill), series, value."""
    import pandas as pd

    from telesim import kpi

    parts = [
        frame.rename_axis("at")
        .reset_index()
        .melt(id_vars="at", var_name="series", value_name="value")
        .assign(family=family, value=lambda part: part["value"].astype(float))
        for family, frame in kpi.weekly(scenario, log).items()
    ]
    return pd.concat(parts, ignore_index=True)[["at", "family", "series", "value"]]


def without_origin(scenario: Scenario) -> Scenario:
    """The scenario as the model needs it: the texts it was read from stay behind."""
    phases = tuple(
        phase.model_copy(update={"scenario": without_origin(phase.scenario)})
        for phase in scenario.phases
    )
    return scenario.model_copy(update={"origin": None, "phases": phases})


def _file_one(index: int, piece: Piece) -> Outcome:
    started = time.perf_counter()
    try:
        measured, log = replicate(piece.scenario, piece.seed, piece.number)
        piece.store.write_replication(piece.number, measured, log if piece.keep_log else None)
    except Exception as problem:  # told with its replication and seed, whatever it is
        return Outcome(
            index,
            time.perf_counter() - started,
            error=str(problem) if _is_told(problem) else f"{type(problem).__name__}: {problem}",
            store_failed=isinstance(problem, StoreError),
            trace=traceback.format_exc(),
        )
    return Outcome(index, time.perf_counter() - started)


def _is_told(problem: Exception) -> bool:
    """Whether an error was written for the planner (a bare KeyError was not)."""
    return type(problem).__module__.startswith("telesim.")


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started inside never hear Ctrl-C, from their first instant on.

    A terminal sends it to all of them, and a worker could be hit while it loads, before any
    code of ours runs in it. Being deaf is inherited; it lasts some milliseconds here.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def available_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_once(workers: int | None) -> int:
    """How many replications would be computed at once: local processes, or slots of a cluster."""
    if _locally():
        return available_processors() if workers is None else workers
    import joblib

    backend, _ = joblib.parallel.get_active_backend()
    client = getattr(backend, "client", None)
    slots = sum(client.ncores().values()) if client is not None else backend.effective_n_jobs(-1)
    return max(1, int(slots))


def _all_of(tasks: list[tuple[int, Piece]], workers: int | None) -> Generator[Outcome, None, None]:
    """Outcomes of all tasks, in the order in which they end."""
    if not _locally():
        yield from _elsewhere(tasks)
        return
    if workers is None and tasks:
        first = _file_one(*tasks[0])
        yield first
        tasks = tasks[1:]
        worthwhile = first.seconds * len(tasks) > _WORTH_WORKERS_S
        workers = available_processors() if worthwhile else 1
    if (workers or 1) > 1 and len(tasks) > 1:
        yield from _side_by_side(tasks, min(workers or 1, len(tasks)))
    else:
        yield from (_file_one(*task) for task in tasks)


def _locally() -> bool:
    """Whether joblib would use processes of this machine, as it does unless told otherwise."""
    joblib = sys.modules.get("joblib")
    if joblib is None:  # nobody has told it anything
        return True
    backend, _ = joblib.parallel.get_active_backend()
    return type(backend).__name__ == "LokyBackend"


def _elsewhere(tasks: list[tuple[int, Piece]]) -> Generator[Outcome, None, None]:
    """Where an active ``joblib.parallel_config`` says; the workers share the file system alone."""
    import joblib

    from telesim.experiment.cluster import fingerprint, outcomes_of

    ours = fingerprint()
    calls = [(index, _rooted(piece), ours) for index, piece in tasks]
    backend, _ = joblib.parallel.get_active_backend()
    client = getattr(backend, "client", None)
    if client is not None:
        yield from outcomes_of(client, _file_as_here, calls)
        return
    parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
    yield from parallel(joblib.delayed(_file_as_here)(*call) for call in calls)


def _rooted(piece: Piece) -> Piece:
    """A piece whose folder is found from any working directory."""
    return replace(piece, store=replace(piece.store, folder=piece.store.folder.resolve()))


def _file_as_here(index: int, piece: Piece, ours: dict[str, str]) -> Outcome:
    """On a worker, which may have come after the others were looked over."""
    from telesim.experiment.cluster import differences, fingerprint

    if differing := differences(fingerprint(), ours):
        return Outcome(index, 0.0, error=f"its worker runs another telesim: {differing}")
    return _file_one(index, piece)


def _side_by_side(tasks: list[tuple[int, Piece]], workers: int) -> Generator[Outcome, None, None]:
    import joblib

    # A worker that has grown by some hundred MB is replaced by a fresh one, which is no fault.
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
    parallel = joblib.Parallel(
        n_jobs=workers,
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="n_jobs",
        initializer=_leave_interrupts_to_parent,
    )
    with _deaf_to_interrupts():
        outcomes = parallel(joblib.delayed(_file_one)(*task) for task in tasks)
    yield from outcomes


@dataclass(frozen=True, slots=True)
class Piece:
    """One replication that is still to be filed."""

    store: Store
    #: As :func:`bare` makes it, so that it travels light; one object for all its replications.
    scenario: Scenario
    seed: int
    number: int
    keep_log: bool = False


def bare(scenario: Scenario, seed: int) -> Scenario:
    """What a replication is computed from: the values, without the texts they came from."""
    return without_origin(scenario).model_copy(update={"seed": seed})


def file_all(
    pieces: Sequence[Piece], *, workers: int | None = 1, progress: Progress | None = None
) -> None:
    """Compute and file replications, of one scenario or many; the first error stops the others.

    With more than one worker they run in local processes of joblib, or where an active
    ``joblib.parallel_config`` says (an existing Dask cluster that shares the file system).
    None means as many as there are processors, unless starting them would take longer than
    the work.

    Raises:
        RunError: a replication failed; names it and the seed, and its folder where there are many.
        StoreError: a file could not be written.
        KeyboardInterrupt: passed on; whole replications stay, nothing else does.
    """
    stores = {piece.store.folder: piece.store for piece in pieces}
    done = 0
    if progress is not None:
        progress(done, len(pieces))
    outcomes = _all_of(list(enumerate(pieces)), workers)
    try:
        for outcome in outcomes:
            if outcome.error:
                raise _failure(outcome, pieces[outcome.index], many=len(stores) > 1)
            done += 1
            if progress is not None:
                progress(done, len(pieces))
    finally:
        with warnings.catch_warnings():  # joblib advises on tasks that are cancelled on purpose
            warnings.simplefilter("ignore")
            outcomes.close()
        for store in stores.values():
            store.sweep()


def _failure(outcome: Outcome, piece: Piece, many: bool) -> RunError:
    if outcome.store_failed:
        return StoreError(outcome.error)
    of = f" of {piece.store.folder.parent.name}" if many else ""
    failure = RunError(
        f"replication {piece.number}{of} with seed {piece.seed} failed: {outcome.error}"
    )
    failure.add_note(outcome.trace)
    return failure
