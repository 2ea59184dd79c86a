"""BEFORE under every subset of the reforms that is looked at: all of them load, or none is run."""

from __future__ import annotations

import dataclasses
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.explain.errors import ExplainError
from telesim.experiment.replicate import available_processors
from telesim.scenario import load
from telesim.scenario.canonical import NOT_SAID
from telesim.scenario.errors import ScenarioError, display_path

if TYPE_CHECKING:
    from telesim.experiment.explain.players import Stacked
    from telesim.scenario import Scenario

#: Below this much loading, starting processes costs more than they save.
_WORTH_WORKERS_S = 20.0
#: Words that a file may say of itself beside the reforms that it names.
_OF_ITSELF = NOT_SAID | {"name", "title", "question"}
#: Problems of combinations that are told one by one.
_TOLD = 3


def load_subsets(
    stack: Stacked,
    subsets: Iterable[int],
    settings: Mapping[str, Any] | None = None,
    workers: int | None = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[int, Scenario]:
    """The scenario of each subset; nobody and all must be among them.

    All players together are AFTER as its own file says it, so that its replications are those of
    ``telesim run AFTER``. What the scenarios were read from is left behind, as there may be many.

    Raises:
        ExplainError: AFTER sets more than its reforms do, or a subset does not load.
        ScenarioError: BEFORE or AFTER itself is not valid.
    """
    everybody = (1 << len(stack.players)) - 1
    order = sorted(subsets, key=lambda one: (one not in (0, everybody), one))
    found: dict[int, Scenario] = {}
    #: First problem -> the combinations that have it.
    failed: dict[str, list[int]] = {}
    started = time.perf_counter()
    for subset in order[:2]:
        found[subset] = _light(_end(stack, subset, settings))
    seconds = (time.perf_counter() - started) / 2 * (len(order) - 2)
    tasks = [(subset, stack.before, stack.files(subset), settings) for subset in order[2:]]
    for done, (subset, scenario, problem) in enumerate(_all_of(tasks, workers, seconds), 3):
        if progress is not None:
            progress(done, len(order))
        if scenario is None:
            failed.setdefault(problem, []).append(subset)
        else:
            found[subset] = scenario
    if failed:
        raise ExplainError(_failures(stack, failed, len(order)))
    return dict(sorted(found.items()))


_Task = tuple[int, Path, tuple[Path, ...], Mapping[str, Any] | None]
_Loaded = tuple[int, "Scenario | None", str]


def _all_of(tasks: list[_Task], workers: int | None, seconds: float) -> Iterator[_Loaded]:
    """Load combinations, in processes beside each other where that is quicker."""
    workers = available_processors() if workers is None else workers
    if workers == 1 or len(tasks) < 2 or seconds < _WORTH_WORKERS_S:
        yield from (_load_one(*task) for task in tasks)
        return
    import joblib

    parallel = joblib.Parallel(
        n_jobs=min(workers, len(tasks)),
        return_as="generator",
        initializer=_leave_interrupts,
        backend="loky",  # here, where the files are, also when a cluster computes
    )
    yield from parallel(joblib.delayed(_load_one)(*task) for task in tasks)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that waits for the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _load_one(
    subset: int, before: Path, files: tuple[Path, ...], settings: Mapping[str, Any] | None
) -> _Loaded:
    """A combination, or the first of its problems; errors do not travel between processes."""
    try:
        return subset, _light(load(before, files, settings)), ""
    except ScenarioError as problem:
        return subset, None, str(problem).splitlines()[0]


def _end(stack: Stacked, subset: int, settings: Mapping[str, Any] | None) -> Scenario:
    """BEFORE, or all players together."""
    if subset == 0 or stack.after is None:
        return load(stack.before, stack.files(subset), settings)
    after = load(stack.after, (), settings)
    try:
        whole = load(stack.before, stack.files(subset), settings)
    except ScenarioError as problem:
        raise ExplainError(
            f"{display_path(stack.after)}: its reforms do not load over "
            f"{display_path(stack.before)} alone: {str(problem).splitlines()[0]}"
        ) from None
    _same_but_names(stack, after, whole)
    return after


def _failures(stack: Stacked, failed: Mapping[str, Sequence[int]], subsets: int) -> str:
    """What does not load and why: of each problem the smallest combination that has it."""
    number = sum(map(len, failed.values()))
    said = [
        f"{stack.names(min(its, key=lambda one: (one.bit_count(), one)))}: {first}"
        for first, its in failed.items()
    ]
    more = f"; and {len(said) - _TOLD} more" if len(said) > _TOLD else ""
    return (
        f"{number} of {subsets} combinations of reforms do not load, need all of them: "
        f"{'; '.join(said[:_TOLD])}{more}"
    )


def _same_but_names(stack: Stacked, after: Scenario, whole: Scenario) -> None:
    """Refuse an AFTER that is more than BEFORE with all reforms (``whole``).

    Raises:
        ExplainError: names the sections that differ.
    """
    assert stack.after is not None
    assert after.origin is not None and whole.origin is not None
    one, other = after.origin.tree, whole.origin.tree
    words = sorted(
        word
        for word in (one.keys() | other.keys()) - _OF_ITSELF
        if one.get(word) != other.get(word)
    )
    if words:
        raise ExplainError(
            f"{display_path(stack.after)}: differs from {display_path(stack.before)} in "
            f"{', '.join(words)} by more than its reforms, need AFTER to be BEFORE with reforms "
            "alone; put what it sets besides into a reform"
        )


def _light(scenario: Scenario) -> Scenario:
    """Without the texts of its files: what names its results is kept."""
    if scenario.origin is None:
        return scenario
    origin = dataclasses.replace(scenario.origin, tree={}, settings={}, taken_away={})
    return scenario.model_copy(update={"origin": origin})
