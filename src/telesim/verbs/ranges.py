"""One scenario over ranges of its values: ``sweep`` and ``sensitivity``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telesim.experiment.replicate import Progress
    from telesim.experiment.sensitivity import Sensitivity
    from telesim.experiment.sweep import Sweep


def sweep(
    scenario: str | Path,
    over: Mapping[str, Any] | None = None,
    *,
    points: Sequence[Mapping[str, Any]] | str | Path | None = None,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Answer a scenario at many points, all on the same draws.

    Args:
        scenario: the path of its file.
        over: dotted path -> values, as a list or a text such as ``"1..4"``: every combination.
        points: instead, each point as ``{path: value}``, or a CSV file with paths in its head.
        kpis: KPIs beside the targets, as ``"NAME"`` or ``"NAME:area=town"``.
        reforms, replications, seed, workers, out, progress: as for :func:`run`.

    Returns:
        ``table``, one row for each point and target or KPI, and the folder in which it stands.

    Raises:
        ScenarioError: everything that is wrong with paths, values and points, before any runs.
        RunError: a replication failed, or the results cannot be written.
    """
    from telesim.experiment.sweep.plan import planned
    from telesim.experiment.sweep.sweep import sweep as answer

    plan = planned(
        scenario, over, points=points, kpis=kpis, reforms=reforms,
        replications=replications, seed=seed,
    )  # fmt: skip
    return answer(plan, workers=workers, out=out, progress=progress)


def sensitivity(
    scenario: str | Path,
    *,
    ranges: Sequence[str] = (),
    ranges_file: str | Path | None = None,
    under: Sequence[str] = (),
    spread: float | None = None,
    turns: Sequence[str] = (),
    points: int = 7,
    trajectories: int = 4,
    sobol: bool = False,
    base: int = 64,
    kpis: Sequence[str] = (),
    reforms: Sequence[str | Path] = (),
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Which assumed numbers move the answers, and at which value of one a verdict turns.

    Args:
        scenario: the path of its file.
        ranges: ``"PATH=LOW..HIGH"`` with the unit; none = the scenario's own ``ranges`` and the
            effect of pay, and where it states none the numbers that files call assumed.
        ranges_file: further ranges, CSV (path, low, high) or YAML (``PATH: LOW..HIGH``).
        under: only numbers at or below these paths.
        spread: range of an assumed number around its value, in both directions, as a share; 0.2
            where the scenario states no ranges. Given, it is that of all assumed numbers without
            a range of their own.
        turns: ``"PATH=LOW..HIGH"`` of numbers over which all verdicts are shown, the path alone
            where the scenario states its range; alone, effects are not asked for.
        points: values over which they are shown, ends included.
        trajectories: of Morris' design.
        sobol, base: whether shares of the variance are asked for, and rows of their base sample,
            a power of two.
        kpis, reforms, replications, seed, workers, out, progress: as for :func:`sweep`.

    Returns:
        Frames ``effects``, ``shares``, ``curve_points`` and ``crossings``, and the folder.

    Raises:
        ScenarioError: everything that is wrong with paths and ranges, before any runs.
        RunError: a replication failed, or the results cannot be written.
        ValueError: SALib is not installed, or ``base`` is no power of two.
    """
    from telesim.experiment.sensitivity import answer, prepare

    ready = prepare(
        scenario, ranges=ranges, ranges_file=ranges_file, under=under, spread=spread, turns=turns,
        points=points, trajectories_wanted=trajectories, sobol=sobol, base_rows=base, kpis=kpis,
        reforms=reforms, replications=replications, seed=seed,
    )  # fmt: skip
    return answer(ready, workers=workers, out=out, progress=progress)
