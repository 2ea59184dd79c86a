"""KPIs that stay as they are: ``baseline`` and ``check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telesim.experiment.regression.check import Checks
    from telesim.experiment.regression.watching import Written
    from telesim.experiment.replicate import Progress


def baseline(
    files: str | Path | Sequence[str | Path],
    *,
    reforms: Sequence[str | Path] = (),
    settings: Mapping[str, Any] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    baselines: str | Path | None = None,
    name: str | None = None,
    progress: Progress | None = None,
) -> list[Written]:
    """Write what the KPIs of scenarios are, for :func:`check` to compare with.

    Args:
        files: scenario files.
        reforms: overlay files; the baseline remembers them, and the settings.
        settings: values by dotted path, laid over last.
        replications: how many; the scenario's own number when None.
        seed: the scenario's own when None.
        workers: local processes, None = as many as pay.
        out: root of the results, ``results`` in the current directory when None.
        baselines: their folder, ``results/baselines`` in the current directory when None,
            wherever the results go.
        name: of the file, for one scenario; else its name with the reforms.
        progress: called with replications done and still wanted.

    Raises:
        ScenarioError: a file is not valid.
        ValueError: what stands there is another's baseline, damaged, or of a later version.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.regression import watching

    study, folder = _watched(workers, out, baselines, progress)
    return watching.write_baselines(
        _paths(files),
        study,
        reforms=_paths(reforms),
        settings=settings,
        replications=replications,
        seed=seed,
        folder=folder,
        name=name,
    )


def check(
    files: str | Path | Sequence[str | Path] = (),
    *,
    reforms: Sequence[str | Path] = (),
    settings: Mapping[str, Any] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    baselines: str | Path | None = None,
    targets: bool = True,
    progress: Progress | None = None,
) -> Checks:
    """Set scenarios against their targets and baselines: what moved, by how much, and why.

    Args:
        files: scenarios or baselines; none = every baseline.
        reforms: laid over each, beyond those that its baseline remembers; settings likewise.
        replications: as many as the baseline has when None.
        seed: that of the baseline when None.
        targets: whether targets count, or moved KPIs alone.

    The other arguments and errors are those of :func:`baseline`.
    """
    from telesim.experiment.regression import watching
    from telesim.experiment.regression.check import Checks

    study, folder = _watched(workers, out, baselines, progress)
    return Checks(
        watching.check(
            _paths(files),
            study,
            reforms=_paths(reforms),
            settings=settings,
            replications=replications,
            seed=seed,
            folder=folder,
            targets=targets,
        )
    )


def _watched(
    workers: int | None,
    out: str | Path | None,
    baselines: str | Path | None,
    progress: Progress | None,
) -> tuple[Any, Path]:
    from telesim.experiment.regression.renewing import FOLDER
    from telesim.experiment.study import Study

    root = Path("results" if out is None else out)
    folder = FOLDER if baselines is None else Path(baselines)
    return Study(root, workers, progress), folder


def _paths(files: str | Path | Sequence[str | Path]) -> list[Path]:
    return [Path(files)] if isinstance(files, (str, Path)) else [Path(one) for one in files]
