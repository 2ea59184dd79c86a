"""Which of some scenarios is better: ``compare``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.experiment.compare import Comparison
    from telesim.experiment.replicate import Progress
    from telesim.scenario import Scenario


def compare(
    *scenarios: Scenario | str | Path,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    margins: Sequence[str] = (),
    kpis: Sequence[str] = (),
    jobs: int = 0,
    independent: bool = False,
    progress: Progress | None = None,
) -> Comparison:
    """Say of two scenarios or more what is better, how sure that is, and job by job why.

    All replications have common draws: the same fault with the same work happens in each scenario,
    so that differences are paired, replication by replication and job by job.

    Args:
        scenarios: loaded ones, or as on the command line: ``"a.yaml"``, ``"a.yaml+reform.yaml"``,
            or ``"+reform.yaml"`` for the first file under a reform. The others are set against
            the first.
        replications: of each; the largest of the scenarios' own numbers when None.
        seed: of all; the first one's own when None.
        workers: local processes, None = as many as pay; the results do not depend on it.
        out: root of the results, ``results`` in the current directory when None.
        margins: differences that do not matter: ``"2 h"`` for all figures of such a unit,
            ``"cable-72h=5 h"`` for one; the targets' own ``margin`` else.
        kpis: figures beside the targets', such as ``"pay_month_mean"`` or
            ``"time_to_restore_mean:county=Runan"``.
        jobs: name so many of the jobs that got worst; 0 = do not match jobs. Event logs of all
            replications are kept for it.
        independent: give each scenario draws of its own; intervals are then Welch's.
        progress: called with replications done and still wanted.

    Returns:
        Frames ``differences``, ``targets``, ``best`` (three or more) and ``jobs``.

    Raises:
        ScenarioError: a file is not valid.
        CompareError: the scenarios do not look at the same time, or a figure fits none.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.compare import compare

    return compare(
        scenarios,
        replications=replications,
        seed=seed,
        workers=workers,
        out=out,
        margins=margins,
        kpis=kpis,
        jobs=jobs,
        independent=independent,
        progress=progress,
    )
