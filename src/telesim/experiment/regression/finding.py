"""Which baselines there are, and which of them a scenario is set against."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from telesim.experiment.regression import baseline as filed
from telesim.experiment.regression.baseline import Baseline, BaselineError


def baselines_of(folder: Path) -> list[Baseline]:
    """All baselines of a folder, by name.

    Raises:
        BaselineError: with everything that is wrong in any of them.
    """
    return _read_all(sorted(folder.glob(f"*{filed.SUFFIX}")))


def _read_all(paths: Sequence[Path]) -> list[Baseline]:
    found, wrong = [], []
    for path in paths:
        try:
            found.append(filed.read(path))
        except BaselineError as problem:
            wrong.append(str(problem))
    if wrong:
        raise BaselineError("\n".join(wrong))
    return found


def pairs_of(
    files: Sequence[Path], folder: Path, targets: bool
) -> list[tuple[Path, Baseline | None]]:
    """Scenario files with the baselines that they are set against.

    Args:
        files: scenarios or baselines; none = every baseline of the folder.
        folder: of the baselines.
        targets: whether a scenario without a baseline may be judged by its targets.

    Raises:
        BaselineError: with every baseline that cannot be used, or when there is nothing to check.
    """
    if not files:
        every = baselines_of(folder)
        if not every:
            raise BaselineError(
                f"{folder}: holds no baseline; write one with `telesim baseline SCENARIO`, or name "
                "the scenarios to check"
            )
        return [*_all_found(every)]
    pairs: list[tuple[Path, Baseline | None]] = []
    named = _read_all([file for file in files if file.suffix == filed.SUFFIX])
    by_path = {one.path: one for one in named}
    scenarios = [file for file in files if file.suffix != filed.SUFFIX]
    wanted = [os.path.realpath(file) for file in scenarios]
    known = _all_found(
        [
            one
            for one in (baselines_of(folder) if scenarios else ())
            if os.path.realpath(one.scenario_file(folder)) in wanted
        ]
    )
    lacking = []
    for file in files:
        if file in by_path:
            pairs.append(_found(by_path[file]))
            continue
        own = [(file, one) for there, one in known if is_same_file(there, file)]
        pairs += own or [(file, None)]
        if not own and not targets:
            lacking.append(f"{file}: has no baseline in {folder}, and targets are left out")
    if lacking:
        raise BaselineError("\n".join(lacking))
    return pairs


def _all_found(baselines: Sequence[Baseline]) -> list[tuple[Path, Baseline]]:
    """Baselines with their scenario files; all that are gone are told together."""
    found, wrong = [], []
    for one in baselines:
        try:
            found.append(_found(one))
        except BaselineError as problem:
            wrong.append(str(problem))
    if wrong:
        raise BaselineError("\n".join(wrong))
    return found


def _found(one: Baseline) -> tuple[Path, Baseline]:
    """The scenario file of a baseline.

    Raises:
        BaselineError: it is not where the baseline says.
    """
    assert one.path is not None
    folder = one.path.parent
    for file in (one.scenario_file(folder), *one.reform_files(folder)):
        if not file.is_file():
            raise BaselineError(
                f"{one.path}: is of {file}, which is not there; put it back, or take the baseline "
                "out"
            )
    return one.scenario_file(folder), one


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    return os.path.realpath(one) == os.path.realpath(other)
