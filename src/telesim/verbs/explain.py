"""What each reform contributed: ``explain``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.experiment.explain import Explanation
    from telesim.experiment.replicate import Progress


def explain(
    before: str | Path,
    after: str | Path | None = None,
    *,
    reforms: Sequence[str | Path] = (),
    within: str | None = None,
    on_top: bool = False,
    replications: int | None = None,
    seed: int | None = None,
    window: str | None = None,
    orders: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Share the difference between two scenarios out over the reforms that lie between them.

    Args:
        before: a scenario file; with neither ``after`` nor ``reforms`` one that extends another,
            which is BEFORE then.
        after: a file that extends ``before`` and names reforms, in at most six groups for exact
            shares: each group is a part that is in force or not.
        reforms: instead of ``after``: overlay files, each a part.
        within: a group of ``after``, whose single reforms are the parts then.
        on_top: with ``within``: the other groups hold throughout, else they never do.
        replications: of every combination of parts; the scenario's own number when None.
        seed: that of BEFORE when None; every combination meets the same draws.
        window: such as ``"26 weeks"``, instead of the file's.
        orders: of joining to sample where there are more than six parts; 16 when None.
        workers: local processes, None = as many as pay.
        out: root of the results, ``results`` in the current directory when None. Replications
            that are there already are used again, those of :func:`run` too.
        progress: called with replications done and still wanted, of all combinations.

    Returns:
        Frames ``shares``, ``summary``, ``mix`` and ``where_the_hours_went``, and the folder.

    Raises:
        ScenarioError: a file is not valid.
        ValueError: AFTER is not BEFORE with reforms, or a combination of reforms does not load.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.explain import prepare

    prepared = prepare(
        Path(before),
        None if after is None else Path(after),
        reforms=[Path(file) for file in reforms],
        within=within,
        on_top=on_top,
        replications=replications,
        seed=seed,
        window=window,
        orders=orders,
        workers=workers,
        out=out,
    )
    return prepared.answer(progress)
